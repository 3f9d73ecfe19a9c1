"""``manage.py seed_demo``: the demo's people."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.audit.progress import Work, under_way
from directory.operations.demo import seeding
from directory.operations.demo.cast import PASSWORD, SIGN_INS
from directory.operations.demo.person import Fate
from directory.vocabulary import terms
from directory.vocabulary.models import Facet

TOLD = {
    Fate.LISTED: "listed",
    Fate.EDITED: "listed, with an edit that waits for a moderator",
    Fate.SUBMITTED: "waiting for a moderator",
    Fate.DRAFT: "drafts",
    Fate.RETURNED: "sent back with a question",
    Fate.REJECTED: "not approved",
    Fate.PAUSED: "paused",
    Fate.HELD: "on hold",
    Fate.SUSPENDED: "suspended",
    Fate.WITHDRAWN: "withdrawn",
}


class Command(BaseCommand):
    """The demo sign-ins and as many invented people as asked for; the same seed gives the same ones."""

    help = "Seed the demo sign-ins and plainly invented profiles. Needs DEBUG; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profiles", type=int, default=300, help="how many invented profiles (300)")
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same people (1)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if anybody has a profile")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "seed_demo makes invented people who sign in with a known password: set DEBUG=1."
            )
        if options["profiles"] < 0:
            raise CommandError("--profiles must be 0 or more.")
        if not terms.current().terms(Facet.ROLE):
            raise CommandError("There are no terms yet. Run: manage.py load_vocabulary")
        if options["if_empty"] and not seeding.is_empty():
            self.stdout.write("The directory is not empty; no demo was seeded.")
            return
        with under_way(Work.SEED_DEMO, terminal=sys.stderr) as progress:
            sown = seeding.sow(options["profiles"], options["seed"], progress.to)
        self.stdout.write(f"Made {sum(sown.made.values())} invented people; {sown.kept} were there already.")
        for fate, told in TOLD.items():
            if sown.made[fate]:
                self.stdout.write(f"  {sown.made[fate]:>6} {told}")
        self.stdout.write(f"Demo sign-ins, all with the password {PASSWORD}:")
        for person, who in SIGN_INS:
            self.stdout.write(f"  {person.email:<18} {who}")
