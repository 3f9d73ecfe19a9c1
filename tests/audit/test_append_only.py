"""The database itself refuses to change what was logged."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from directory.audit import triggers
from directory.audit.log import SYSTEM, record
from directory.audit.models import Entry

ANA = UUID("11111111-1111-4111-8111-111111111111")
REFUSED = "the log is append-only"


@pytest.fixture
def entry(db: None) -> Entry:
    return record(ANA, "submit", "profile", "22222222", fields=["role", "about"], version=3)


def rows() -> list[tuple[str, str, list[str], int | None]]:
    return [(entry.actor, entry.verb, entry.fields, entry.version) for entry in Entry.objects.all()]


WRITTEN = [(str(ANA), "submit", ["about", "role"], 3)]


def test_an_entry_holds_ids_names_and_codes(entry: Entry) -> None:
    assert rows() == WRITTEN


def test_the_system_acts_too(db: None) -> None:
    assert record(SYSTEM, "expire", "profile", ANA).actor == "system"


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda entry: entry.save(), id="save"),
        pytest.param(lambda entry: entry.delete(), id="delete"),
        pytest.param(lambda entry: Entry.objects.update(verb="approve"), id="update of all"),
        pytest.param(lambda entry: Entry.objects.all().delete(), id="delete of all"),
        pytest.param(
            lambda entry: Entry.objects.bulk_create(
                [Entry(id=entry.pk, at=entry.at, actor="x", verb="approve", subject_kind="x", subject="x")],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["verb"],
            ),
            id="upsert",
        ),
    ],
)
def test_django_cannot_change_an_entry(entry: Entry, tamper) -> None:
    entry.verb = "approve"
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        tamper(entry)
    assert rows() == WRITTEN


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET verb = 'approve'", "DELETE FROM audit_entry WHERE id > 0"]
)
def test_plain_sql_cannot_change_an_entry(entry: Entry, statement: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert rows() == WRITTEN


@pytest.mark.sqlite
def test_sqlite_replaces_nothing(entry: Entry) -> None:
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO audit_entry (id, at, actor, verb, subject_kind, subject, fields, reason)"
            " VALUES (%s, '2026-01-01', 'x', 'approve', 'x', 'x', '[]', '')",
            [entry.pk],
        )
    assert rows() == WRITTEN


@pytest.mark.postgresql
def test_postgresql_truncates_nothing(entry: Entry) -> None:
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_entry")
    assert rows() == WRITTEN


def test_a_rolled_back_deed_leaves_no_entry(db: None) -> None:
    def fail() -> None:
        record(ANA, "submit", "profile", "22222222")
        raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError, match="the deed failed"), transaction.atomic():
        fail()
    assert rows() == []


def test_the_migration_can_be_taken_back_and_done_again(entry: Entry) -> None:
    triggers.drop(connection)
    Entry.objects.update(verb="approve")
    triggers.create(connection)
    triggers.create(connection)
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        Entry.objects.all().delete()
    assert rows() == [(str(ANA), "approve", ["about", "role"], 3)]


# These two run one after the other: whatever order they come in, the second finds an emptied log and its guard.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_emptying_the_database_between_tests_keeps_the_guard(time: str) -> None:
    assert rows() == []
    record(ANA, "submit", "profile", "22222222", fields=["role", "about"], version=3)
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        Entry.objects.all().delete()
    assert rows() == WRITTEN


def test_another_product_is_refused() -> None:
    class Other:
        vendor = "oracle"

    with pytest.raises(triggers.UnguardedDatabase, match="oracle"):
        triggers.create(Other())  # type: ignore[arg-type]
