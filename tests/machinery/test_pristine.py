"""Transactional tests leave the database as they found it, vocabulary and log included."""

import pytest
from django.db import connection

from directory.audit import log
from directory.audit.models import Entry
from directory.vocabulary.models import Term


@pytest.mark.parametrize("time", ["first", "again"])
@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_finds_what_was_there_at_first(time: str) -> None:
    assert Entry.objects.count() == 0
    assert Term.objects.filter(code="23005").exists()
    entry = log.record(log.SYSTEM, "test", "test", "1")
    assert entry.pk == 1
    Term.objects.filter(parent__isnull=False).update(parent=None)


@pytest.mark.django_db
def test_the_vocabulary_is_there_with_its_links() -> None:
    assert Term.objects.filter(parent__isnull=False).exists()


@pytest.mark.postgresql
def test_marked_for_postgresql() -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.sqlite
def test_marked_for_sqlite() -> None:
    assert connection.vendor == "sqlite"
