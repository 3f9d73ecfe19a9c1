"""The log as the desk shows it."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from directory.accounts import staff
from directory.accounts.models import StaffRole, User
from directory.audit import log
from directory.audit.models import Entry
from directory.connections.blocks import block, unblock
from directory.moderation.filters import EntryFilters
from directory.moderation.log import log_entries, names_of
from directory.moderation.queue import decide
from directory.profiles.editing import save
from directory.profiles.lifecycle import move
from directory.profiles.models import Agency, Submission
from tests.cast import BEN, Cast, account, listed
from tests.colleagues import reads_mail_at, sheriffs_office


def lines(entries) -> list[tuple[str, str]]:
    return [(row.verb, row.subject) for row in entries]


def test_it_has_the_latest_first(people: Cast) -> None:
    cy = people.profile(people.cy)
    move(cy, "submit", actor=people.cy, version=cy.version)

    latest, before = log_entries(people.mo)[:2]
    assert [(row.verb, row.actor, row.subject) for row in (latest, before)] == [
        ("submit", str(people.cy.pk), str(cy.pk)),
        ("save", str(people.cy.pk), str(cy.pk)),
    ]


def test_drafts_and_who_withdrew_are_not_in_it(people: Cast) -> None:
    cy, ana = people.profile(people.cy), people.profile(people.ana)
    assert Entry.objects.filter(verb="save", subject=str(cy.pk)).exists()
    assert not log_entries(people.mo).filter(subject=str(cy.pk)).exists()
    assert log_entries(people.mo).filter(subject=str(ana.pk)).exists()

    move(cy, "submit", actor=people.cy, version=cy.version)
    move(ana, "withdraw", actor=people.ana)
    assert sorted(row.verb for row in log_entries(people.mo).filter(subject=str(cy.pk))) == ["save", "submit"]
    assert not log_entries(people.mo).filter(subject=str(ana.pk)).exists()


def test_who_is_gone_is_gone_from_it_for_everybody(people: Cast, nia: User) -> None:
    """Nia is Ben's colleague; an erasure must not tell her what was kept from her until then."""
    listed(nia, {**BEN, "display_name": "Nia Noyes"}, by=people.mo)
    ben = people.profile(people.ben)
    log.record(log.SYSTEM, "change", "user", people.ben.pk)
    before = lines(log_entries(nia))
    assert {("approve", str(ben.pk)), ("change", str(people.ben.pk))} <= set(lines(log_entries(people.mo)))

    move(ben, "erase", actor=people.ben)
    assert lines(log_entries(nia)) == before
    assert not log_entries(people.mo).filter(subject__in=[str(ben.pk), str(people.ben.pk)]).exists()
    people.ben.delete()
    assert lines(log_entries(nia)) == before
    assert Entry.objects.filter(subject=str(ben.pk), verb="erase").count() == 1


def test_an_erasure_tells_of_no_agency_that_one_is_recused_through(people: Cast, nia: User) -> None:
    """By mail alone, so that no profile but Ben's and Dee's said so."""
    agency = sheriffs_office("pso.example.org")
    reads_mail_at(nia, "pso.example.org")
    log.record(people.mo.pk, "save", "agency", str(agency.pk))
    for owner in (people.ben, people.dee):
        Agency.objects.filter(pk=agency.pk).update(known=True)
        move(people.profile(owner), "erase", actor=owner)

    assert ("save", str(agency.pk)) in lines(log_entries(people.mo))
    assert ("save", str(agency.pk)) not in lines(log_entries(nia))


def test_an_agency_that_is_gone_is_gone_from_it(people: Cast) -> None:
    agency = Agency.objects.create(name="Once", key="once")
    log.record(people.mo.pk, "save", "agency", str(agency.pk))
    assert ("save", str(agency.pk)) in lines(log_entries(people.mo))

    gone = str(agency.pk)
    agency.delete()
    assert ("save", gone) not in lines(log_entries(people.mo))


@pytest.mark.parametrize("role", ["", "support"])
def test_only_moderators_read_it(people: Cast, role: str) -> None:
    assert not log_entries(account("eve", staff_role=role)).exists()


def test_ones_own_profile_and_account_are_not_in_it(people: Cast) -> None:
    log.record(log.SYSTEM, "change", "user", people.mo.pk)
    log.record(log.SYSTEM, "change", "user", people.max.pk)
    mo = {str(people.mo.pk), str(people.profile(people.mo).pk)}

    assert not mo & {row.subject for row in log_entries(people.mo)}
    assert mo <= {row.subject for row in log_entries(people.max)}


def test_what_one_decided_on_others_is_in_it(people: Cast) -> None:
    approved = log_entries(people.mo).filter(actor=str(people.mo.pk), verb="approve")

    assert sorted(names_of(approved)[row.subject] for row in approved) == ["ana", "ben", "dee", "max"]


def test_nobody_reads_of_blocks(people: Cast) -> None:
    before = lines(log_entries(people.mo))
    block(people.ana, "mo")
    block(people.ana, "ben")
    unblock(people.ana, "ben")

    assert lines(log_entries(people.mo)) == before
    assert Entry.objects.filter(verb__in=["block", "unblock"]).count() == 3


