"""Stored copies can't drift unseen."""

import random

import pytest

from directory.listings import checking, publishing
from directory.listings.models import PublicListing, PublicPosting, PublicWord
from directory.listings.publishing import Cards
from directory.listings.readers import Audience
from tests.listings.conftest import card, show

pytestmark = pytest.mark.django_db
PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS


def test_random_histories_leave_no_difference():
    chance = random.Random(7)
    practices = ["cosa", "youth-court", "policy-reform", "peer-mediation"]
    regions = ["23005", "ME-R1", "US-ME", "ME-MIKMAQ"]
    wanted: dict[str, Cards] = {}
    for _ in range(150):
        handle = f"p{chance.randrange(12)}"
        if chance.random() < 0.3:
            publishing.unlist(handle)
            wanted.pop(handle, None)
            continue
        member = card(
            handle,
            name=chance.choice(["Harbor", "Lake Harbor", ""]),
            region=chance.choice(regions),
            practices=chance.sample(practices, chance.randrange(4)),
            about=" ".join(chance.sample(["circle", "circles", "policy", "re-entry"], 2)),
        )
        cards = {MEMBERS: member}
        if chance.random() < 0.5:
            cards[PUBLIC] = card(handle, region="US-ME")
        publishing.publish(handle, cards)
        wanted[handle] = cards
    assert list(checking.differences(wanted.items())) == []
    assert PublicListing.objects.count() == sum(PUBLIC in cards for cards in wanted.values())


def test_each_kind_of_drift_is_named():
    ana, ben = card("ana", practices=["cosa"], about="heron"), card("ben")
    show(ana, ben, to=(PUBLIC,))
    wanted = [("ana", {PUBLIC: ana}), ("cy", {PUBLIC: card("cy")})]
    assert list(checking.differences(wanted)) == [
        "public: cy is missing",
        "public: ben should not be there",
    ]
    PublicListing.objects.filter(handle="ana").update(card=b"{}")
    PublicPosting.objects.filter(key="practice:cosa").delete()
    PublicWord.objects.filter(spelling="heron").update(cards=5)
    assert list(checking.differences([("ana", {PUBLIC: ana}), ("ben", {PUBLIC: ben})])) == [
        "public: ana has another card",
        "public: the postings of practice:cosa are not those of the cards",
        "public: the spelling heron is counted wrongly",
    ]
