"""People who work together, and what the feed has told each of them."""

from typing import Any

from allauth.account.models import EmailAddress

from directory.accounts.models import User
from directory.connections.readers import reader_for
from directory.listings import changes
from directory.listings.models import MemberListing
from directory.listings.readers import Reader
from directory.listings.shelves import shelf_for
from directory.profiles.editing import save
from directory.profiles.models import Agency, Profile
from tests.cast import BEN, SHERIFFS_OFFICE, Cast, account, listed

PENOBSCOT, CUMBERLAND = "23019", "23005"


def ally(name: str, *, by: User, **words: Any) -> User:
    """One more listed person: Ben's words unless others are given."""
    owner = account(name)
    listed(owner, {**BEN, "display_name": name.capitalize(), **words}, by=by)
    return owner


def hides(owner: User, hiding: str) -> None:
    """The owner hides in this way from now on."""
    profile = Cast.profile(owner)
    save(profile, {"hide_from_workplace": hiding}, actor=owner, version=profile.version)


def sheriffs_office(*domains: str) -> Agency:
    """Ben's and Dee's agency, with these mail domains."""
    agency = Agency.objects.get(name=SHERIFFS_OFFICE)
    agency.domains = list(domains)
    agency.save()
    return agency


def reads_mail_at(user: User, domain: str) -> None:
    """The user has shown to read mail there."""
    EmailAddress.objects.create(user=user, email=f"{user.pk.hex}@{domain}", verified=True)


def seen_by(user: User) -> list[str]:
    """The handles on the user's shelf."""
    return sorted(shelf_for(reader_for(user)).values_list("handle", flat=True))


def told(reader: Reader, since: str = changes.START) -> list[tuple[str, str]]:
    """What the changes feed tells this reader after a token."""
    return [(line.kind, line.handle) for line in changes.after(reader, since).results]


def listed_handles() -> list[str]:
    """Everybody on the members' shelf."""
    return sorted(MemberListing.objects.values_list("handle", flat=True))


def profile_of(handle: str) -> Profile:
    """The profile of this handle as it is now."""
    return Profile.objects.select_related("written", "approved", "owner").get(handle=handle)
