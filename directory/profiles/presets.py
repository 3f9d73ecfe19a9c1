"""Three answers to "who sees what" that spare most people the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.listings.readers import Audience
from directory.profiles.audiences import chosen
from directory.profiles.models import Profile
from directory.profiles.parts import PART, PARTS

_ON_CARDS: Final = tuple(part for part in PARTS if part.widest is Audience.PUBLIC)
_WORK: Final = ("practices", "settings", "strands", "offers", "seeks", "languages")
_EMPLOYER: Final = ("agency", "title")


@dataclass(frozen=True, slots=True)
class Preset:
    """An audience for the profile, and one for each part that can stand on a card; contact data stay as they are."""

    name: str
    label: str | StrPromise
    explanation: str | StrPromise
    audience: Audience
    audiences: Mapping[str, Audience]

    def changes(self) -> dict[str, object]:
        """What to ``save`` to choose it."""
        return {
            "audience": self.audience.code,
            "audiences": {name: audience.code for name, audience in self.audiences.items()},
        }


def _preset(
    name: str,
    label: str | StrPromise,
    explanation: str | StrPromise,
    audience: Audience,
    **audiences: Audience,
) -> tuple[str, Preset]:
    defaults = {part.name: part.default for part in _ON_CARDS}
    return name, Preset(name, label, explanation, audience, defaults | audiences)


PRESETS: Final[Mapping[str, Preset]] = dict(
    (
        _preset(
            "members-no-employer",
            _("Members only. My employer is not named."),
            _(
                "Approved members find you by name, role and region. The name of your agency and your job title are "
                "not shown. A colleague who is a member can still find you: to prevent that, hide from your workplace."
            ),
            Audience.MEMBERS,
        ),
        _preset(
            "public-no-name",
            _("Everyone. Only members see my name."),
            _(
                "Anyone, your colleagues too, finds “A system ally” with your role, region and kinds of work, and may "
                "guess who it is. Your agency and job title are not named. Anyone may copy what is public, and "
                "copies cannot be recalled."
            ),
            Audience.PUBLIC,
            display_name=Audience.MEMBERS,
            **dict.fromkeys(_WORK, Audience.PUBLIC),
        ),
        _preset(
            "public-named",
            _("Everyone, with my name"),
            _(
                "Anyone, your colleagues too, finds you by name and reads about your work. Your agency and job title "
                "are not named. Anyone may copy what is public, and copies cannot be recalled."
            ),
            Audience.PUBLIC,
            **dict.fromkeys((*_WORK, "pronouns", "headline", "about", "website"), Audience.PUBLIC),
        ),
    )
)


def preset_of(profile: Profile) -> str | None:
    """The name of the preset that the profile's choices amount to; None for choices of one's own."""
    for preset in PRESETS.values():
        if profile.audience == preset.audience and all(
            chosen(profile, PART[name]) == audience for name, audience in preset.audiences.items()
        ):
            return preset.name
    return None


def less(profile: Profile) -> dict[str, object]:
    """What to ``save`` so that members alone find the profile and nobody sees whom its owner works for.

    Empty where that is so already. Nothing in it shows anybody more.
    """
    changes: dict[str, object] = {}
    if profile.audience > Audience.MEMBERS:
        changes["audience"] = Audience.MEMBERS.code
    seen = {
        name: Audience.ONLY_ME.code for name in _EMPLOYER if chosen(profile, PART[name]) > Audience.ONLY_ME
    }
    return changes | ({"audiences": seen} if seen else {})
