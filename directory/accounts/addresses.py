"""What an e-mail address tells: whether it was verified, and whether an employer reads it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.functions import Lower

from directory.accounts.models import User

DEMO_DOMAIN: Final = "demo.invalid"

# What public employers' domains look like. The answer only ever warns, so it may be generous.
_WORK_LABELS: Final = frozenset({"gov", "mil", "us", "edu", "k12"})
_WORK_WORDS: Final = re.compile(
    r"police|sheriff|county|schools|courts|corrections|probation|prosecutor|^(rsu|m?sad|csd|aos)\d+$"
)


def domain_of(email: str) -> str:
    """The part after the last @, in lower case; empty where there is none."""
    return email.strip().rpartition("@")[2].lower().rstrip(".") if "@" in email else ""


def is_work_address(email: str) -> bool:
    """Whether an employer, most likely a public one, runs this mailbox: .gov, .mil, .us, .edu, k12, police…

    A guess from the domain's name alone. It is reason to warn, never to refuse.
    """
    labels = domain_of(email).split(".")
    return not _WORK_LABELS.isdisjoint(labels) or any(_WORK_WORDS.search(label) for label in labels[:-1])


def is_demo_address(email: str) -> bool:
    """Whether this is an invented person's address, which never signs in but on one's own machine."""
    return domain_of(email) == DEMO_DOMAIN


def verified_domains(user: User) -> frozenset[str]:
    """The mail domains, in lower case, at which ``user`` has shown to read mail."""
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return frozenset(domain_of(email) for email in verified.values_list("email", flat=True))


def owners_of(emails: Iterable[str]) -> dict[str, User]:
    """Whose these addresses (in lower case) are, by address, however they were typed; none for those of nobody.

    An address belongs to whoever signs in with it or verified it. One that somebody only claims is nobody's:
    else claiming it would keep its owner out. Two queries.
    """
    asked = set(emails)
    theirs = Q(verified=True) | Q(primary=True)
    rows = EmailAddress.objects.annotate(folded=Lower("email")).filter(theirs, folded__in=asked)
    # The accounts' own addresses last: they come first.
    owners = {row.folded: row.user for row in rows.select_related("user")}
    return owners | {user.email: user for user in User.objects.filter(email__in=asked)}


def verify(user: User, *, verified: bool = True) -> EmailAddress:
    """Give an account made without the sign-up form the address row that signing in needs.

    With ``verified=False`` the first sign-in by code verifies it. Safe to repeat; never takes a verification
    back.
    """
    address, _ = EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": verified}
    )
    if verified and not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    return address


def open_accounts(emails: Sequence[str]) -> list[User]:
    """Accounts for new addresses (in lower case), whose owners sign in by code first, which verifies them.

    For whoever brings in many people at once. Two queries.
    """
    users = [User(email=email) for email in emails]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=False) for user in users
    )
    return users
