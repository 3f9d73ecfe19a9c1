"""The search page."""

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import ANA, Cast, account, listed
from tests.web.conftest import Browser
from tests.web.reading import POSTINGS, field, marks, names, text


def test_anyone_finds_whom_anyone_may_see(people: Cast, client: Client) -> None:
    answer = client.get("/allies/")
    assert answer.status_code == 200
    assert names(answer) == ["Ana Alvarez"]
    assert "1 ally" in text(answer)
    assert "Education: School administrator" in text(answer)
    assert answer["Cache-Control"] == "no-cache"
    assert "Cookie" in answer["Vary"]


def test_a_member_finds_members_too(people: Cast, browse: Browser) -> None:
    answer = browse(people.ben).get("/allies/")
    assert names(answer) == ["Ana Alvarez", "Ben Brooks", "Dee Dunn", "Max Munro", "Mo Moreau"]
    assert answer["Cache-Control"] == "private, no-store"


def test_somebody_with_a_draft_reads_as_anyone(people: Cast, browse: Browser) -> None:
    assert names(browse(people.cy).get("/allies/")) == ["Ana Alvarez"]


def test_what_one_may_not_see_is_not_found_by_it(people: Cast, client: Client, browse: Browser) -> None:
    """Ben, for members only, keeps circles in a jail; Ana keeps circles too."""
    assert names(client.get("/allies/?q=circles")) == ["Ana Alvarez"]
    assert names(client.get("/allies/?practice=cosa")) == []
    assert "Jail or prison" not in text(client.get("/allies/"))
    assert names(browse(people.dee).get("/allies/?practice=cosa")) == ["Ben Brooks", "Dee Dunn"]


