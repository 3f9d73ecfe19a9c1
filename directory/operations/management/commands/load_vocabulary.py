"""``manage.py load_vocabulary``: the terms, from their files."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from directory.audit.progress import Work, under_way
from directory.listings import publishing
from directory.profiles import publication
from directory.vocabulary import loading
from directory.vocabulary.files import VocabularyError


class Command(BaseCommand):
    """Load or update the terms, and let the cards carry the new names."""

    help = "Load or update the vocabulary from directory/vocabulary/data/. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--counties",
            action="append",
            default=[],
            metavar="STATE",
            help="add the counties of this state, US-NH for example; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # In one transaction, so that nobody reads new terms from old cards.
            with under_way(Work.LOAD_VOCABULARY, terminal=sys.stderr) as progress, transaction.atomic():
                report = loading.load(counties=options["counties"])
                if report.altered:
                    publication.rebuild(progress.to)
                    publishing.terms_changed()
        except VocabularyError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Terms: {report.added} added, {report.changed} changed, {report.retired} retired, "
            f"{report.removed} removed, {report.unchanged} unchanged."
        )