def test_kinds_that_nobody_thought_about_are_not_shown(people: Cast) -> None:
    log.record(people.ana.pk, "open", "report", "1")

    assert not log_entries(people.mo).filter(verb="open").exists()


def test_a_merged_agency_is_not_told_to_its_own_people(people: Cast, nia: User) -> None:
    known = Agency.objects.create(name="Kennebec County Jail", key="kennebec county jail", known=True)
    eve = account("eve")
    listed(nia, {**BEN, "display_name": "Nia Noyes", "agency": "Kennebec County Jail"}, by=people.mo)
    listed(eve, {**BEN, "display_name": "Eve Ellis", "agency": ""}, by=people.mo)
    profile = people.profile(eve)
    save(profile, {"agency": "Kennebec Jail"}, actor=eve, version=profile.version)
    submission = Submission.objects.get(profile=profile, state="open")
    before = lines(log_entries(nia))
    decide(people.mo, submission.pk, "approve", version=profile.version + 1, agency=known.pk)

    typed = Agency.objects.get(name="Kennebec Jail")
    assert ("merge-agency", str(typed.pk)) in lines(log_entries(people.max))
    assert [line for line in lines(log_entries(nia)) if line in before] == lines(log_entries(nia))
    assert not log_entries(nia).filter(subject=str(profile.pk)).exists()


# --- Names -------------------------------------------------------------------------------------------------


def test_names_are_those_of_who_still_exists(people: Cast) -> None:
    ben, cy = people.profile(people.ben), people.profile(people.cy)
    move(cy, "submit", actor=people.cy, version=cy.version)
    staff.add("cy@example.org", StaffRole.SUPPORT)
    subjects = {str(ben.pk), str(cy.pk), str(people.cy.pk)}
    names = names_of(log_entries(people.max).filter(subject__in=subjects))

    assert names == {
        "system": "The system",  # gave Cy the role
        str(people.mo.pk): "mo@example.org",
        str(people.ben.pk): "ben",
        str(ben.pk): "ben",
        str(people.cy.pk): "cy@example.org",
        str(cy.pk): "cy",
    }

    move(ben, "erase", actor=people.ben)
    people.ben.delete()
    assert str(ben.pk) not in names_of(log_entries(people.max))


def test_names_cost_the_same_for_one_entry_and_for_all(people: Cast, django_assert_num_queries) -> None:
    cy = people.profile(people.cy)
    move(cy, "submit", actor=people.cy, version=cy.version)
    agency = Agency.objects.get(name="Deering Middle School")
    log.record(people.mo.pk, "merge-agency", "agency", str(agency.pk))
    merged, *others = log_entries(people.max)
    with django_assert_num_queries(3):
        assert sorted(names_of([merged]).values()) == ["Deering Middle School", "mo@example.org"]
    with django_assert_num_queries(3):
        assert {"ana", "ben", "cy", "dee", "mo"} < set(names_of([merged, *others]).values())


def test_the_log_costs_the_same_for_a_recused_moderator_of_one_and_of_three(
    people: Cast, nia: User, django_assert_num_queries
) -> None:
    listed(nia, {**BEN, "display_name": "Nia Noyes"}, by=people.mo)
    with django_assert_num_queries(15):
        assert len(log_entries(nia)) > 0

    for name in ("eve", "fay", "gus"):
        listed(account(name), {**BEN, "display_name": name}, by=people.mo)
    with django_assert_num_queries(15):
        assert len(log_entries(nia)) > 0


# --- Filters -----------------------------------------------------------------------------------------------


def found(query: str, reader: User) -> EntryFilters:
    return EntryFilters(QueryDict(query), log_entries(reader))


def test_filters_narrow_what_the_moderator_may_read(people: Cast) -> None:
    ben = people.profile(people.ben)

    assert lines(found(f"verb=approve&subject={ben.pk}", people.mo).qs) == [("approve", str(ben.pk))]
    assert lines(found(f"verb=approve&actor={people.max.pk}", people.mo).qs) == []
    assert lines(found(f"verb=approve&actor={people.max.pk}", people.max).qs) == [
        ("approve", str(people.profile(people.mo).pk))
    ]


def test_days_are_included(people: Cast) -> None:
    today = timezone.localdate()
    everything = log_entries(people.mo).count()

    assert found(f"since={today}&until={today}", people.mo).qs.count() == everything
    assert found(f"since={today + timedelta(days=1)}", people.mo).qs.count() == 0
    assert found(f"until={today - timedelta(days=1)}", people.mo).qs.count() == 0
    assert found("verb=&actor=&since=", people.mo).qs.count() == everything


@pytest.mark.parametrize("query", ["since=yesterday", "until=2026-13-01", "verb=%00", "actor=%00"])
def test_what_is_no_day_or_text_is_an_error(people: Cast, query: str) -> None:
    assert not found(query, people.mo).is_valid()
