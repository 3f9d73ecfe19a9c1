"""``manage.py check_listings``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.profiles import publication


class Command(BaseCommand):
    """Names each difference and ends with 1 if there is one. Changes nothing."""

    help = "Compare the read side with the write side it was made from."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, telling each difference."""
        count = 0
        for difference in publication.differences():
            self.stdout.write(difference)
            count += 1
        if count:
            raise CommandError(f"{count} differences: run manage.py rebuild_listings.")
        self.stdout.write("The read side is as the write side says.")
