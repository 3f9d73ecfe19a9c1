"""What the long commands tell of themselves: how much of how much, who answers for it, how it ended."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from directory.audit.log import SYSTEM
from directory.audit.progress import End, Run, Work, runs
from directory.profiles import importing
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, Term
from tests.cast import Cast, cast
from tests.profiles.conftest import EVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def told(*command: str) -> Run:
    call_command(*command, stdout=StringIO())
    (run,) = runs()
    return run


def numbers(run: Run) -> tuple[int, int | None, str, End | None]:
    return run.done, run.total, run.by, run.end


def people_file(folder: Path, *lines: str) -> str:
    file = folder / "people.jsonl"
    file.write_text("\n".join(lines))
    return str(file)


def line(number: int, **changes: str) -> str:
    return json.dumps(EVE | {"email": f"p{number}@example.net", "consented_on": "2026-05-01"} | changes)


def test_an_import(people: Cast, tmp_path: Path) -> None:
    file = people_file(tmp_path, line(1), "", line(2), "", line(3, consented_on=""))
    run = told("import_profiles", file, "--listed-by", "mo@example.org")
    assert (run.work, *numbers(run)) == (Work.IMPORT_PROFILES, 3, 3, str(people.mo.pk), End.DONE)


def test_an_import_that_breaks(people: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "new_handles", lambda count: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        told("import_profiles", people_file(tmp_path, line(1)), "--listed-by", "mo@example.org")
    assert numbers(runs()[0]) == (0, 1, str(people.mo.pk), End.FAILED)


def test_a_rebuild_and_a_check(people: Cast) -> None:
    run = told("rebuild_listings")
    assert (run.work, *numbers(run)) == (Work.REBUILD_LISTINGS, 5, 5, SYSTEM, End.DONE)
    call_command("check_listings", stdout=StringIO())
    latest, _ = runs()
    assert (latest.work, *numbers(latest)) == (Work.CHECK_LISTINGS, 5, 5, SYSTEM, End.DONE)


def test_new_terms(people: Cast) -> None:
    Term.objects.filter(facet=Facet.ROLE, code="deputy-sheriff").update(name="Under-sheriff")
    terms.forget()
    run = told("load_vocabulary")
    terms.forget()
    assert (run.work, *numbers(run)) == (Work.LOAD_VOCABULARY, 5, 5, SYSTEM, End.DONE)


def test_terms_that_cannot_be_loaded() -> None:
    with pytest.raises(CommandError):
        told("load_vocabulary", "--counties", "US-XX")
    assert numbers(runs()[0]) == (0, None, SYSTEM, End.FAILED)


def test_the_demo(settings: Any) -> None:
    settings.DEBUG = True
    run = told("seed_demo", "--profiles", "3", "--seed", "1")
    assert (run.work, run.by, run.end) == (Work.SEED_DEMO, SYSTEM, End.DONE)
    assert run.done == run.total
    assert run.done > 9, "six of the cast and three more, each with several steps"
