"""Whatever language somebody works in, what is written down is the same: cards, columns, log, decisions, mails."""

from collections.abc import Iterator

from django.apps import apps
from django.utils import translation

from directory.listings.models import MemberListing
from directory.profiles import editing, publication
from directory.profiles.lifecycle import move
from tests import pseudo
from tests.cast import Cast


def kept() -> Iterator[tuple[str, str]]:
    """Everything in the database, by table, as text."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            yield model._meta.label, " ".join(map(repr, row.values()))


def test_what_is_written_in_another_language_stays_english(people: Cast) -> None:
    profile = people.profile(people.cy)
    with pseudo.spoken() as code, translation.override(code):
        assert str(profile.get_status_display()).startswith("⟦")
        profile = editing.save(
            profile,
            {"audience": "public", "audiences": {"display_name": "members"}},
            actor=people.cy,
            version=profile.version,
        )
        move(profile, "submit", actor=people.cy, version=profile.version)
        profile.refresh_from_db()
        move(
            profile,
            "return",
            actor=people.mo,
            version=profile.version,
            reason="incomplete",
            message="Say more.",
        )
        profile.refresh_from_db()
        move(profile, "submit", actor=people.cy, version=profile.version)
        profile.refresh_from_db()
        move(profile, "approve", actor=people.mo, version=profile.version)
        profile.refresh_from_db()
        move(profile, "hold", actor=people.max, version=profile.version, reason="incomplete")
        profile.refresh_from_db()
        move(profile, "release", actor=people.max, version=profile.version)
    written = list(kept())
    assert {table for table, _ in written} >= {"audit.Entry", "notices.Notice", "listings.MemberListing"}
    assert [(table, row) for table, row in written if "⟦" in row] == []
    assert list(publication.differences()) == []


def test_a_card_is_the_same_to_the_byte(people: Cast) -> None:
    profile = people.profile(people.cy)
    with pseudo.spoken() as code, translation.override(code):
        move(profile, "submit", actor=people.cy, version=profile.version)
        profile.refresh_from_db()
        move(profile, "approve", actor=people.mo, version=profile.version)
        card = bytes(MemberListing.objects.get(handle="cy").card)
        publication.rebuild()
        assert bytes(MemberListing.objects.get(handle="cy").card) == card
    profile.refresh_from_db()
    assert [shown.json() for shown in publication.cards_for(profile).values()] == [card]
    assert b"Probation officer" in card
