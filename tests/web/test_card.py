"""One ally's page."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.profiles.editing import PRESETS
from directory.profiles.lifecycle import move
from tests.cast import ANA, Cast, account, listed
from tests.web.conftest import Browser
from tests.web.reading import POSTINGS, names, text

CHECKED = "A moderator read this page before it was shown. That is no proof of who this person is."


def test_anyone_reads_what_anyone_may_see(people: Cast, client: Client) -> None:
    answer = client.get("/allies/ana/")
    said = text(answer)
    assert answer.status_code == 200
    assert "Circles instead of suspensions" in said
    assert "Region Southern Maine" in said
    assert "In the directory since" in said
    # Kept to herself, and for whom she accepted.
    for hidden in ("Deering", "Assistant principal", "Ana Maria", "207 555 0101", "Cumberland", "Block"):
        assert hidden not in said


@pytest.mark.parametrize("reader", ["nobody", "ben", "mo"])
def test_whom_one_may_not_see_is_not_there(people: Cast, browse: Browser, reader: str) -> None:
    """Cy's draft, and for anybody but members Ben too: the very page of a handle that never was."""
    browser = browse(None if reader == "nobody" else getattr(people, reader))
    never = browser.get("/allies/never-was/")
    hidden = [browser.get("/allies/cy/")] + ([browser.get("/allies/ben/")] if reader == "nobody" else [])
    assert never.status_code == 404
    for answer in hidden:
        assert answer.status_code == 404
        assert answer.content == never.content
        assert dict(answer.headers) == dict(never.headers)


def test_no_page_of_a_wrong_address_differs_from_another(people: Cast, client: Client) -> None:
    bodies = {
        client.get(address).content
        for address in (
            "/allies/ben/",
            "/no-such-page/",
            "/desk/",
            "/desk/log/",
            "/allies/%00/",
            "/allies/a%20b/",
        )
    }
    assert len(bodies) == 1


def test_gone_in_the_very_next_request(people: Cast, client: Client) -> None:
    assert client.get("/allies/ana/").status_code == 200
    move(people.profile(people.ana), "withdraw", actor=people.ana)
    assert client.get("/allies/ana/").status_code == 404
    assert names(client.get("/allies/")) == []


def test_peers_say_why(people: Cast, browse: Browser) -> None:
    said = text(browse(people.mo).get("/allies/ben/"))
    assert "People who do similar work" in said
    assert "1 shared setting, same sector" not in said
    assert "In common with Ben Brooks: 1 shared practice, 1 shared aim, 1 shared setting, same area" in said


def test_what_one_shares_with_somebody_is_named(people: Cast, browse: Browser, client: Client) -> None:
    """Ben and Ana both keep circles; Dee's strand is Ben's too."""
    assert "In common with you: Community-building circles" in text(browse(people.ben).get("/allies/ana/"))
    own = text(browse(people.ana).get("/allies/ana/"))
    assert "In common with you: Community-building circles" not in own
    assert "In common with you: 1 shared practice" in own  # a peer's reason
    assert "In common with you" not in text(client.get("/allies/ana/"))


def test_peers_of_whoever_shows_no_name_say_why_too(people: Cast, client: Client) -> None:
    nora = account("nora")
    listed(nora, {**ANA, **PRESETS["public-no-name"].changes(), "display_name": "Nora Noname"}, by=people.mo)
    said = text(client.get(f"/allies/{people.profile(nora).handle}/"))
    assert "In common with this person: 2 shared practices" in said
    assert "Nora" not in said


def test_a_card_says_what_one_can_do_next(people: Cast, browse: Browser, client: Client) -> None:
    answer = client.get("/allies/ana/")
    assert "Members see more of some people. Sign in Join" in text(answer)
    assert CHECKED in text(answer)
    assert "Write to us" not in text(answer)
    answer = browse(people.ben).get("/allies/ana/")
    assert (
        "Would you like to talk to this person? Write to us , say whose page it is, and we will ask them first."
    ) in text(answer)
    assert 'href="mailto:institute@example.invalid?subject=A%20question"' in answer.content.decode()
    assert CHECKED in text(answer)
    assert "Members see more" not in text(answer)
    assert "talk to this person" not in text(browse(people.ana).get("/allies/ana/"))


