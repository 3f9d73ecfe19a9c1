"""The people that tests are about, brought in through the real lifecycle. Their handles are their names.

**Ana** is public and named. **Ben** is for members only, and so is all that he says. **Cy** has a draft, ready to be
submitted. **Dee** is Ben's colleague: same agency, same area. **Mo** and **Max** are moderators and listed themselves.
"""

from dataclasses import dataclass
from typing import Any

from directory.accounts import addresses
from directory.accounts.models import StaffRole, User
from directory.profiles.editing import PRESETS, begin, save
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile

PASSWORD = "cast-password"
SHERIFFS_OFFICE = "Penobscot County Sheriff's Office"

ANA: dict[str, Any] = {
    **PRESETS["public-named"].changes(),
    "display_name": "Ana Alvarez",
    "pronouns": "she/her",
    "role": "school-administrator",
    "region": "23005",
    "practices": ["community-circles", "restorative-discipline"],
    "settings": ["school-wide"],
    "strands": ["advocate", "on-ramps"],
    "offers": ["mentor"],
    "seeks": ["listen"],
    "languages": ["en", "es"],
    "headline": "Circles instead of suspensions",
    "about": "I keep circles with a whole middle school.",
    "agency": "Deering Middle School",
    "title": "Assistant principal",
    "real_name": "Ana Maria Alvarez",
    "phone": "207 555 0101",
    "website": "https://ana.example.org/",
    "stage": "current-ally",
}
BEN: dict[str, Any] = {
    "display_name": "Ben Brooks",
    "role": "deputy-sheriff",
    "region": "23019",
    "practices": ["community-circles", "cosa"],
    "settings": ["jail-prison"],
    "strands": ["off-ramps"],
    "offers": ["co-facilitate"],
    "seeks": ["mentor"],
    "languages": ["en", "fr"],
    "headline": "Circles behind the wall",
    "about": "I sit in circles of support with people who come home.",
    "agency": SHERIFFS_OFFICE,
    "title": "Corporal",
    "real_name": "Benjamin Brooks",
    "phone": "207 555 0102",
}
CY: dict[str, Any] = {
    "display_name": "Cy Carter",
    "role": "probation-officer",
    "region": "23011",
    "practices": ["cosa"],
    "settings": ["court"],
    "strands": ["challenge"],
    "headline": "Circles on probation",
}
DEE: dict[str, Any] = {
    "display_name": "Dee Dunn",
    "role": "corrections-officer",
    "region": "23019",
    "practices": ["cosa"],
    "settings": ["jail-prison"],
    "strands": ["off-ramps"],
    "languages": ["en"],
    "headline": "Restoring what a jail can",
    "agency": SHERIFFS_OFFICE,
}
MO: dict[str, Any] = {
    "display_name": "Mo Moreau",
    "role": "restorative-facilitator",
    "region": "23001",
    "practices": ["community-circles"],
    "settings": ["community-org"],
    "strands": ["advocate"],
    "offers": ["listen"],
}
MAX: dict[str, Any] = {
    "display_name": "Max Munro",
    "role": "policy-staff",
    "region": "23031",
    "practices": ["restorative-code"],
    "settings": ["workplace"],
    "strands": ["challenge"],
}


@dataclass(frozen=True)
class Cast:
    """The accounts. Their profiles change under the tests' hands, so ``profile`` reads them anew."""

    ana: User
    ben: User
    cy: User
    dee: User
    mo: User
    max: User

    @staticmethod
    def profile(owner: User) -> Profile:
        """The profile of one of them as it is now."""
        return Profile.objects.select_related("written", "approved", "owner").get(owner=owner)


def cast() -> Cast:
    """All six, in the database."""
    mo, max_ = moderator("mo"), moderator("max")
    listed(mo, MO, by=max_)
    listed(max_, MAX, by=mo)
    ana, ben, cy, dee = (account(name) for name in ("ana", "ben", "cy", "dee"))
    for owner, words in ((ana, ANA), (ben, BEN), (dee, DEE)):
        listed(owner, words, by=mo)
    drafted(cy, CY)
    return Cast(ana, ben, cy, dee, mo, max_)


def account(name: str, **fields: Any) -> User:
    """A verified account that can sign in with ``PASSWORD``."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, **fields)
    addresses.verify(user)
    return user


def moderator(name: str) -> User:
    """An account that decides on profiles."""
    return account(name, staff_role=StaffRole.MODERATOR)


def drafted(owner: User, words: dict[str, Any]) -> Profile:
    """A draft with these words, under the handle that stands before the @ of the owner's address."""
    profile = begin(owner, handle=owner.email.partition("@")[0])
    return save(profile, words, actor=owner, version=profile.version)


def submitted(owner: User, words: dict[str, Any]) -> Profile:
    """A profile that waits for a moderator."""
    profile = drafted(owner, words)
    return move(profile, "submit", actor=owner, version=profile.version).profile


def listed(owner: User, words: dict[str, Any], *, by: User) -> Profile:
    """A profile that this moderator approved."""
    profile = submitted(owner, words)
    return move(profile, "approve", actor=by, version=profile.version).profile
