"""``manage.py load_vocabulary``: the terms, and the cards that carry them."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.listings.models import MemberListing, Shelf
from directory.profiles import publication
from directory.vocabulary import terms
from directory.vocabulary.models import Edition, Facet, Term
from tests.cast import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vocabulary_read_anew() -> Iterator[None]:
    """What a test did to the terms is rolled back, and what this process has in memory with it."""
    yield
    terms.forget()


def load_vocabulary(*arguments: str) -> str:
    out = StringIO()
    call_command("load_vocabulary", *arguments, stdout=out)
    return out.getvalue()


def role_on_card(handle: str) -> str:
    card = json.loads(bytes(MemberListing.objects.get(handle=handle).card))
    return str(card["role"]["name"])


def test_a_renamed_term_is_on_the_cards_at_once() -> None:
    Term.objects.filter(facet=Facet.ROLE, code="deputy-sheriff").update(name="Under-sheriff")
    terms.forget()
    cast()
    assert role_on_card("ben") == "Under-sheriff"
    total = Term.objects.count()
    assert load_vocabulary() == (f"Terms: 0 added, 1 changed, 0 retired, 0 removed, {total - 1} unchanged.\n")
    assert role_on_card("ben") == "Deputy sheriff"
    assert list(publication.differences()) == []
    # Other workers see by the shelf that their terms are of an older edition.
    edition = Edition.objects.get().number
    assert set(Shelf.objects.values_list("vocabulary_edition", flat=True)) == {edition}


def test_repeating_touches_nothing() -> None:
    cast()
    before = list(Shelf.objects.order_by("audience").values())
    total = Term.objects.count()
    assert load_vocabulary() == f"Terms: 0 added, 0 changed, 0 retired, 0 removed, {total} unchanged.\n"
    assert list(Shelf.objects.order_by("audience").values()) == before


def test_counties_of_more_states() -> None:
    assert load_vocabulary("--counties", "US-NH", "--counties", "US-VT").startswith("Terms: 24 added")
    vocabulary = terms.current()
    grafton = vocabulary.term(Facet.REGION, "33009")
    assert (grafton.name, getattr(vocabulary.state_of(grafton), "code", None)) == ("Grafton County", "US-NH")
    # They stay without being asked for again.
    assert load_vocabulary().startswith("Terms: 0 added, 0 changed, 0 retired, 0 removed")


def test_a_state_that_is_not_there() -> None:
    with pytest.raises(CommandError, match=r"There are no counties of US-XX; write a state like US-NH\."):
        load_vocabulary("--counties", "US-XX")
