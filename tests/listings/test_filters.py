"""Reading a query string."""

import pytest
from django.http import QueryDict

from directory.listings.filters import AllyFilters
from directory.listings.search import Query

pytestmark = pytest.mark.django_db


def test_everything_at_once():
    asked = AllyFilters(
        QueryDict(
            "q= two words &role=sheriff&role=teacher&role=sheriff&region=23005&practice=cosa&practice.all=1"
            "&region.wider=1&offers=mentor&seeks=&sort=-name&facets=role,region&page_size=5&cursor=x&strange=1"
        )
    )
    assert asked.is_valid(), asked.errors
    assert asked.query == Query(
        q="two words",
        terms={
            "role": ("sheriff", "teacher"),
            "region": ("23005",),
            "practice": ("cosa",),
            "offers": ("mentor",),
        },
        all_practices=True,
        wider=True,
        sort="-name",
        facets=("role", "region"),
    )
    assert (asked.size, asked.cursor) == (5, "x")
    assert AllyFilters.unknown(["q", "strange", "page", "region.wider"]) == ["page", "strange"]


@pytest.mark.parametrize("query", ["", "q=&role=&role=+&sort=&page_size=&cursor=&facets=&practice.all="])
def test_blank_is_not_given(query):
    asked = AllyFilters(QueryDict(query))
    assert asked.form.is_valid(), asked.errors
    assert (asked.query, asked.size, asked.cursor) == (Query(), 20, None)


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("role=pope", "role", "“pope” is no code of role."),
        ("region=cosa", "region", "“cosa” is no code of region."),
        ("offers=%00", "offers", "“” is no code of offers."),
        ("role=" + "x" * 5000, "role", f"“{'x' * 60}” is no code of role."),
        ("sort=age", "sort", "Select a valid choice. age is not one of the available choices."),
        ("sort=-relevance", "sort", "Select a valid choice. -relevance is not one of the available choices."),
        ("facets=role,age", "facets", "There is no facet “age”."),
        ("page_size=0", "page_size", "Ensure this value is greater than or equal to 1."),
        ("page_size=101", "page_size", "Ensure this value is less than or equal to 100."),
        ("page_size=x", "page_size", "Enter a whole number."),
        ("q=%00", "q", "Null characters are not allowed."),
        ("q=" + "x" * 201, "q", "Ensure this value has at most 200 characters (it has 201)."),
        ("q=" + "+".join(f"w{n}" for n in range(25)), "q", "Search for at most 24 words."),
        ("practice.all=maybe", "practice.all", "Write 1 or leave it out."),
        ("&".join(f"role=r{n}" for n in range(51)), "role", "Choose at most 50 of these."),
    ],
)
def test_what_does_not_hold_is_told_by_the_name(query, field, message):
    errors = AllyFilters(QueryDict(query)).errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(message)
