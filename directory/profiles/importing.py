"""Taking over a directory whose people consented elsewhere: one JSON object a line.

Every line goes the way of a profile written here: begun, saved, submitted, approved, by the same functions. It only
carries the day of a consent given elsewhere, and is refused as a whole where anything in it does not hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import batched
from typing import BinaryIO, Final

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import prefetch_related_objects
from django.utils import timezone

from directory.accounts import addresses
from directory.accounts.models import User
from directory.audit import log
from directory.listings import publishing
from directory.notices import outbox
from directory.profiles.changes import Wanted, missing, read
from directory.profiles.drafts import begin_filled
from directory.profiles.errors import FieldError, Invalid
from directory.profiles.handles import new_handles
from directory.profiles.lifecycle import move_held
from directory.profiles.models import Profile
from directory.profiles.steps import standing_of
from directory.profiles.workplaces import recused

LONGEST_LINE: Final = 64 * 1024
BATCH: Final = 100
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Fate(StrEnum):
    """What became of a line."""

    LISTED = "listed"
    WAITING = "waits for another moderator: it is from your own agency, or is yours"
    INVITED = "invited: it has no consented_on"
    KNOWN = "skipped: this address is known"
    BAD = "not loaded"


@dataclass(frozen=True, slots=True)
class Result:
    """One line, by its number in the file, what became of it, and why where it is bad."""

    line: int
    fate: Fate
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that holds: whose it is, when they consented (None: they did not), and what they wrote."""

    line: int
    email: str
    consented_on: date | None
    wanted: dict[str, Wanted]


@contextmanager
def unlogged_queries() -> Iterator[None]:
    """With DEBUG, Django writes down every query, and on SQLite asks another one to do so. Not in here."""
    own = vars(connections[DEFAULT_DB_ALIAS])
    own["make_debug_cursor"] = connections[DEFAULT_DB_ALIAS].make_cursor
    try:
        yield
    finally:
        del own["make_debug_cursor"]


def how_many(file: BinaryIO) -> int | None:
    """The number of lines that are not blank, for whoever tells how far the import is; None of what flows in."""
    if not file.seekable():
        return None
    start = file.tell()
    number = sum(1 for _ in _lines(file))
    file.seek(start)
    return number


def load(file: BinaryIO, listed_by: User) -> Iterator[Result]:
    """Load a file, telling what became of each line that is not blank, in the file's order within a batch.

    A hundred lines are one transaction: what was told is stored. Loading a file again adds nothing. ``listed_by``
    approves, but nothing that they may not decide on; such a profile waits on the desk. Mails go out later.
    """
    seen: dict[str, int] = {}
    for some in batched(_lines(file), BATCH):
        with outbox.sending("later"), log.together(), publishing.together():
            results = [*_load(some, seen, listed_by)]
        yield from sorted(results, key=lambda result: result.line)


def _load(lines: Iterable[tuple[int, bytes]], seen: dict[str, int], listed_by: User) -> Iterator[Result]:
    rows: dict[str, _Row] = {}
    for number, line in lines:
        try:
            row = _read(number, line)
            earlier = seen.setdefault(row.email, number)
            if earlier != number:
                raise Invalid([FieldError("email", "twice", f"Line {earlier} has the same address.")])
        except Invalid as invalid:
            yield Result(
                number, Fate.BAD, tuple(f"{error.field}: {error.detail}" for error in invalid.errors)
            )
        else:
            rows[row.email] = row
    for email in addresses.owners_of(rows):
        yield Result(rows.pop(email).line, Fate.KNOWN)
    for row in rows.values():
        if row.consented_on is None:
            invitation = outbox.invite(row.email, {"url": "/accounts/signup/"})
            yield Result(row.line, Fate.INVITED if invitation else Fate.KNOWN)
    yield from _list([row for row in rows.values() if row.consented_on], listed_by)


def _list(rows: Sequence[_Row], listed_by: User) -> Iterator[Result]:
    """Make accounts and profiles of the rows. Nobody else knows of them before the commit: they need no lock."""
    owners = addresses.open_accounts([row.email for row in rows])
    profiles = begin_filled(owners, new_handles(len(owners)), [row.wanted for row in rows])
    for profile in profiles:
        log.record(listed_by.pk, "import", "profile", profile.pk)
    prefetch_related_objects(profiles, "picks", "employments")
    all_recused = Profile.objects.filter(recused(listed_by))
    not_theirs = set(
        all_recused.filter(pk__in=[profile.pk for profile in profiles]).values_list("pk", flat=True)
    )
    for row, profile in zip(rows, profiles, strict=True):
        move_held(
            profile,
            "submit",
            actor=profile.owner,
            standing=standing_of(profile, profile.owner),
            version=profile.version,
            consented_on=row.consented_on,
        )
        standing = standing_of(profile, listed_by, is_recused=profile.pk in not_theirs)
        if standing:
            move_held(profile, "approve", actor=listed_by, standing=standing, version=profile.version)
        yield Result(row.line, Fate.LISTED if standing else Fate.WAITING)


# --- Reading -----------------------------------------------------------------------------------------------


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and content of each line that is not blank; of one that is too long only the beginning."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def _read(number: int, line: bytes) -> _Row:
    """The row that a line holds. Raises Invalid with everything that is wrong with it."""
    sent = _parsed(line)
    errors: list[FieldError] = []
    email, day = "", None
    try:
        email = _email(sent.pop("email", None))
    except Invalid as invalid:
        errors += invalid.errors
    try:
        day = _day(sent.pop("consented_on", None))
    except Invalid as invalid:
        errors += invalid.errors
    wanted: dict[str, Wanted] = {}
    try:
        wanted = read(sent)
    except Invalid as invalid:
        errors += invalid.errors
    errors += missing(sent)
    if errors:
        raise Invalid(errors)
    return _Row(number, email, day, wanted)


def _parsed(line: bytes) -> dict[str, object]:
    if len(line) > LONGEST_LINE:
        raise Invalid([FieldError("line", "too-long", f"It is longer than {LONGEST_LINE} bytes.")])
    try:
        sent = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Invalid([FieldError("line", "not-json", f"It is not JSON: {error}.")]) from None
    if not isinstance(sent, dict):
        raise Invalid([FieldError("line", "not-an-object", "It is not one JSON object.")])
    return sent


def _email(sent: object) -> str:
    email = sent.strip().lower() if isinstance(sent, str) else ""
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid([FieldError("email", "invalid", "This is not an e-mail address.")]) from None
    if len(email) > 254:
        raise Invalid([FieldError("email", "too-long", "This address is longer than 254 characters.")])
    return email


def _day(sent: object) -> date | None:
    if sent is None or sent == "":
        return None
    try:
        if not isinstance(sent, str) or not _DATE.fullmatch(sent):
            raise ValueError
        day = date.fromisoformat(sent)
    except ValueError:
        raise Invalid([FieldError("consented_on", "invalid", "Write the day as 2026-05-01.")]) from None
    if day > timezone.localdate():
        raise Invalid([FieldError("consented_on", "in-the-future", "This day is yet to come.")])
    return day
