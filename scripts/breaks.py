"""``make breaks``: take away what a promise rests on, one thing at a time, and see that the tests named here fail.

Each is taken away in a copy of what git knows of the project, so that nothing here changes. A test that passes all the
same guards nothing; text to be taken away that is no longer there is told as well. Takes some minutes. The database
is SQLite unless ``TEST_DATABASE_URL`` names a server. Ends with 1 where something was not as it should be.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LISTINGS: Final = "directory/listings"


@dataclass(frozen=True, slots=True)
class Break:
    """What is taken away: ``old`` of ``file``, in place of which stands ``new``; and the tests that must fail."""

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


BREAKS: Final = (
    Break(
        "the projection: a change is not brought to the shelves",
        "directory/profiles/publication.py",
        "    publishing.publish(profile.handle, cards_for(profile))",
        "    cards_for(profile)",
        (
            "tests/profiles/test_publication.py::test_who_leaves_is_gone_in_the_same_transaction",
            "tests/api/test_allies.py::test_who_leaves_is_gone_from_the_very_next_answer",
        ),
    ),
    Break(
        "the projection: cards are everything that was written",
        "directory/profiles/publication.py",
        "for name, (audience, value) in seen.items() if audience >= shelf",
        "for name, (audience, value) in seen.items()",
        (
            "tests/test_noninterference.py::test_what_a_reader_may_not_see_changes_nothing",
            "tests/api/test_allies.py::test_words_of_a_member_find_nothing_for_anyone_else",
        ),
    ),
    Break(
        "the shelves: everybody reads the members' shelf",
        f"{LISTINGS}/shelves.py",
        "    tables = tables_of(reader.audience)\n    with snapshot():",
        "    tables = tables_of(Audience.MEMBERS)\n    with snapshot():",
        (
            "tests/test_noninterference.py::test_what_a_reader_may_not_see_changes_nothing[anonymous]",
            "tests/api/test_allies.py::test_everybody_finds_those_on_their_shelf",
        ),
    ),
    Break(
        "the shelves: who is for members stands on the public shelf too",
        "directory/profiles/publication.py",
        "for shelf in _SINCE if reach(profile) >= shelf}",
        "for shelf in _SINCE}",
        (
            "tests/test_noninterference.py::test_what_a_reader_may_not_see_changes_nothing[anonymous]",
            "tests/api/test_allies.py::test_everybody_finds_those_on_their_shelf",
        ),
    ),
    Break(
        "the tiers: where on a card a question is answered counts for nothing",
        f"{LISTINGS}/search.py",
        "                points.give(ids & found, worth * OVER_OWN_WORDS)",
        "                points.give(ids & found, 0)",
        (
            "tests/listings/test_search.py::test_relevance_goes_by_tiers_newest_first_within_one",
            "tests/search/test_rightness.py::test_both_databases_answer_as_was_kept",
        ),
    ),
    Break(
        "exclusions: who is hidden from a reader is searched for them",
        f"{LISTINGS}/shelves.py",
        "            visible = visible - BitMap(hidden)",
        "            BitMap(hidden)",
        ("tests/test_noninterference.py::test_what_a_reader_may_not_see_changes_nothing[ben]",),
    ),
    Break(
        "the catch-up: memory is never brought up to date",
        f"{LISTINGS}/postings.py",
        "if (held.version, held.stamp) == (shelf.version, shelf.stamp):",
        "if held.version:",
        (
            "tests/listings/test_publishing.py::test_a_worker_loads_only_what_changed",
            "tests/listings/test_concurrency.py::test_two_other_processes_see_nothing_wrong_while_one_publishes",
            "tests/journeys/test_two_workers.py::test_withdrawn_is_gone_everywhere_at_once",
        ),
    ),
    Break(
        "the catch-up: all is loaded where something changed",
        f"{LISTINGS}/postings.py",
        "found = (held if goes_on else Postings()).after(",
        "found = Postings().after(",
        (
            "tests/listings/test_publishing.py::test_a_worker_loads_only_what_changed",
            "tests/listings/test_concurrency.py::test_a_worker_that_missed_changes_loads_only_those",
        ),
    ),
    Break(
        "the stamp: memory goes by the version alone, which a copy that was put back has as well",
        f"{LISTINGS}/postings.py",
        "if (held.version, held.stamp) == (shelf.version, shelf.stamp):",
        "if held.version == shelf.version:",
        ("tests/listings/test_publishing.py::test_a_restored_copy_that_came_to_the_same_version_is_noticed",),
    ),
    Break(
        "the history: memory of another history is taken for an older one of this",
        f"{LISTINGS}/postings.py",
        "held.version < shelf.version and changes.filter(token=held.change).exists()",
        "held.version < shelf.version",
        ("tests/listings/test_publishing.py::test_a_restored_copy_that_went_on_is_noticed",),
    ),
    Break(
        "the sections: an order is walked from its start",
        f"{LISTINGS}/publishing.py",
        '" ".join([*card.posting_keys(), *card.sections()])',
        '" ".join(card.posting_keys())',
        (
            "tests/listings/test_ordering.py::test_who_stands_far_back_in_the_order_is_found_at_once",
            "tests/listings/test_ordering.py::test_sections_go_with_their_cards",
        ),
    ),
    Break(
        "the snapshot: shelf, postings and cards are each read as they are then",
        f"{LISTINGS}/databases.py",
        "    if connection.in_atomic_block:",
        "    if True:",
        ("tests/listings/test_concurrency.py::test_a_question_is_answered_as_of_one_moment",),
    ),
)


def copied(to: Path) -> None:
    """Copy the project as it stands, without what git leaves out."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, names.split("\0")):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        copy2(ROOT / name, to / name)


def broken(one: Break, folder: Path) -> list[str]:
    """What is wrong with the tests of ``one``: those that pass all the same."""
    file = folder / one.file
    whole = file.read_text()
    if whole.count(one.old) != 1:
        return [f"{one.file} no longer says: {one.old.strip()}"]
    file.write_text(whole.replace(one.old, one.new))
    try:
        return [f"passes: {test}" for test in one.tests if _passes(test, folder)]
    finally:
        file.write_text(whole)


def _passes(test: str, folder: Path) -> bool:
    """Raises RuntimeError where the test cannot be run at all."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", test]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{test}\n{done.stdout}{done.stderr}")
    return done.returncode == 0


def main() -> int:
    """Break, test, mend, for each; 1 if a test did not notice."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="directory-breaks-") as name:
        folder = Path(name)
        copied(folder)
        for one in BREAKS:
            found = broken(one, folder)
            wrong += found
            print("NOT SEEN" if found else "seen    ", one.what, flush=True)
            for line in found:
                print(f"          {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
