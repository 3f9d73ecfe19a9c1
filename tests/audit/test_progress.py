"""Long work tells how far it is: what is kept of it, and the line in the terminal."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from directory.audit import progress
from directory.audit.progress import EVERY, SILENT_AFTER, End, Progress, Work, runs, under_way
from directory.audit.terminal import EVERY as LINE_EVERY
from directory.audit.terminal import Line


class Seconds:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


# --- What others know --------------------------------------------------------------------------------------


def test_nothing_runs() -> None:
    assert runs() == []


def test_what_runs_is_known_and_how_it_ended() -> None:
    actor = uuid4()
    with under_way(Work.IMPORT_PROFILES, 10_000, by=actor) as told:
        (run,) = runs()
        assert (run.work, run.done, run.total, run.by, run.end) == (
            Work.IMPORT_PROFILES,
            0,
            10_000,
            str(actor),
            None,
        )
        told.to(10_000)
    (run,) = runs()
    assert (run.done, run.total, run.end, run.is_silent) == (10_000, 10_000, End.DONE, False)


@pytest.mark.parametrize(
    ("error", "end"), [(ValueError, End.FAILED), (KeyboardInterrupt, End.STOPPED), (SystemExit, End.FAILED)]
)
def test_what_stops_it_is_not_swallowed_and_is_known(error: type[BaseException], end: End) -> None:
    def work() -> None:
        with under_way(Work.REBUILD_LISTINGS, 3) as told:
            told.to(2)
            raise error

    with pytest.raises(error):
        work()
    (run,) = runs()
    assert (run.done, run.total, run.end) == (2, 3, end)


def test_it_is_written_down_once_a_second_and_at_the_end() -> None:
    clock = Seconds()
    told = Progress(Work.CHECK_LISTINGS, 400, clock=clock)
    known = []
    for number in range(1, 400):
        clock.now += EVERY / 128
        told.to(number)
        known.append(runs()[0].done)
    assert sorted(set(known)) == [0, 128, 256, 384]
    told.close(End.DONE)
    assert (runs()[0].done, runs()[0].end) == (399, End.DONE)


def test_a_total_may_come_later() -> None:
    with under_way(Work.LOAD_VOCABULARY) as told:
        assert runs()[0].total is None
        told.to(5, 20)
    assert (runs()[0].done, runs()[0].total) == (5, 20)


def test_who_tells_nothing_for_long_may_have_died() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        Progress(Work.SEED_DEMO, 900)
    with time_machine.travel(start + SILENT_AFTER, tick=False):
        assert not runs()[0].is_silent
    with time_machine.travel(start + SILENT_AFTER + timedelta(seconds=1), tick=False):
        assert runs()[0].is_silent


def test_the_latest_begun_comes_first() -> None:
    start = timezone.now()
    for number, work in enumerate((Work.REBUILD_LISTINGS, Work.IMPORT_PROFILES, Work.CHECK_LISTINGS)):
        with time_machine.travel(start + timedelta(seconds=number)), under_way(work, 1) as told:
            told.to(1)
    assert [run.work for run in runs()] == [Work.CHECK_LISTINGS, Work.IMPORT_PROFILES, Work.REBUILD_LISTINGS]


@pytest.mark.django_db
def test_what_is_not_committed_is_known_all_the_same() -> None:
    with transaction.atomic():
        with under_way(Work.LOAD_VOCABULARY, 3) as told:
            told.to(3)
        transaction.set_rollback(True)
    assert runs()[0].done == 3


@pytest.mark.parametrize("error", [PermissionError("another user's file"), RedisError("nobody answers")])
def test_a_cache_that_cannot_be_reached_stops_neither_the_work_nor_the_page(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*arguments: Any) -> None:
        raise error

    monkeypatch.setattr(cache, "set", refuse)
    monkeypatch.setattr(cache, "get_many", refuse)
    with under_way(Work.IMPORT_PROFILES, 3) as told:
        told.to(3)
    assert runs() == []


@pytest.mark.parametrize("kept", [{}, {"share": 0.5}, "half", {"end": "lost"}])
def test_what_another_release_wrote_is_passed_over(kept: object) -> None:
    cache.set("progress:import_profiles", kept)
    with under_way(Work.CHECK_LISTINGS):
        assert [run.work for run in runs()] == [Work.CHECK_LISTINGS]


def test_nothing_is_kept_but_names_numbers_times_and_an_id() -> None:
    with under_way(Work.IMPORT_PROFILES, 3, by=uuid4()):
        kept = cache.get("progress:import_profiles")
    assert sorted(kept) == ["by", "done", "end", "heard", "started", "total"]


# --- The terminal ------------------------------------------------------------------------------------------


def lines(total: int | None, told: list[tuple[float, int]]) -> list[str]:
    """What goes into a pipe when so much is done at these seconds."""
    out, clock = StringIO(), Seconds()
    line = Line("Importing profiles", out, clock=clock)
    for at, done in told:
        clock.now = at
        line.to(done, total)
    line.close()
    return out.getvalue().splitlines()


def test_into_a_pipe_goes_a_line_now_and_then() -> None:
    assert LINE_EVERY == 10
    assert lines(10_000, [(1, 100), (9, 900), (10, 1_000), (15, 1_500), (20, 3_200)]) == [
        "Importing profiles: 1,000 of 10,000, 100 a second, 01:30 left",
        "Importing profiles: 3,200 of 10,000, 160 a second, 00:42 left",
    ]


def test_where_the_total_is_not_known_none_is_told() -> None:
    assert lines(None, [(10, 500)]) == ["Importing profiles: 500, 50 a second"]
    assert lines(10, [(10, 0)]) == ["Importing profiles: 0 of 10, 0 a second"]


def test_quick_work_tells_a_pipe_nothing() -> None:
    assert lines(3, [(0.5, 3)]) == []


def test_a_terminal_has_one_line_that_is_gone_at_the_end() -> None:
    out = Terminal()
    line = Line("Importing profiles", out)
    line.to(3_200, 10_000)
    line._bar.refresh()  # type: ignore[union-attr]
    with line.aside():
        out.write("line 3: not loaded\n")
    line.close()
    shown = out.getvalue()
    assert "Importing profiles:  32%" in shown
    assert "3200/10000" in shown
    assert "\n" not in shown.replace("line 3: not loaded\n", "")
    assert shown.rsplit("\r", 2)[-2].strip() == ""


def test_without_a_terminal_nothing_is_told() -> None:
    line = Line("Importing profiles", None)
    line.to(1, 2)
    with line.aside():
        pass
    line.close()


def test_every_work_has_a_title() -> None:
    assert set(progress._TITLES) == set(Work)
