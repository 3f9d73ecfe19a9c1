"""Taking over a directory whose people consented elsewhere."""

import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from directory.accounts.models import Receipt, User
from directory.audit.models import Entry
from directory.listings.models import MemberListing, PublicListing
from directory.notices.models import Notice
from directory.profiles import importing, publication
from directory.profiles.importing import LONGEST_LINE, Fate, load
from directory.profiles.models import Profile
from tests.cast import MO, listed, moderator
from tests.profiles.conftest import EVE, EVES_AGENCY, everything


def line(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A line as the contract has it."""
    return EVE | {"email": f"p{number}@example.net", "consented_on": "2026-05-01"} | changes


def file(*lines: dict[str, Any] | bytes) -> BytesIO:
    rows = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in lines]
    return BytesIO(b"".join(row + b"\n" for row in rows))


def fates(content: BytesIO, mo: User) -> list[tuple[int, str]]:
    return [(result.line, result.fate.name) for result in load(content, mo)]


def test_a_line_becomes_an_account_a_receipt_and_a_listed_profile(mo: User) -> None:
    assert fates(file(line(email=" P1@Example.NET ")), mo) == [(1, "LISTED")]
    owner = User.objects.get(email="p1@example.net")
    assert not owner.has_usable_password()
    address = EmailAddress.objects.get(user=owner)
    assert (address.email, address.verified, address.primary) == (owner.email, False, True)
    receipt = Receipt.objects.get(user=owner)
    assert (receipt.act, receipt.consented_on) == ("import", date(2026, 5, 1))
    assert receipt.shown["headline"] == "members"
    profile = Profile.objects.get(owner=owner)
    assert (profile.status, profile.confirmed_on) == ("listed", date(2026, 5, 1))
    assert profile.employments.get().agency.name == EVES_AGENCY
    assert PublicListing.objects.get().handle == MemberListing.objects.get().handle == profile.handle
    verbs = Entry.objects.order_by("id").filter(subject=str(profile.pk)).values_list("verb", "actor")
    assert list(verbs) == [
        ("save", str(owner.pk)),
        ("import", str(mo.pk)),
        ("submit", str(owner.pk)),
        ("approve", str(mo.pk)),
    ]
    assert list(Notice.objects.values_list("to__email", "kind")) == [("p1@example.net", "approved")]
    assert list(publication.differences()) == []


def test_only_five_names_are_required(mo: User) -> None:
    least = {name: line()[name] for name in ("email", "display_name", "role", "region", "consented_on")}
    assert fates(file(least), mo) == [(1, "LISTED")]
    profile = Profile.objects.get()
    assert (profile.show_role, profile.show_region, profile.audience, profile.audiences) == (
        "role",
        "area",
        2,
        {},
    )


def test_loading_a_file_twice_adds_nothing(mo: User) -> None:
    content = [line(1), line(2), line(3, consented_on=""), {"email": "x"}]
    assert fates(file(*content), mo) == [(1, "LISTED"), (2, "LISTED"), (3, "INVITED"), (4, "BAD")]
    before = everything()
    assert fates(file(*content), mo) == [(1, "KNOWN"), (2, "KNOWN"), (3, "KNOWN"), (4, "BAD")]
    assert everything() == before


def test_a_line_without_consent_is_an_invitation_and_nothing_else(mo: User) -> None:
    without = line()
    del without["consented_on"]
    assert fates(file(without, line(2, consented_on=None)), mo) == [(1, "INVITED"), (2, "INVITED")]
    assert not User.objects.filter(email__contains="example.net").exists()
    assert not Profile.objects.exists()
    assert list(Notice.objects.order_by("id").values_list("address", "kind")) == [
        ("p1@example.net", "invitation"),
        ("p2@example.net", "invitation"),
    ]
    assert "Eve" not in repr(everything()["notices.Notice"])


TOMORROW = str(timezone.localdate() + timedelta(days=2))


@pytest.mark.parametrize(
    ("bad", "reasons"),
    [
        (b"{", ["line: It is not JSON"]),
        (b"[1]", ["line: It is not one JSON object."]),
        (b'"text"', ["line: It is not one JSON object."]),
        (b"\xff\xfe", ["line: It is not JSON"]),
        (b"[" * 5000, ["line: It is not JSON"]),
        (b'{"email": "a@b.example", "about": NaN}', ["line: It is not JSON"]),
        (b'{"email": "a@b.example", "about": "\\ud800"}', ["line: It is not JSON"]),
        (b'"' + b"x" * (3 * LONGEST_LINE) + b'"', [f"line: It is longer than {LONGEST_LINE} bytes."]),
        (line(email=""), ["email: This is not an e-mail address."]),
        (line(email=7), ["email: This is not an e-mail address."]),
        (line(email="a\x00@b.example"), ["email: This is not an e-mail address."]),
        (line(email="a@" + "b" * 60 + ".example" * 40), ["email: This is not an e-mail address."]),
        (line(consented_on="2026-02-30"), ["consented_on: Write the day as 2026-05-01."]),
        (line(consented_on="20260501"), ["consented_on: Write the day as 2026-05-01."]),
        (line(consented_on=20260501), ["consented_on: Write the day as 2026-05-01."]),
        (line(consented_on=TOMORROW), ["consented_on: This day is yet to come."]),
        (line(role=""), ["role: Pick your role."]),
        (line(colour="blue"), ["colour: There is no such field."]),
        (line(website="example.org"), ["website: Write the whole address"]),
        (
            {"email": "x", "role": "astronaut", "practices": "cosa", "about": "\x00"},
            ["email: ", "role: There is no “", "practices: Send a list", "about: This text has", "display_name: Say",
             "region: Pick"],
        ),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_with_everything_that_is_wrong(
    bad: dict[str, Any] | bytes, reasons: list[str], mo: User
) -> None:
    before = everything()
    (result,) = load(file(bad), mo)
    assert (result.line, result.fate) == (1, Fate.BAD)
    assert len(result.reasons) == len(reasons)
    for found, wanted in zip(result.reasons, reasons, strict=True):
        assert found.startswith(wanted)
    assert everything() == before


def test_every_address_of_an_account_is_known(mo: User) -> None:
    EmailAddress.objects.create(user=mo, email="p1@example.net", verified=True, primary=False)
    EmailAddress.objects.create(user=mo, email="claimed@example.net", verified=False, primary=False)
    EmailAddress.objects.filter(email="p1@example.net").update(email="P1@Example.net")
    found = fates(file(line(1), line(2, email="claimed@example.net"), line(3, consented_on="")), mo)
    assert found == [(1, "KNOWN"), (2, "LISTED"), (3, "INVITED")]


def test_the_same_address_twice_in_a_file_is_told(mo: User) -> None:
    results = list(load(file(line(1), line(2), line(email="P1@example.net")), mo))
    assert [result.fate.name for result in results] == ["LISTED", "LISTED", "BAD"]
    assert results[2].reasons == ("email: Line 1 has the same address.",)


def test_blank_lines_a_byte_order_mark_and_a_last_line_without_an_end(mo: User) -> None:
    content = BytesIO(
        b"\xef\xbb\xbf" + json.dumps(line(1)).encode() + b"\r\n\n  \n" + json.dumps(line(2)).encode()
    )
    assert fates(content, mo) == [(1, "LISTED"), (4, "LISTED")]


def test_what_the_importer_may_not_decide_on_waits_for_another(mo: User, max_: User) -> None:
    listed(mo, MO | {"agency": "Bangor police department"}, by=max_)
    found = fates(file(line(1), line(2, agency="Another")), mo)
    assert found == [(1, "WAITING"), (2, "LISTED")]
    assert Profile.objects.get(owner__email="p1@example.net").status == "submitted"


def test_batches_follow_one_another(mo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    lines = [line(number) for number in range(8)]
    lines[4] = {"email": "bad"}
    found = fates(file(*lines), mo)
    assert found == [(number, "BAD" if number == 5 else "LISTED") for number in range(1, 9)]
    assert list(publication.differences()) == []


def test_a_line_costs_few_queries(mo: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(20 * 12 + 70):
        assert len(fates(file(*(line(number) for number in range(20))), mo)) == 20


# --- The command -------------------------------------------------------------------------------------------


def run(path: Path, by: str = "mo@example.org") -> tuple[str, str]:
    """What the command says, and the error it ends with."""
    out = StringIO()
    try:
        call_command("import_profiles", str(path), "--listed-by", by, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_five_bad_lines_are_named_and_the_rest_is_loaded(
    mo: User, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lines: list[dict[str, Any] | bytes] = [line(number) for number in range(30)]
    lines[2] = b"{"
    lines[7] = line(7, role="astronaut")
    lines[11] = line(11, consented_on="yesterday")
    lines[19] = line(3)
    lines[28] = line(28, email="nowhere")
    path = tmp_path / "people.jsonl"
    path.write_bytes(file(*lines).getvalue())
    with django_capture_on_commit_callbacks(execute=True):
        said, error = run(path)
    told = said.splitlines()
    assert [row.partition(":")[0] for row in told[:5]] == [
        "line 3",
        "line 8",
        "line 12",
        "line 20",
        "line 29",
    ]
    assert told[1] == ("line 8: not loaded: role: There is no “astronaut” to choose. Take one from the list.")
    assert told[5:] == ["25 listed, 0 waiting, 0 invited, 0 known, 5 not loaded."]
    assert error == "5 lines were not loaded; they are named above."
    assert MemberListing.objects.count() == 25
    assert mail.outbox == [], "mails go out with the daily round"
    said, error = run(path)
    assert said.splitlines()[-1] == "0 listed, 0 waiting, 0 invited, 25 known, 5 not loaded."
    assert MemberListing.objects.count() == 25
    assert "example.net" not in said, "who is in the file is nobody's business in a terminal's history"


def test_a_good_file_ends_well(mo: User, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_bytes(file(line()).getvalue())
    assert run(path) == ("1 listed, 0 waiting, 0 invited, 0 known, 0 not loaded.\n", "")


def test_only_a_moderator_answers_for_it(mo: User, eve: User, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_bytes(file(line()).getvalue())
    gone = moderator("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for address in (eve.email, gone.email, "nobody@example.org"):
        assert "is not the address of a moderator" in run(path, by=address)[1]
    assert not Profile.objects.exists()
    assert "cannot be read" in run(tmp_path / "missing.jsonl")[1]
