"""Links that keep a search."""

import pytest

from directory.web.links import Search, page_numbers

HERE = Search(
    "/allies/", [("q", "a b"), ("role", "sheriff"), ("role", "judge"), ("sort", "name"), ("offers", "")]
)


def test_links_change_one_thing() -> None:
    assert HERE.address == "/allies/?q=a+b&role=sheriff&role=judge&sort=name"
    assert HERE.without("role", "judge") == "/allies/?q=a+b&role=sheriff&sort=name"
    assert HERE.with_one("role", "mediator") == "/allies/?q=a+b&sort=name&role=mediator"
    assert HERE.with_one("q", "") == "/allies/?role=sheriff&role=judge&sort=name"
    assert HERE.at_page(1) == HERE.address
    assert HERE.at_page(3) == f"{HERE.address}&page=3"
    assert HERE.cleared() == "/allies/?sort=name"


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 5, [1, 2, None, 5]),
        (3, 5, [1, 2, 3, 4, 5]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_page_numbers_leave_gaps_of_two_and_more(current: int, last: int, shown: list[int | None]) -> None:
    assert page_numbers(current, last) == shown
