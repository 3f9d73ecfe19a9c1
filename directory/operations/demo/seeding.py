"""Making the demo's people real: each step of each life through the rooms that write it, in the order of time."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import batched, chain, islice
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from directory.accounts import staff
from directory.accounts.models import StaffRole, User
from directory.audit import log
from directory.listings import publishing
from directory.notices import outbox
from directory.operations.demo import clock
from directory.operations.demo.cast import CAST, MAX, MO, PASSWORD
from directory.operations.demo.deck import chance
from directory.operations.demo.people import LAST_DAY, ZONE, people
from directory.operations.demo.person import Fate, Person
from directory.operations.demo.texts import common
from directory.profiles import editing, lifecycle
from directory.profiles.agencies import folded
from directory.profiles.changes import read
from directory.profiles.drafts import Draft
from directory.profiles.importing import unlogged_queries
from directory.profiles.models import Agency, Profile, UsedHandle
from directory.profiles.steps import standing_of


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens in a life: ``days`` after the arrival or, if ``ends``, before the last day."""

    does: str
    days: int = 0
    ends: bool = False


SUBMIT, APPROVE = Step("submit"), Step("approve", 3)
LIFE: Final[Mapping[Fate, tuple[Step, ...]]] = {
    Fate.DRAFT: (),
    Fate.SUBMITTED: (SUBMIT,),
    Fate.RETURNED: (SUBMIT, Step("return", 2)),
    Fate.REJECTED: (SUBMIT, Step("reject", 4)),
    Fate.LISTED: (SUBMIT, APPROVE),
    Fate.EDITED: (SUBMIT, APPROVE, Step("edit", 6, ends=True)),
    Fate.PAUSED: (SUBMIT, APPROVE, Step("pause", 20, ends=True)),
    Fate.HELD: (SUBMIT, APPROVE, Step("hold", 1, ends=True)),
    # One proposes, the other agrees.
    Fate.SUSPENDED: (SUBMIT, APPROVE, Step("suspend", 9, ends=True), Step("suspend", 8, ends=True)),
    Fate.WITHDRAWN: (SUBMIT, APPROVE, Step("withdraw", 12, ends=True)),
}
# So many steps publish together: one by one would take long, all at once much memory.
STEPS_TOGETHER: Final = 1_000
HOME_AREAS: Final = ("ME-R1", "ME-R2", "ME-R3")
STATEWIDE: Final = ("Department of Corrections", "Judicial Branch", "Department of Human Services")
BY_OWNER: Final = frozenset({"submit", "pause", "withdraw"})
# The reason (a term of that facet) and the message of a moderator's move.
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "return": (
        "incomplete",
        (
            "Thank you for writing. Could you say a little more about what you do at work, so that other members can "
            "picture it? A few sentences are enough."
        ),
    ),
    "reject": (
        "not-this-work",
        (
            "Thank you for your interest. From what you wrote we could not see work inside an institution. If we "
            "misread it, tell us, and somebody else will look at it."
        ),
    ),
    "hold": ("role-unconfirmed", ""),
    "suspend": ("role-unconfirmed", ""),
}


@dataclass(frozen=True, slots=True)
class Sown:
    """What was made: how many of each fate; and how many were there before and stayed as they were."""

    made: Counter[Fate]
    kept: int


def is_empty() -> bool:
    """Whether nobody has ever begun a profile here."""
    return not UsedHandle.objects.exists()


def sow(count: int, seed: int, progress: Callable[[int, int], None] | None = None) -> Sown:
    """The cast and the first ``count`` people of ``seed``, all or none of them.

    Those who are there are kept as they are, and those who left do not come back. No mail is sent. ``progress``
    hears how many steps of their lives are made, of how many.
    """
    with unlogged_queries(), transaction.atomic(), outbox.sending("never"):
        everybody = [*CAST, *islice(people(seed), count)]
        known = set(UsedHandle.objects.values_list("handle", flat=True))
        arriving = [person for person in everybody if person.handle not in known]
        _load_agencies()
        _live(arriving, progress)
    return Sown(Counter(person.fate for person in arriving), len(everybody) - len(arriving))


