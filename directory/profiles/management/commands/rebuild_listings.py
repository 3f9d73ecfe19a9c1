"""``manage.py rebuild_listings``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from directory.audit.progress import Work, under_way
from directory.profiles import publication


class Command(BaseCommand):
    """Safe at any time; readers see each profile before or after, never half."""

    help = "Make the read side anew from the write side."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, telling how far it is."""
        with under_way(Work.REBUILD_LISTINGS, terminal=sys.stderr) as progress:
            listed = publication.rebuild(progress.to)
        self.stdout.write(f"{listed} profiles are listed.")
