"""Who works for the institute: the one place where that is given and taken."""

from django.db import transaction
from django.db.models import QuerySet

from directory.accounts.models import StaffRole, User
from directory.accounts.sign_in import end_sessions
from directory.audit import log

ROLES = (StaffRole.MODERATOR, StaffRole.SUPPORT)


class StaffError(Exception):
    """The role was not given or taken; the message is one line that says why."""


def add(email: str, role: StaffRole) -> User:
    """Give a role to the account with this address.

    Raises ``StaffError`` if there is none, or if it has a role already.
    """
    with transaction.atomic():
        user = _locked(email)
        if user.staff_role == role:
            raise StaffError(f"{user.email} is {role} already.")
        if user.staff_role:
            raise StaffError(f"{user.email} is {user.staff_role}; remove that role first.")
        if not user.is_active:
            raise StaffError(f"{user.email} is closed.")
        user.staff_role = role
        user.save(update_fields=["staff_role"])
        log.record(log.SYSTEM, "add-staff", "user", user.pk, fields=["staff_role"], reason=role)
        return user


def remove(email: str, role: StaffRole) -> User:
    """Take the role back and sign the account out everywhere, at once.

    Raises ``StaffError`` if the account does not have it, or is the last moderator who can sign in: without one
    nobody could approve a profile any more.
    """
    with transaction.atomic():
        others = {user.pk for user in moderators().select_for_update()}
        user = _locked(email)
        if user.staff_role != role:
            raise StaffError(f"{user.email} is not {role}.")
        if role == StaffRole.MODERATOR and not others - {user.pk}:
            raise StaffError(f"{user.email} is the last moderator; add another one first.")
        user.staff_role = StaffRole.NONE
        user.save(update_fields=["staff_role"])
        end_sessions(user)
        log.record(log.SYSTEM, "remove-staff", "user", user.pk, fields=["staff_role"], reason=role)
        return user


def staff(role: StaffRole | None = None) -> QuerySet[User]:
    """Who has a role, or this role, by address."""
    roles = ROLES if role is None else (role,)
    return User.objects.filter(staff_role__in=roles).order_by("email")


def moderators() -> QuerySet[User]:
    """Who decides on profiles at present."""
    return User.objects.filter(staff_role=StaffRole.MODERATOR, is_active=True).order_by("pk")


def _locked(email: str) -> User:
    try:
        return User.objects.select_for_update().get(email=email.strip().lower())
    except User.DoesNotExist:
        raise StaffError(f"No account has the address {email}; its owner signs up first.") from None
