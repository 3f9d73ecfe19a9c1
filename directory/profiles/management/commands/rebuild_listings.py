"""``manage.py rebuild_listings``."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.profiles import publication


class Command(BaseCommand):
    """Safe at any time; readers see each profile before or after, never half."""

    help = "Make the read side anew from the write side."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, telling how far it is."""
        listed = publication.rebuild(lambda so_far: self.stdout.write(f"{so_far} profiles so far"))
        self.stdout.write(f"{listed} profiles are listed.")
