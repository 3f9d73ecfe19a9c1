"""The ``staff`` command: who gets a role, who loses it, and what is said."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from directory.accounts.models import User
from directory.audit.models import Entry
from tests.accounts.conftest import MakeAccount, signed_in

pytestmark = pytest.mark.django_db


def staff(*arguments: str) -> str:
    out = StringIO()
    call_command("staff", *arguments, stdout=out)
    return out.getvalue()


def test_add_and_list(account: MakeAccount) -> None:
    account()
    account("sue@example.org")
    assert staff("add", "Ana@Example.org", "--role", "moderator") == "ana@example.org is moderator now.\n"
    staff("add", "sue@example.org", "--role", "support")
    assert staff("list") == "moderator ana@example.org\nsupport   sue@example.org\n"
    assert staff("list", "--role", "support") == "support   sue@example.org\n"
    ana = User.objects.get(email="ana@example.org")
    assert (ana.is_moderator, ana.works_here, ana.is_staff) == (True, True, False)


def test_remove_ends_sessions_at_once(client: Client, account: MakeAccount) -> None:
    ana = account(staff_role="moderator")
    account("max@example.org", staff_role="moderator")
    client.force_login(ana)
    said = staff("remove", "ana@example.org", "--role", "moderator")
    assert said == "ana@example.org is no longer moderator and is signed out everywhere.\n"
    assert not signed_in(client)
    assert staff("list") == "moderator max@example.org\n"


def test_the_log_has_both(account: MakeAccount) -> None:
    ana = account()
    account("max@example.org", staff_role="moderator")
    staff("add", "ana@example.org", "--role", "moderator")
    staff("remove", "ana@example.org", "--role", "moderator")
    entries = Entry.objects.order_by("id").values_list(
        "actor", "verb", "subject_kind", "subject", "fields", "reason"
    )
    assert list(entries) == [
        ("system", "add-staff", "user", str(ana.pk), ["staff_role"], "moderator"),
        ("system", "remove-staff", "user", str(ana.pk), ["staff_role"], "moderator"),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["add", "nobody@example.org", "--role", "support"],
            "No account has the address nobody@example.org; its owner signs up first.",
        ),
        (["add", "mo@example.org", "--role", "moderator"], "mo@example.org is moderator already."),
        (
            ["add", "mo@example.org", "--role", "support"],
            "mo@example.org is moderator; remove that role first.",
        ),
        (["add", "shut@example.org", "--role", "support"], "shut@example.org is closed."),
        (["remove", "mo@example.org", "--role", "support"], "mo@example.org is not support."),
        (
            ["remove", "mo@example.org", "--role", "moderator"],
            "mo@example.org is the last moderator; add another one first.",
        ),
        (
            ["remove", "nobody@example.org", "--role", "support"],
            "No account has the address nobody@example.org; its owner signs up first.",
        ),
        (
            ["add", "ana@example.org"],
            "staff add needs an address and a role: staff add EMAIL --role moderator",
        ),
        (
            ["remove", "--role", "support"],
            "staff remove needs an address and a role: staff remove EMAIL --role moderator",
        ),
    ],
)
def test_what_is_refused_changes_nothing(account: MakeAccount, arguments: list[str], message: str) -> None:
    account()
    account("mo@example.org", staff_role="moderator")
    # One who can't sign in does not count as another moderator.
    account("shut@example.org", is_active=False)
    account("gone@example.org", staff_role="moderator", is_active=False)
    before = list(User.objects.order_by("email").values_list("email", "staff_role", "sessions_ended"))
    with pytest.raises(CommandError) as refused:
        staff(*arguments)
    assert str(refused.value) == message
    assert list(User.objects.order_by("email").values_list("email", "staff_role", "sessions_ended")) == before
    assert Entry.objects.count() == 0


def test_a_closed_moderator_can_be_removed(account: MakeAccount) -> None:
    account("mo@example.org", staff_role="moderator")
    account("gone@example.org", staff_role="moderator", is_active=False)
    assert "gone@example.org  (closed)" in staff("list")
    staff("remove", "gone@example.org", "--role", "moderator")
    assert staff("list") == "moderator mo@example.org\n"
