"""``manage.py check_listings``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.audit.progress import Work, under_way
from directory.profiles import publication


class Command(BaseCommand):
    """Names each difference and ends with 1 if there is one. Changes nothing."""

    help = "Compare the read side with the write side it was made from."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, telling each difference."""
        count = 0
        with under_way(Work.CHECK_LISTINGS, terminal=sys.stderr) as progress:
            for difference in publication.differences(progress.to):
                with progress.line.aside():
                    self.stdout.write(difference)
                count += 1
        if count:
            raise CommandError(f"{count} differences: run manage.py rebuild_listings.")
        self.stdout.write("The read side is as the write side says.")
