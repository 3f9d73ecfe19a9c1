"""``manage.py daily``: what is due every day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.operations.daily import JOBS, run


class Command(BaseCommand):
    """Run every job, one line each. Safe to run twice or to miss; one that fails does not stop the others."""

    help = "Do what is due today. Safe to run twice or to miss."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for job in JOBS:
            done = run(job)
            self.stdout.write(f"{job.name}: {done.said}")
            if not done.well:
                failed.append(job.name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
