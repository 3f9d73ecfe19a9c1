"""Long work on the desk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory.audit.progress import SILENT_AFTER, End, Progress, Work, under_way
from directory.web import work as page
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.reading import text

POLLS = 'data-hx-get="/desk/work/" data-hx-trigger="every 3s"'


@pytest.fixture
def mo(people: Cast, browse: Browser) -> Client:
    return browse(people.mo)


@contextmanager
def minutes_later(minutes: int) -> Iterator[None]:
    """In so many minutes, and with nobody's session at its end."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        yield


def panel(browser: Client) -> str:
    return text(browser.get("/desk/work/"))


def test_without_long_work_there_is_no_panel(mo: Client) -> None:
    answer = mo.get("/desk/")
    assert "Running and recent work" not in text(answer)
    assert POLLS not in answer.content.decode()
    assert "htmx" not in re.sub(r"<meta[^>]+>", "", answer.content.decode())
    assert panel(mo) == ""


def test_what_runs_is_told_to_the_number(mo: Client, people: Cast) -> None:
    progress = Progress(Work.IMPORT_PROFILES, 10_000, by=people.max.pk, clock=iter([0, 0, 9]).__next__)
    progress.to(3_200)
    wanted = (
        "Running and recent work Import of profiles: 3,200 of 10,000 Began 1 minute ago. "
        "max@example.org answers for it."
    )
    answer = mo.get("/desk/")
    assert wanted in text(answer)
    body = answer.content.decode()
    assert '<progress aria-labelledby="work-1" value="3200" max="10000"></progress>' in body
    assert POLLS in body
    assert "django_htmx/htmx-2.min.js" in body
    answer = mo.get("/desk/work/")
    assert text(answer) == wanted
    assert POLLS in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_where_nobody_knows_how_much_there_is(mo: Client) -> None:
    Progress(Work.IMPORT_PROFILES)
    assert panel(mo) == "Running and recent work Import of profiles: 0 so far Began 1 minute ago."
    assert '<progress aria-labelledby="work-1"></progress>' in mo.get("/desk/work/").content.decode()


def test_what_ended_is_told_and_not_asked_for_again(mo: Client) -> None:
    with under_way(Work.REBUILD_LISTINGS, 5) as progress:
        progress.to(5)
    assert panel(mo) == "Running and recent work All cards are made anew: 5 of 5 Finished 1 minute ago."
    assert POLLS not in mo.get("/desk/").content.decode()


def test_what_broke_is_told(mo: Client) -> None:
    progress = Progress(Work.CHECK_LISTINGS, 5)
    progress.to(2)
    progress.close(End.FAILED)
    assert panel(mo) == (
        "Running and recent work All cards are checked: 2 of 5 Stopped before its end, 1 minute ago. "
        "The terminal where it was started says why."
    )


@pytest.mark.parametrize(("end", "days"), [(End.DONE, 0), (End.FAILED, 6), (End.STOPPED, 6)])
def test_what_ended_well_goes_after_an_hour_and_the_rest_stays_for_a_week(end: End, days: int) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        progress = Progress(Work.CHECK_LISTINGS, 5)
        progress.to(5)
        progress.close(end)
    for later, rows in (
        (timedelta(days=days, minutes=59), 1),
        (timedelta(days=days, minutes=61), int(end is not End.DONE)),
        (timedelta(days=7, minutes=1), 0),
    ):
        with time_machine.travel(start + later, tick=False):
            assert len(page.panel().rows) == rows


def test_who_fell_silent_is_told_and_not_asked_for_again(mo: Client) -> None:
    Progress(Work.SEED_DEMO, 900)
    with minutes_later(SILENT_AFTER.seconds // 60 + 1):
        assert panel(mo) == (
            "Running and recent work The demo’s people are made: 0 of 900 Nothing was heard of it for 3 minutes. "
            "It may have stopped. Look at the terminal where it was started."
        )
        assert POLLS not in mo.get("/desk/").content.decode()


def test_work_that_had_nothing_to_do_is_not_told(mo: Client) -> None:
    with under_way(Work.LOAD_VOCABULARY):
        pass
    assert panel(mo) == ""


def test_who_is_no_moderator_learns_nothing(people: Cast, browse: Browser) -> None:
    Progress(Work.IMPORT_PROFILES, 10)
    for person in (None, people.ben):
        browser = browse(person)
        assert browser.get("/desk/work/").status_code == 404
        assert "Import of profiles" not in browser.get("/").content.decode()


def test_the_panel_costs_one_query_where_somebody_answers_for_it_and_none_otherwise(
    people: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert page.panel().rows == ()
    Progress(Work.REBUILD_LISTINGS, 10)
    with django_assert_num_queries(0):
        assert [row.by for row in page.panel().rows] == [""]
    for work in (Work.IMPORT_PROFILES, Work.CHECK_LISTINGS, Work.SEED_DEMO):
        Progress(work, 10, by=people.mo.pk)
    with django_assert_num_queries(1):
        assert len(page.panel().rows) == 4


def test_every_work_has_a_title_on_the_page() -> None:
    assert set(page._TITLES) == set(Work)


def test_who_is_not_staff_is_not_named(mo: Client, people: Cast) -> None:
    Progress(Work.IMPORT_PROFILES, 10, by=people.ben.pk)
    assert "ben" not in panel(mo)
