"""Every part × its audience × the profile's × the site's ceiling × hiding: who sees it, and on which card it stands."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from directory.accounts.models import User
from directory.listings.readers import Audience
from directory.profiles import publication
from directory.profiles.audiences import effective, reach, shown
from directory.profiles.editing import begin
from directory.profiles.models import Hiding, Pick, Profile, Status, Wording
from directory.profiles.parts import PART, PARTS
from directory.vocabulary import terms

pytestmark = pytest.mark.django_db
CHOICES = ("public", "members", "connections", "only_me", None)
NAMES = {"public": 3, "members": 2, "connections": 1, "only_me": 0}
DEFAULTS = {
    "display_name": "public", "agency": "only_me", "title": "only_me",
    "real_name": "connections", "phone": "connections", "email": "connections",
}  # fmt: skip
CONTACT = ("real_name", "phone", "email")
CARD_NAME = {"display_name": "name"}


def one_with_everything(**choices: Any) -> Profile:
    """In memory: every part says something, and somebody approved it."""
    vocabulary = terms.current()
    words = Wording(
        display_name="Name", role=vocabulary.term("role", "teacher"), region=vocabulary.term("region", "23005"),
        agency="Agency", title="Title", pronouns="they", headline="Headline", about="About",
        website="https://example.org/", real_name="Real", phone="207",
    )  # fmt: skip
    profile = Profile(
        owner=User(email="one@example.org"), handle="one", status=Status.LISTED, written=words, approved=words,
        members_since=date(2020, 1, 1), public_since=date(2021, 1, 1), **choices,
    )  # fmt: skip
    picks = [
        Pick(
            part=part.name,
            term=next(term for term in vocabulary.terms(part.facet) if not vocabulary.children(term)),
        )
        for part in PARTS
        if part.facet
    ]
    profile._prefetched_objects_cache = {"picks": picks}  # type: ignore[attr-defined]
    return profile


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_narrowest_of_all_counts(part: Any, settings: Settings) -> None:
    assert part.default.code == DEFAULTS.get(part.name, "members")
    for choice, audience, ceiling, hiding, only_members in product(
        CHOICES, ("public", "members"), ("public", "members"), Hiding.values, (False, True)
    ):
        if choice is not None and part.name in CONTACT and NAMES[choice] > 1:
            continue  # cannot be chosen
        settings.SITE_CEILING = ceiling
        profile = one_with_everything(
            audience=NAMES[audience],
            audiences={} if choice is None else {part.name: choice},
            hide_from_workplace=hiding,
            only_members=only_members,
        )
        own = NAMES[choice or DEFAULTS.get(part.name, "members")]
        capped = hiding != "no" or only_members
        widest = min(NAMES[audience], NAMES[ceiling], 2 if capped else 3)
        wanted = min(own, widest)
        assert (int(effective(profile, part)), int(reach(profile))) == (wanted, widest)
        # And the cards say so.
        cards = publication.cards_for(profile)
        assert set(cards) == {shelf for shelf in (Audience.PUBLIC, Audience.MEMBERS) if widest >= shelf}
        for shelf, card in cards.items():
            if part.name in CONTACT:
                assert not hasattr(card, part.name)
            else:
                stands = bool(getattr(card, CARD_NAME.get(part.name, part.name)))
                assert stands == (wanted >= shelf), (choice, audience, ceiling, hiding, shelf)
            assert card.role is not None
            assert card.region is not None
            assert card.region.code == "ME-R1"
            assert card.listed_on == (date(2021, 1, 1) if shelf is Audience.PUBLIC else date(2020, 1, 1))
        kept = publication.kept_for_connections(profile)
        assert (part.name in kept) == (wanted == 1)


def test_stage_and_contact_data_are_on_no_card() -> None:
    profile = one_with_everything(audience=3, audiences=dict.fromkeys(PART, "public"), stage="beginning")
    for card in publication.cards_for(profile).values():
        for word in (b"Real", b"207", b"one@example.org", b"beginning"):
            assert word not in card.json()
    assert publication.kept_for_connections(profile) == {
        "real_name": "Real", "phone": "207", "email": "one@example.org"
    }  # fmt: skip


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.LISTED])
def test_only_who_is_listed_has_cards(status: Status) -> None:
    profile = one_with_everything(audience=3)
    profile.status = status
    assert publication.cards_for(profile) == {}


def test_an_empty_part_is_shown_to_nobody(eve: User) -> None:
    profile = begin(eve)
    assert set(shown(profile, profile.written, {})) == {"email"}
