"""``manage.py import_profiles FILE.jsonl --listed-by MODERATOR_EMAIL``."""

import sys
from argparse import ArgumentParser
from collections import Counter
from itertools import batched
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from directory.accounts.models import User
from directory.audit.progress import Work, under_way
from directory.profiles.importing import BATCH, Fate, Result, how_many, load, unlogged_queries


class Command(BaseCommand):
    """Names every line that was not listed; ends with 1 if any was not loaded."""

    help = "Load a directory that had consent elsewhere, one JSON object a line (docs/operations.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and who answers for it."""
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")
        parser.add_argument("--listed-by", required=True, metavar="MODERATOR_EMAIL")

    def handle(self, *args: Any, file: Path, listed_by: str, **options: Any) -> None:
        """Load the file, telling what becomes of its lines."""
        moderator = User.objects.filter(email=listed_by.strip().lower()).first()
        if moderator is None or not moderator.is_moderator:
            raise CommandError(f"{listed_by} is not the address of a moderator: see manage.py staff list.")
        try:
            with file.open("rb") as lines, unlogged_queries():
                fates = self._load(lines, moderator)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self.stdout.write(
            f"{fates[Fate.LISTED]} listed, {fates[Fate.WAITING]} waiting, {fates[Fate.INVITED]} invited, "
            f"{fates[Fate.KNOWN]} known, {fates[Fate.BAD]} not loaded."
        )
        if fates[Fate.BAD]:
            raise CommandError(f"{fates[Fate.BAD]} lines were not loaded; they are named above.")

    def _load(self, lines: BinaryIO, moderator: User) -> Counter[Fate]:
        fates: Counter[Fate] = Counter()
        with under_way(
            Work.IMPORT_PROFILES, how_many(lines), by=moderator.pk, terminal=sys.stderr
        ) as progress:
            # As many as are one transaction: what is told is stored.
            for results in batched(load(lines, moderator), BATCH):
                fates.update(result.fate for result in results)
                with progress.line.aside():
                    for result in results:
                        if result.fate is not Fate.LISTED:
                            self.stdout.write(_in_words(result))
                progress.to(fates.total())
        return fates


def _in_words(result: Result) -> str:
    reasons = f": {'; '.join(result.reasons)}" if result.reasons else ""
    return f"line {result.line}: {result.fate.value}{reasons}"
