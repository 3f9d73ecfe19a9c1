"""Random histories of everybody's writes and moves: whatever happens, the two sides agree and the rules hold."""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from directory.profiles import publication
from directory.profiles.editing import as_owner, begin, changed_jobs, only_members, pending, save
from directory.profiles.errors import Invalid, ProfileError
from directory.profiles.lifecycle import MOVES, SYSTEM, move, possible
from directory.profiles.models import Profile, Status, Submission, Wording
from directory.profiles.moves import LIVE
from tests.cast import MAX, MO, account, drafted, listed, moderator
from tests.profiles.conftest import EVE, make

CHANGES: dict[str, list[Any]] = {
    "display_name": ["Eve", "Eva", ""],
    "role": ["sheriff", "teacher", ""],
    "region": ["23005", "ME-R1", "US-ME", "ME-SIPAYIK", ""],
    "show_role": ["role", "sector"],
    "show_region": ["county", "area", "state"],
    "few_confirmed": [True, False],
    "practices": [[], ["cosa"], ["youth-court", "cosa"]],
    "headline": ["One", "Two", ""],
    "agency": ["Here", "There", ""],
    "phone": ["207", ""],
    "audience": ["public", "members"],
    "audiences": [
        {"headline": "public", "agency": "members"},
        {"headline": "only_me"},
        {"display_name": "members"},
    ],
    "hide_from_workplace": ["no", "office", "agency"],
}
NAMES = [name for name in MOVES if name != "erase"]
changes = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in CHANGES.items()}
)


class Histories(RuleBasedStateMachine):
    """Eve and her profile, two moderators, and chance."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()
        self.history.__enter__()
        self.mo, self.max = moderator("mo"), moderator("max")
        listed(self.mo, MO, by=self.max)
        listed(self.max, MAX | {"agency": "There"}, by=self.mo)
        self.eve = account("eve")
        self.profile = drafted(self.eve, EVE)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.history.__exit__(None, None, None)

    def again(self) -> None:
        self.profile = Profile.objects.select_related("written", "approved", "owner").get(pk=self.profile.pk)

    @rule(changes=changes)
    def write(self, changes: dict[str, Any]) -> None:
        before = self.profile.version
        self.profile = save(self.profile, changes, actor=self.eve, version=before)
        answer = as_owner(self.profile)
        for name, value in changes.items():
            found = answer[name]
            if isinstance(value, dict) and isinstance(found, dict):
                assert value.items() <= found.items()
            else:
                assert found == value
        assert self.profile.version - before in (0, 1)

    @rule(
        name=st.sampled_from([name for name in MOVES if name != "erase"]),
        by=st.sampled_from(["eve", "mo", "max", "system"]),
    )
    def move(self, name: str, by: str) -> None:
        actor: Any = SYSTEM if by == "system" else getattr(self, by)
        may = name in possible(self.profile, actor)
        try:
            make(self.profile, name, actor)
            happened = "made"
        except Invalid:
            happened = "incomplete"  # which is told when it is tried
        except ProfileError:
            happened = "refused"
        self.again()
        assert may == (happened != "refused")

    @rule(wanted=st.booleans())
    def only_members(self, wanted: bool) -> None:
        version = self.profile.version
        self.profile = only_members(self.profile, wanted, actor=self.eve, version=version)

    @rule()
    def change_jobs(self) -> None:
        self.profile = changed_jobs(self.profile, actor=self.eve)

    @precondition(lambda self: self.profile.version > 6)
    @rule()
    def erase(self) -> None:
        move(self.profile, "erase", actor=self.eve)
        assert Wording.objects.count() == 4, "only the moderators'"
        profile = begin(self.eve)
        assert profile.pk != self.profile.pk
        self.profile = save(profile, EVE, actor=self.eve, version=profile.version)

    @invariant()
    def the_shelves_agree(self) -> None:
        assert list(publication.differences()) == []

    @invariant()
    def what_is_stored_makes_sense(self) -> None:
        self.again()
        profile = self.profile
        waiting = profile.submissions.filter(state=Submission.State.OPEN).first()
        assert (profile.approved is not None) == (profile.status in LIVE)
        assert bool(profile.before) == (profile.status in (Status.HELD, Status.SUSPENDED))
        asleep = profile.status == Status.DORMANT or profile.before == Status.DORMANT
        assert bool(profile.before_sleep) == asleep
        assert (profile.held_until is not None) == (profile.status == Status.HELD)
        if profile.status == Status.SUBMITTED:
            assert waiting is not None
            assert waiting.kind == "first"
        elif waiting is not None:
            assert waiting.kind == "edit"
            assert profile.status in LIVE
            assert pending(profile)
        if profile.status not in LIVE:
            assert (profile.public_since, profile.members_since) == (None, None)


def test_random_histories(db: None) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],
        ),
    )
