"""Long work on the desk: what runs now and how far it is, asked for again every few seconds while something runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_stubs_ext import StrPromise

from directory.accounts.models import User
from directory.audit.progress import End, Run, Work, runs
from directory.web.people import moderators_only
from directory.web.reading import page

_TITLES: Final[Mapping[Work, StrPromise]] = {
    Work.IMPORT_PROFILES: gettext_lazy("Import of profiles"),
    Work.REBUILD_LISTINGS: gettext_lazy("All cards are made anew"),
    Work.CHECK_LISTINGS: gettext_lazy("All cards are checked"),
    Work.LOAD_VOCABULARY: gettext_lazy("New terms come to the cards"),
    Work.SEED_DEMO: gettext_lazy("The demo’s people are made"),
}


class State(StrEnum):
    """How a work looks from here."""

    RUNS = "runs"
    SILENT = "silent"
    DONE = "done"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Shown:
    """One work in words. ``total`` is None where nobody knows it; ``by`` an address of staff, or ""."""

    said: str
    state: State
    done: int
    total: int | None
    started: datetime
    heard: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows, and whether it should look again."""

    rows: tuple[Shown, ...]

    @property
    def is_live(self) -> bool:
        """Whether anything still runs."""
        return any(row.state is State.RUNS for row in self.rows)


@moderators_only
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """The panel alone, for a page that is open."""
    return page(request, "desk/work.html", {"work": panel()})


def panel() -> Panel:
    """What runs and what ended lately; no query, and one if somebody answers for any of it."""
    found = [run for run in runs() if run.done or run.end is not End.DONE]
    return Panel(tuple(_shown(found)))


def _shown(found: Iterable[Run]) -> Iterator[Shown]:
    rows = list(found)
    people = {run.by for run in rows} - {"system"}
    staff = User.objects.filter(pk__in=people).exclude(staff_role="") if people else User.objects.none()
    names = {str(pk): email for pk, email in staff.values_list("pk", "email")}
    for run in rows:
        yield Shown(
            said=_said(run),
            state=_state(run),
            done=run.done,
            total=run.total,
            started=run.started,
            heard=run.heard,
            by=names.get(run.by, ""),
        )


def _state(run: Run) -> State:
    if run.end is None:
        return State.SILENT if run.is_silent else State.RUNS
    return State.DONE if run.end is End.DONE else State.BROKEN


def _said(run: Run) -> str:
    """The title and how far it is, in one phrase: "Import of profiles: 3,200 of 10,000"."""
    numbers = {
        "work": _TITLES[run.work],
        "done": _number(run.done),
        "total": _number(run.total or 0),
    }
    if run.total is None:
        return _("%(work)s: %(done)s so far") % numbers
    return _("%(work)s: %(done)s of %(total)s") % numbers


def _number(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