def test_what_they_say_stands_before_the_facts(people: Cast, client: Client) -> None:
    said = text(client.get("/allies/ana/"))
    assert (
        said.index("Circles instead of suspensions")
        < said.index("About my work")
        < said.index("In the directory since")
    )


@pytest.mark.parametrize("others", [1, 3])
def test_a_card_costs_as_many_queries_for_one_peer_as_for_three(
    people: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    for number in range(others):
        listed(account(f"more{number}"), {**ANA, "display_name": f"More {number}"}, by=people.mo)
    client.get("/allies/ana/")
    with django_assert_num_queries(5 + POSTINGS):
        answer = client.get("/allies/ana/")
    assert len(names(answer)) == others


def test_ones_own_card_says_so_and_offers_no_block(people: Cast, browse: Browser) -> None:
    said = text(browse(people.ben).get("/allies/ben/"))
    assert "This is you, as you see yourself in the directory." in said
    assert "Block Ben" not in said


def test_to_block_and_to_unblock(people: Cast, browse: Browser) -> None:
    ben, ana = browse(people.ben), browse(people.ana)
    assert "Block Ana Alvarez" in text(ben.get("/allies/ana/"))
    answer = ben.post("/allies/ana/block/", follow=True)
    assert "Blocked. You two do not find each other any more." in text(answer)
    assert "Unblock Ana Alvarez" in text(answer)
    assert ben.get("/allies/ana/").status_code == 404
    assert ana.get("/allies/ben/").status_code == 404
    assert "Ana Alvarez" not in names(ben.get("/allies/"))
    answer = ben.post("/me/blocks/ana/unblock/", follow=True)
    assert "You blocked nobody." in text(answer)
    assert ben.get("/allies/ana/").status_code == 200


def test_a_block_can_take_oneself_off_the_public_shelf(people: Cast, browse: Browser, client: Client) -> None:
    assert client.get("/allies/ana/").status_code == 200
    browse(people.ana).post("/allies/ben/block/", {"only_members": "1"})
    assert client.get("/allies/ana/").status_code == 404


OFFER = "Also keep my profile off the public shelf"


def test_who_is_public_is_offered_to_be_it_no_more(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.ana)
    answer = browser.get("/allies/ben/")
    assert OFFER in text(answer)
    name, value = re.findall(r'name="(only_members)" value="(\w+)"', answer.content.decode())[0]
    browser.post("/allies/ben/block/", {name: value})
    assert client.get("/allies/ana/").status_code == 404
    assert people.profile(people.ana).only_members
    # Nothing is left to be kept off.
    assert OFFER not in text(browser.get("/allies/dee/"))


def test_who_is_not_public_is_not_offered_that(people: Cast, browse: Browser, client: Client) -> None:
    without = account("eve")
    for reader in (people.ben, people.cy, without):
        said = text(browse(reader).get("/allies/ana/"))
        assert "Block Ana Alvarez" in said
        assert OFFER not in said
    assert OFFER not in text(client.get("/allies/ana/"))
    assert OFFER not in text(browse(people.ana).get("/allies/ana/"))


def test_whom_one_may_not_see_one_cannot_block(people: Cast, browse: Browser) -> None:
    browser = browse(people.ben)
    assert browser.post("/allies/cy/block/").content == browser.post("/allies/never-was/block/").content
    assert browser.post("/allies/cy/block/").status_code == 404


def test_to_block_one_signs_in_first(people: Cast, client: Client) -> None:
    answer = client.post("/allies/ana/block/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/allies/ana/block/"


def test_oneself_one_cannot_block(people: Cast, browse: Browser) -> None:
    assert "You cannot block yourself." in text(browse(people.ben).post("/allies/ben/block/", follow=True))
