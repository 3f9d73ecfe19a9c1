"""What the desk says: of moves, of what was done, and how a message to an owner may begin."""

from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrPromise

from directory.profiles.lifecycle import Outcome
from directory.profiles.models import Proposal

# What a moderator does to a profile without a submission, in the order of the page. To overturn takes an appeal.
MOVES: Final[Mapping[str, StrPromise]] = {
    "hold": gettext_lazy("Hold for up to five working days"),
    "release": gettext_lazy("Release"),
    "suspend": gettext_lazy("Suspend (takes two moderators)"),
    "reinstate": gettext_lazy("Reinstate (takes two moderators)"),
}
# What stands in the log and among earlier decisions.
VERBS: Final[Mapping[str, StrPromise]] = {
    "submit": pgettext_lazy("what was done", "Sent in"),
    "approve": pgettext_lazy("what was done", "Approved"),
    "return": pgettext_lazy("what was done", "Sent back"),
    "reject": pgettext_lazy("what was done", "Not approved"),
    "overturn": pgettext_lazy("what was done", "Overturned"),
    "pause": pgettext_lazy("what was done", "Paused"),
    "resume": pgettext_lazy("what was done", "Resumed"),
    "hold": pgettext_lazy("what was done", "Put on hold"),
    "release": pgettext_lazy("what was done", "Released"),
    "suspend": pgettext_lazy("what was done", "Suspended"),
    "reinstate": pgettext_lazy("what was done", "Reinstated"),
    "expire": pgettext_lazy("what was done", "Fell asleep"),
    "confirm": pgettext_lazy("what was done", "Confirmed"),
    "withdraw": pgettext_lazy("what was done", "Withdrawn"),
    "erase": pgettext_lazy("what was done", "Erased"),
    "save": pgettext_lazy("what was done", "Saved"),
    "change-jobs": pgettext_lazy("what was done", "Changed jobs"),
    "import": pgettext_lazy("what was done", "Imported"),
    "propose-approve": pgettext_lazy("what was done", "Proposed to approve"),
    "propose-suspend": pgettext_lazy("what was done", "Proposed to suspend"),
    "propose-reinstate": pgettext_lazy("what was done", "Proposed to reinstate"),
    "merge-agency": pgettext_lazy("what was done", "Merged with a known agency"),
    "close-account": pgettext_lazy("what was done", "Account closed"),
    "open-account": pgettext_lazy("what was done", "Account opened"),
    "add-staff": pgettext_lazy("what was done", "Made staff"),
    "remove-staff": pgettext_lazy("what was done", "No longer staff"),
}
_TOLD: Final[Mapping[str, StrPromise]] = {
    "approve": gettext_lazy("Approved: %(name)s."),
    "return": gettext_lazy("Sent back with your message: %(name)s."),
    "reject": gettext_lazy("Not approved: %(name)s. Your message is on its way."),
    "hold": gettext_lazy("On hold: %(name)s. Nobody finds this profile now."),
    "release": gettext_lazy("Released: %(name)s."),
    "suspend": gettext_lazy("Suspended: %(name)s. Nobody finds this profile now."),
    "reinstate": gettext_lazy("Reinstated: %(name)s."),
}
_PROPOSED: Final[Mapping[str, StrPromise]] = {
    "approve": gettext_lazy("%(by)s proposed on %(at)s to approve this profile."),
    "suspend": gettext_lazy("%(by)s proposed on %(at)s to suspend this profile."),
    "reinstate": gettext_lazy("%(by)s proposed on %(at)s to reinstate this profile."),
}
# By the code of the reason.
BEGINNINGS: Final[Mapping[str, StrPromise]] = {
    "incomplete": gettext_lazy(
        "Thank you for writing. Before others can read it, we need one thing more. Could you tell us"
    ),
    "role-unconfirmed": gettext_lazy(
        "Thank you for writing. We could not confirm the role that you named. Is there a public page, or a colleague "
        "at work whom we may ask?"
    ),
    "identifies-young-person": gettext_lazy(
        "Thank you for writing. One passage could let a reader recognize a young person or a case. Please take it out, "
        "even if no name is in it:"
    ),
    "identifies-survivor": gettext_lazy(
        "Thank you for writing. One passage could let a reader recognize a survivor. Please take it out, even if no "
        "name is in it:"
    ),
    "names-others": gettext_lazy(
        "Thank you for writing. One passage names someone who may not have agreed to that. Please take the name out, "
        "or tell us that they agreed:"
    ),
    "shows-more": gettext_lazy(
        "Thank you for writing. You chose to keep something to yourself, but your text tells it. Is that what you "
        "want? We mean:"
    ),
    "not-this-work": gettext_lazy(
        "Thank you for your interest. From what you wrote we could not see restorative work inside an institution. If "
        "we misread it, please tell us more about"
    ),
    "disrespectful": gettext_lazy(
        "We want everybody to be able to read this directory without being hurt. Please find other words for this "
        "passage:"
    ),
    "spam": gettext_lazy(
        "This reads like advertising, or like a profile of nobody in particular. If we are wrong, please tell us"
    ),
    "other": gettext_lazy("Thank you for writing. Before we can go on, please"),
}


def name_of(outcome: Outcome) -> str:
    """What to call whose profile it is."""
    profile = outcome.profile
    return profile.written.display_name or profile.handle


def told(move: str, outcome: Outcome) -> str:
    """One sentence on what was done, and to whom."""
    if not outcome.moved:
        return _("Proposed: %(name)s. It takes another moderator to do it.") % {"name": name_of(outcome)}
    return str(_TOLD[move]) % {"name": name_of(outcome)}


def verb(code: str) -> str:
    """What was done, in words."""
    return str(VERBS.get(code, code))


def proposed(proposal: Proposal) -> str:
    """Who proposed what, and when."""
    at = date_format(localtime(proposal.at), "DATETIME_FORMAT")
    return str(_PROPOSED[proposal.move]) % {"by": proposal.by.email, "at": at}