@pytest.mark.parametrize("others", [0, 2])
def test_a_search_costs_as_many_queries_for_one_card_as_for_three(
    people: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    for number in range(others):
        listed(account(f"more{number}"), {**ANA, "display_name": f"More {number}"}, by=people.mo)
    client.get("/allies/")  # a worker reads the shelf once
    with django_assert_num_queries(3 + POSTINGS):
        answer = client.get("/allies/")
    assert len(names(answer)) == 1 + others


@pytest.mark.parametrize("others", [0, 2])
def test_a_members_search_costs_as_many_queries_for_more_cards(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    for number in range(others):
        listed(account(f"more{number}"), {**ANA, "display_name": f"More {number}"}, by=people.mo)
    browser = browse(people.mo)
    browser.get("/allies/?role=school-administrator")
    with django_assert_num_queries(11 + POSTINGS):
        answer = browser.get("/allies/?role=school-administrator")
    assert len(names(answer)) == 1 + others


def test_everything_that_is_set_has_a_chip_and_a_link_without_it(people: Cast, browse: Browser) -> None:
    answer = browse(people.mo).get("/allies/?q=circles&region=ME-R3&practice=cosa&region.wider=1&sort=name")
    body = answer.content.decode()
    assert names(answer) == ["Ben Brooks", "Dee Dunn"]
    assert "Words: circles" in text(answer)
    assert "Region: Northern, Downeast and upper Midcoast Maine" in text(answer)
    assert "Restorative practice: Circles of support and accountability" in text(answer)
    assert 'href="/allies/?q=circles&amp;sort=name&amp;practice=cosa&amp;region.wider=1"' in body
    assert 'href="/allies/?sort=name"' in body  # clears all but the order
    assert '<input type="hidden" name="sort" value="name">' in body
    assert field(answer, "q") == "circles"


def test_a_ticked_box_that_would_find_nobody_can_be_unticked(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?role=sheriff")
    assert names(answer) == []
    assert 'value="sheriff" checked' in answer.content.decode()
    assert "Nobody was found" in text(answer)


def test_whoever_finds_nobody_is_led_on(people: Cast, browse: Browser, client: Client) -> None:
    """The nearest searches that find somebody, with how many; nothing to put in order or to draw together."""
    address = "/allies/?role=sheriff&practice=community-circles&region=ME-R1&sort=name"
    answer = client.get(address)
    assert ways_on(answer) == [
        ("/allies/?sort=name&region=ME-R1&practice=community-circles", "Search without “Sheriff”", "1 ally"),
        ("/allies/?sort=name", "See everybody", "1 ally"),
    ]
    assert "You need not be listed to begin. Sign in Join" in text(answer)
    for absent in ("Sort by", "Short cards", "Some use a made-up name."):
        assert absent not in text(answer)
    member = browse(people.ben).get(address)
    assert ways_on(member)[-1] == ("/allies/?sort=name", "See everybody", "5 allies")
    assert "You need not be listed to begin" not in text(member)


def ways_on(answer: Any) -> list[tuple[str, str, str]]:
    """Where the page says one could go on, in what words, and to how many."""
    ways = re.findall(
        r'<li><a data-go="top" href="([^"]+)">([^<]+)</a> <span class="hint">([^<]+)<',
        answer.content.decode(),
    )
    return [(unescape(href), unescape(words), count) for href, words, count in ways]


def test_a_way_on_says_what_it_asks_instead(people: Cast, browse: Browser) -> None:
    browser = browse(people.ben)
    assert ways_on(browser.get("/allies/?region=23009&role=deputy-sheriff")) == [
        (
            "/allies/?role=deputy-sheriff&region=23009&region.wider=1",
            "Also those who show only a larger region",
            "1 ally",
        ),
        (
            "/allies/?role=deputy-sheriff&region=ME-R3",
            "Look in Northern, Downeast and upper Midcoast Maine",
            "1 ally",
        ),
        ("/allies/?role=deputy-sheriff", "Search without “Hancock County”", "1 ally"),
        ("/allies/", "See everybody", "5 allies"),
    ]
    assert ways_on(browser.get("/allies/?practice=cosa&practice=restorative-code&practice.all=1"))[0] == (
        "/allies/?practice=cosa&practice=restorative-code",
        "Any of the ticked practices, not just all of them",
        "3 allies",
    )
    assert ways_on(browser.get("/allies/?q=zeppelin&role=deputy-sheriff"))[0] == (
        "/allies/?role=deputy-sheriff",
        "Search without “zeppelin”",
        "1 ally",
    )


def test_who_finds_only_some_of_the_words_may_leave_a_filter_instead(people: Cast, browse: Browser) -> None:
    answer = browse(people.ben).get("/allies/?q=circles+wall&role=school-administrator")
    assert names(answer) == ["Ana Alvarez"]
    assert "Nobody’s card has all of these words. These have most of them. With all of the words:" in text(
        answer
    )
    assert ways_on(answer) == [("/allies/?q=circles+wall", "Search without “School administrator”", "1 ally")]


def test_a_name_of_a_term_is_offered_as_a_filter(people: Cast, browse: Browser) -> None:
    """With how many it leaves; not where the facet filters already."""
    browser = browse(people.ben)
    answer = browser.get("/allies/?q=cosa+deputy&sort=name")
    assert names(answer) == ["Ben Brooks"]
    offered = (
        r'<a class="chip" data-go="top" href="([^"]+)"><span>(.+?)</span> <span class="count">(.+?)</span>'
    )
    assert re.findall(offered, answer.content.decode()) == [
        (
            "/allies/?sort=name&amp;q=deputy&amp;practice=cosa",
            "Restorative practice: Circles of support and accountability",
            "1",
        )
    ]
    assert 'id="named"' not in browser.get("/allies/?q=cosa&practice=cosa").content.decode()


def test_what_stands_above_the_results(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?q=circles")
    body = answer.content.decode()
    assert "Some use a made-up name. Each person chose what you see here." in text(answer)
    assert (
        body.index('id="sort-name"') < body.index('name="density" value="dense"') < body.index('class="card"')
    )
    client.post("/preferences/", {"density": "dense", "next": "/allies/"})
    assert 'name="density" value="roomy">Full cards<' in client.get("/allies/").content.decode()


def test_of_a_long_list_the_first_stand_there(
    people: Cast, browse: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is ticked always stands there, however far down it is."""
    browser = browse(people.ben)
    assert "Show all" not in text(browser.get("/allies/"))
    monkeypatch.setattr("directory.web.facets.MOST_AT_A_GLANCE", 2)
    monkeypatch.setattr("directory.web.facets.FIRST_OF_LONG", 1)
    answer = browser.get("/allies/")
    roles = re.findall(r'class="choice([\w -]*)" id="row-role-([\w-]+)"', answer.content.decode())
    assert roles[0][0] == ""
    assert [beyond for beyond, _code in roles[1:]] == [" beyond"] * (len(roles) - 1)
    assert f"Show all {len(roles)} Show fewer" in text(answer)
    last = roles[-1][1]
    assert f'class="choice" id="row-role-{last}"' in browser.get(f"/allies/?role={last}").content.decode()


def test_words_that_only_some_have(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?q=circles+zeppelin")
    assert names(answer) == ["Ana Alvarez"]
    assert "Nobody’s card has all of these words. These have most of them." in text(answer)


def test_a_slip_is_answered_as_if_it_had_none(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?q=alvares&region=ME-R1")
    assert names(answer) == ["Ana Alvarez"]
    assert marks(answer) == ["Alvarez"]
    assert "Nobody’s card has “alvares”. These are for alvarez ." in text(answer)
    assert b'href="/allies/?region=ME-R1&amp;q=alvarez"' in answer.content
    assert 'id="partial"' not in answer.content.decode()


def test_did_you_mean_keeps_the_rest_of_the_search(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?q=alvares&region=ME-R2")
    assert names(answer) == []
    assert "Did you mean alvarez ?" in text(answer)
    assert b'href="/allies/?region=ME-R2&amp;q=alvarez"' in answer.content
    assert ways_on(answer)[1] == (
        "/allies/?q=alvarez",
        "Search without “Central and Midcoast Maine”",
        "1 ally",
    )


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("role=emperor", "There is no “emperor” to choose under “Role”."),
        ("role=100%25&role=%25(shown)s", "There is no “100%” to choose under “Role”."),
        ("sort=upwards", "There is no such order; this is the usual one."),
        ("region.wider=perhaps", "“Also those who show only a larger region” can only be on or off."),
        (f"q={'a' * 10_000}", "The words you typed are too long. Try a few words."),
        (f"q={'+'.join(f'word{n}' for n in range(25))}", "You typed too many words. Try a few words."),
        ("q=%00", "We could not read the words you typed."),
        ("sort=%00", "There is no such order; this is the usual one."),
        (
            "cursor=" + "x" * 2000,
            "The link to that page of results is no longer good; this is the first page.",
        ),
        ("page_size=0", "A page can show from 1 to 100 people."),
        (
            "&".join(f"practice=p{n}" for n in range(51)),
            "Too much was chosen under “Restorative practice”. Choose fewer.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_left_out(
    people: Cast, client: Client, query: str, says: str
) -> None:
    answer = client.get(f"/allies/?{query}&region=ME-R1")
    assert answer.status_code == 200
    assert "We left out what we could not use:" in text(answer)
    assert says in text(answer)
    assert names(answer) == ["Ana Alvarez"]
    assert "\x00" not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ['q="', "q=*", "q=a+AND", "q=NEAR(", "q=%25", "q=%ED%A0%80", "q=%FF", "q=" + quote("مرحبا"), "nonsense=1", "page=0",
     "page=zwölf", "page=99999999999", "page=-1", "cursor=made-up", "q=%F0%9F%8C%8A"],
)  # fmt: skip
def test_whatever_is_typed_is_a_search(people: Cast, client: Client, query: str) -> None:
    assert client.get(f"/allies/?{query}").status_code == 200


def test_pages_are_numbered_and_keep_the_search(people: Cast, client: Client) -> None:
    for number in range(4):
        listed(account(f"more{number}"), {**ANA, "display_name": f"More {number}"}, by=people.mo)
    answer = client.get("/allies/?sort=name&page_size=2&page=2")
    body = answer.content.decode()
    assert names(answer) == ["More 1", "More 2"]
    assert "5 allies, 3 to 4 shown" in text(answer)
    assert 'href="/allies/?sort=name&amp;page_size=2" rel="prev"' in body
    assert 'href="/allies/?sort=name&amp;page_size=2&amp;page=3" rel="next"' in body
    beyond = client.get("/allies/?sort=name&page_size=2&page=9")
    assert names(beyond) == ["More 3"]


@pytest.mark.parametrize(
    ("sort", "first_headings"),
    [
        (
            "role",
            [
                "Education: School administrator",
                "Policing: Deputy sheriff",
                "Corrections: Corrections officer",
            ],
        ),
        ("region", ["Southern Maine", "Central and Midcoast Maine"]),
        ("name", []),
    ],
)
def test_a_heading_stands_where_a_role_or_region_begins(
    people: Cast, browse: Browser, sort: str, first_headings: list[str]
) -> None:
    body = browse(people.mo).get(f"/allies/?sort={sort}").content.decode()
    shown = [part.split("<")[0] for part in body.split('<h2 class="section-heading">')[1:]]
    assert shown[: len(first_headings)] == first_headings
    assert bool(shown) == bool(first_headings)


def test_names_are_escaped(people: Cast, client: Client) -> None:
    words: dict[str, Any] = {**ANA, "display_name": "<b>Bold</b> & sons"}
    listed(account("bold"), words, by=people.mo)
    body = client.get("/allies/").content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; sons" in body
    assert "<b>Bold" not in body


# --- Why somebody was found ----------------------------------------------------------------------------------


def test_the_words_that_answer_are_marked(people: Cast, client: Client) -> None:
    assert marks(client.get("/allies/?q=circle")) == ["Circles", "circles"]  # the headline, then a practice
    assert marks(client.get("/allies/?q=álvarez")) == ["Alvarez"]
    assert marks(client.get("/allies/")) == []


def test_a_term_that_answers_by_another_name_is_marked_whole(people: Cast, client: Client) -> None:
    assert marks(client.get("/allies/?q=principal")) == ["School administrator"]
    assert marks(client.get("/allies/?q=maine")) == ["Maine"]
    assert marks(client.get("/allies/?q=education")) == [
        "Education"
    ]  # the kind of institution that the role is of


def test_what_a_card_in_a_list_does_not_show_is_shown_where_it_answers(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?q=spanish")
    assert "Language Spanish" in text(answer)
    assert marks(answer) == ["Spanish"]
    answer = client.get("/allies/?q=middle")
    assert "I keep circles with a whole middle school." in text(answer)
    assert "Spanish" not in _cards(text(client.get("/allies/?q=circles"))).partition("Ana Alvarez")[2]


def _cards(said: str) -> str:
    """What the page says before the filters begin."""
    return said.partition("Narrow the results")[0]


def test_what_was_ticked_stands_first(people: Cast, client: Client) -> None:
    body = client.get("/allies/?practice=restorative-discipline").content.decode()
    tags = body.partition('<ul class="tags"')[2].partition("</ul>")[0]
    assert tags.index('<li class="asked">Restorative discipline') < tags.index(
        "<li>Community-building circles"
    )


def test_whoever_has_a_profile_reads_what_they_share(people: Cast, browse: Browser, client: Client) -> None:
    """Dee and Ben: the same practice, place of work and aim. Of Ana, Ben shares one practice."""
    said = text(browse(people.dee).get("/allies/"))
    assert said.count("In common with you: ") == 1
    assert (
        "In common with you: Circles of support and accountability, Jail or prison, Create off-ramps from punishment"
    ) in said
    assert "In common with you: Community-building circles" in text(browse(people.ben).get("/allies/?q=ana"))
    assert "In common with you" not in text(client.get("/allies/"))
    assert "In common with you" not in text(browse(account("eve")).get("/allies/"))


# --- For the script that changes the page it is on -----------------------------------------------------------

SCRIPT = {"HX-Request": "true"}


def test_a_script_gets_what_changes_and_the_same_results(people: Cast, client: Client) -> None:
    whole, part = client.get("/allies/?q=circles"), client.get("/allies/?q=circles", headers=SCRIPT)
    assert names(part) == names(whole) == ["Ana Alvarez"]
    assert 'data-said="1 ally"' in part.content.decode()
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "<title>Find allies: circles – System allies</title>" in part.content.decode()
    for answer in (whole, part):
        assert {"HX-Request", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_a_page_restored_from_history_is_whole(people: Cast, client: Client) -> None:
    answer = client.get("/allies/", headers={**SCRIPT, "HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()


# --- Suggestions ---------------------------------------------------------------------------------------------


def test_suggestions_lead_somewhere(people: Cast, browse: Browser) -> None:
    answer = browse(people.mo).get("/allies/suggest/?q=ben&sort=name&page=3")
    assert answer.json() == {
        "said": "1 suggestion",
        "groups": [
            {
                "label": "People",
                "options": [{"text": "Ben Brooks", "hint": "", "address": "/allies/ben/"}],
            }
        ],
    }
    assert answer["Cache-Control"] == "private, no-store"
    found = browse(people.mo).get("/allies/suggest/?q=downe&role=deputy-sheriff&sort=name").json()
    assert found["groups"] == [
        {
            "label": "Places",
            "options": [
                {
                    "text": "Northern, Downeast and upper Midcoast Maine",
                    "hint": "Region",
                    "address": "/allies/?sort=name&role=deputy-sheriff&region=ME-R3",
                }
            ],
        }
    ]


def test_suggestions_know_no_more_than_the_reader(people: Cast, client: Client) -> None:
    assert client.get("/allies/suggest/?q=ben").json() == {"said": "No suggestions", "groups": []}
    assert client.get("/allies/suggest/?q=cosa").json() == {"said": "No suggestions", "groups": []}
    assert client.get("/allies/suggest/").json() == {"said": "No suggestions", "groups": []}
    assert client.get("/allies/suggest/?q=alvares").json()["groups"] == [
        {
            "label": "Did you mean",
            "options": [{"text": "alvarez", "hint": "", "address": "/allies/?q=alvarez"}],
        }
    ]


def test_a_term_is_suggested_by_its_name_in_any_language(people: Cast, client: Client) -> None:
    """The index is English; whoever types their own language's name of a term is led to it all the same."""
    address = "/allies/suggest/?q=círculos+comunidad"
    found = client.get(address, headers={"Accept-Language": "es"}).json()["groups"]
    assert [option["address"] for group in found for option in group["options"]] == [
        "/allies/?practice=community-circles"
    ]
    assert found[0]["options"][0]["text"] == "Círculos para construir comunidad"
    assert client.get(address).json()["groups"][0]["options"][0]["text"] == "Community-building circles"


def test_suggestions_cost_the_same_whatever_is_found(
    people: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/allies/suggest/?q=ana")
    with django_assert_num_queries(4 + POSTINGS):
        client.get("/allies/suggest/?q=ana")