def _load_agencies() -> None:
    """What an operator would have loaded, so that members find something in the list; the rest is typed."""
    stems = common().stems
    here = [stem for area, found in stems.items() if area in HOME_AREAS for stem in found]
    names = [
        f"{stem} {kind} (invented)" for stem in here for kind in ("School District", "Police Department")
    ]
    names += [f"{stem} {kind} (invented)" for stem in stems["statewide"] for kind in STATEWIDE]
    Agency.objects.bulk_create(
        (Agency(name=name, key=folded(name), known=True) for name in names), ignore_conflicts=True
    )


# --- Living ------------------------------------------------------------------------------------------------


def _live(arriving: Sequence[Person], progress: Callable[[int, int], None] | None) -> None:
    """Every step of these lives, all in the order of time. The cast comes first, since two of it decide."""
    users = _accounts(arriving)
    handles = [person.handle for person in arriving]
    UsedHandle.objects.bulk_create(UsedHandle(handle=handle) for handle in handles)
    begun = editing.begin_anew([users[person.email] for person in arriving], handles)
    profiles = dict(zip(handles, begun, strict=True))
    diary = sorted(chain.from_iterable(map(_diary, arriving)), key=lambda entry: entry[0])
    number = 0
    for some in batched(diary, STEPS_TOGETHER):
        with log.together(), publishing.together():
            for number, (moment, person, step) in enumerate(some, number + 1):  # noqa: B020 - it counts on
                with clock.at(moment):
                    profile = profiles[person.handle]
                    if step is None:
                        # Nobody else knows of these rows before the commit: they need no lock.
                        Draft(profile, {}).write(read(person.written), "save")
                    else:
                        decides = users[_moderator(person, step).email]
                        profiles[person.handle] = _take(step, person, profile, decides)
                if progress is not None:
                    # Outside of the step's own time, so that it tells when it really is.
                    progress(number, len(diary))


def _accounts(arriving: Sequence[Person]) -> dict[str, User]:
    """Accounts with verified addresses, by address, and those of the two who decide.

    In bulk, and the one password hashed once: a hash takes a good while by design.
    """
    password, none = make_password(PASSWORD), make_password(None)
    users = User.objects.bulk_create(
        User(
            email=person.email,
            password=password if person.can_sign_in else none,
            date_joined=person.arrived,
        )
        for person in arriving
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    for person in arriving:
        if person.is_moderator:
            with clock.at(person.arrived):
                staff.add(person.email, StaffRole.MODERATOR)
    moderators = User.objects.filter(email__in=[MO.email, MAX.email])
    return {user.email: user for user in chain(users, moderators)}


def _diary(person: Person) -> Iterator[tuple[datetime, Person, Step | None]]:
    """When this person arrives (no step), and when each step of their life follows."""
    random = chance(person.handle)
    yield person.arrived, person, None
    writing = timedelta(minutes=random.randrange(10, 90))
    for step in LIFE[person.fate]:
        if step is SUBMIT:
            yield person.arrived + writing, person, step
        else:
            days = timedelta(days=step.days)
            day = LAST_DAY - days if step.ends else person.arrived.date() + days
            at = time(random.randrange(9, 17), random.randrange(60))
            yield datetime.combine(day, at, ZONE), person, step


def _moderator(person: Person, step: Step) -> Person:
    """Who decides on this person, of the two; nobody on themselves. Whoever agrees did not propose."""
    if person in (MO, MAX):
        return MAX if person is MO else MO
    pair = (MO, MAX) if chance(person.handle).random() < 0.5 else (MAX, MO)
    return pair[1] if step is LIFE[Fate.SUSPENDED][-1] else pair[0]


def _take(step: Step, person: Person, profile: Profile, moderator: User) -> Profile:
    """One step, in the name of whoever takes it."""
    if step.does == "edit":
        return editing.save(profile, person.edit, actor=profile.owner, version=profile.version)
    actor = profile.owner if step.does in BY_OWNER else moderator
    reason, message = WORDS.get(step.does, ("", ""))
    return lifecycle.move_held(
        profile,
        step.does,
        actor=actor,
        standing=standing_of(profile, actor),
        reason=reason,
        message=message,
        version=profile.version,
    ).profile
