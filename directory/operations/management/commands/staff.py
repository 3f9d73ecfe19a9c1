"""``manage.py staff add|remove|list EMAIL --role moderator|support``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.accounts import staff
from directory.accounts.models import StaffRole


class Command(BaseCommand):
    """Gives and takes the roles of the institute's staff."""

    help = "Give, take or list the roles of the institute's staff."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is typed."""
        parser.add_argument("what", choices=["add", "remove", "list"])
        parser.add_argument("email", nargs="?", help="The address of an account; not needed for list.")
        parser.add_argument("--role", choices=[role.value for role in staff.ROLES])

    def handle(self, *args: Any, what: str, email: str | None, role: str | None, **options: Any) -> None:
        """Do it; one line says what was done, or why not."""
        if what == "list":
            self._list(StaffRole(role) if role else None)
            return
        if email is None or role is None:
            raise CommandError(
                f"staff {what} needs an address and a role: staff {what} EMAIL --role moderator"
            )
        try:
            if what == "add":
                user = staff.add(email, StaffRole(role))
                self.stdout.write(f"{user.email} is {role} now.")
            else:
                user = staff.remove(email, StaffRole(role))
                self.stdout.write(f"{user.email} is no longer {role} and is signed out everywhere.")
        except staff.StaffError as error:
            raise CommandError(str(error)) from error

    def _list(self, role: StaffRole | None) -> None:
        for user in staff.staff(role):
            self.stdout.write(f"{user.staff_role:<10}{user.email}{'' if user.is_active else '  (closed)'}")
