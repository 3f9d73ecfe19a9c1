"""The form in which a member writes their profile, a page of it at a time.

It offers and carries; what holds is decided by ``profiles.editing``, whose errors come back by field.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from directory.listings.readers import Audience
from directory.profiles.agencies import known_agencies
from directory.profiles.audiences import reach
from directory.profiles.editing import PRESETS, as_owner, preset_of
from directory.profiles.errors import FieldError
from directory.profiles.granularity import needs_confirming
from directory.profiles.models import Hiding, Profile, ShowRegion, ShowRole, Stage
from directory.profiles.parts import PART, Kind, Part
from directory.vocabulary import terms
from directory.vocabulary.models import Facet
from directory.web.choices import (
    Choice,
    audience_choices,
    languages_named,
    pick_choices,
    reach_choices,
    region_choices,
    role_choices,
)
from directory.web.profile_steps import Page

OWN_MIX = "own"
HIDE_FROM = gettext_lazy("Hide me from people who work at my agency")
WHAT_HIDING_DOES = gettext_lazy(
    "While you hide from colleagues, only approved members can find you at all, because anyone could look without "
    "signing in. Hiding goes by the agency that you write in your profile. It cannot know a colleague who never told "
    "us where they work, and it cannot keep somebody else from showing them your profile."
)
GUARD = "guard"  # the id of the reminder above the boxes
_AUDIENCE = "audience_of_"
_CODES = frozenset(audience.code for audience in Audience)
# What the form shows as it is, beside the parts.
_PLAIN = ("role", "region", "show_role", "show_region", "stage", "hide_from_workplace")
_HINTS: Mapping[str, StrPromise] = {
    "display_name": gettext_lazy("You may use a made-up name."),
    "headline": gettext_lazy("What you do or try, in one line."),
    "about": gettext_lazy("What you work on, what you learned, what you would like to talk about."),
    "agency": gettext_lazy("Helps to hide you from colleagues, and moderators to know that you work there."),
    "website": gettext_lazy("The whole address, beginning with https://"),
    "real_name": gettext_lazy("Never on your card. Only for people whose request you accept."),
    "phone": gettext_lazy("Never on your card. Only for people whose request you accept."),
    "settings": gettext_lazy("Tick what fits."),
    "practices": gettext_lazy("Tick what you do or support."),
}
_MULTILINE = frozenset({"about"})


class _Guarded(forms.BoundField):
    """A box for words, tied to the reminder that stands once above all boxes of its page."""

    @property
    def aria_describedby(self) -> str | None:
        """The hint and the errors of the box, and the reminder."""
        return " ".join(filter(None, (super().aria_describedby, GUARD)))


@dataclass(frozen=True, slots=True)
class FormPart:
    """One part on the page: its box (none for the e-mail address, which is the account's) and its audience.

    ``seen_by`` is the code of the audience in effect, as the form has it now. ``asked`` says that a moderator asked
    for something about it.
    """

    part: Part
    field: forms.BoundField | None
    audience: forms.BoundField | None
    seen_by: str
    waiting: bool
    asked: bool

    @property
    def is_text(self) -> bool:
        """Whether words are typed here."""
        return self.part.kind is not Kind.PICKED and self.field is not None


class ProfileForm(forms.Form):
    """One page of a profile's editor: the fields that ``page`` names. Nothing is required to save it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    preset = forms.ChoiceField(label=gettext_lazy("How visible do you want to be?"), widget=forms.RadioSelect)
    audience = forms.ChoiceField(label=gettext_lazy("Who can find my profile"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    show_role = forms.ChoiceField(
        label=gettext_lazy("What others see of my role"), choices=ShowRole.choices, widget=forms.RadioSelect
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    show_region = forms.ChoiceField(
        label=gettext_lazy("What others see of my region"),
        choices=ShowRegion.choices,
        widget=forms.RadioSelect,
    )
    few_confirmed = forms.BooleanField(
        label=gettext_lazy("One person or few people hold this job here. Show it all the same"),
        help_text=gettext_lazy(
            "There is one sheriff in a county. Whoever sees such a role beside a county or a nation knows who it "
            "is, whatever the name. Unless you tick this, only your kind of institution is shown then."
        ),
        required=False,
    )
    other_languages = forms.CharField(
        label=gettext_lazy("Other languages"),
        help_text=gettext_lazy("With commas between: Lingala, Haitian"),
        max_length=400,
        required=False,
    )
    hide_from_workplace = forms.ChoiceField(
        label=HIDE_FROM,
        choices=Hiding.choices,
        widget=forms.RadioSelect,
        help_text=WHAT_HIDING_DOES,
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("How far along are you?"),
        choices=[("", gettext_lazy("I would rather not say")), *Stage.choices],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Only you and the moderators see this."),
        required=False,
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I have read the agreement, and I agree to show my profile as I chose above"),
        required=False,
    )

    def __init__(
        self,
        profile: Profile,
        sent: Mapping[str, Any] | None = None,
        *,
        page: Page,
        asked: Container[str] = (),
    ) -> None:
        self.profile, self.page, self.asked = profile, page, asked
        self.stored = as_owner(profile)
        self.audiences = _strings(self.stored["audiences"])
        super().__init__(sent, initial=self._starting_values())
        for name in [name for name in self.fields if name not in ("version", *page.fields)]:
            del self.fields[name]
        for name in page.parts:
            self._add(PART[name])
        self._offer("preset", self._preset_choices())
        self._offer("audience", reach_choices(str(self.stored["audience"])))
        self._offer("role", role_choices(str(self.stored["role"] or "")))
        self._offer("region", region_choices(str(self.stored["region"] or "")))
        self.order_fields(["version", *page.fields])

    @classmethod
    def of_stored(cls, profile: Profile, *, page: Page, asked: Container[str] = (), **sent: object) -> Self:
        """The form as if what is stored had been sent, so that errors can stand beside it."""
        form = cls(profile, {**cls(profile, page=page).initial, **sent}, page=page, asked=asked)
        form.is_valid()
        return form

    def parts(self) -> Iterator[FormPart]:
        """The parts of the page, ready to be written there."""
        return (self._part(PART[name]) for name in self.page.parts)

    def part(self) -> dict[str, FormPart]:
        """The same by name."""
        return {one.part.name: one for one in self.parts()}

    def asks_few(self) -> bool:
        """Whether the page asks if a job that few people hold may be shown: where it applies, or was said once."""
        if "few_confirmed" not in self.fields:
            return False
        now = {name: str(self._now(name) or "") for name in ("role", "region", "show_role", "show_region")}
        return bool(self["few_confirmed"].value()) or needs_confirming(
            terms.current().find(Facet.ROLE, now["role"]),
            terms.current().find(Facet.REGION, now["region"]),
            show_role=now["show_role"] if now["show_role"] in ShowRole.values else ShowRole.ROLE,
            show_region=now["show_region"] if now["show_region"] in ShowRegion.values else ShowRegion.AREA,
        )

    @property
    def was_asked_few(self) -> bool:
        """Whether the page that was sent had that question on it."""
        return "few_asked" in self.data

    def agency_names(self) -> list[str]:
        """What may be picked as an agency. One query."""
        return list(known_agencies().values_list("name", flat=True))

    def clean(self) -> dict[str, Any]:
        """Typed languages become codes; a name that is none is an error beside what was typed."""
        cleaned = super().clean() or self.cleaned_data
        if "other_languages" not in self.fields:
            return cleaned
        found, unknown = languages_named(cleaned.get("other_languages", ""))
        if unknown:
            names = ", ".join(f"“{name}”" for name in unknown)
            words = ngettext(
                "We know no language %(names)s.", "We know no languages %(names)s.", len(unknown)
            )
            self.add_error("other_languages", words % {"names": names})
        cleaned["languages"] = list(dict.fromkeys([*cleaned.get("languages", []), *found]))
        return cleaned

    def changes(self) -> dict[str, object]:
        """What to save: the fields that differ from what is stored, under the names of the import line.

        Of a form with mistakes, those fields that have none.
        """
        names = (*_PLAIN, *self.page.parts)
        sent = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        changed = {
            name: value for name, value in sent.items() if value != (self.stored[name] or type(value)())
        }
        if self.was_asked_few and "few_confirmed" in self.cleaned_data:
            # Said though it is the same: a new role or region takes the confirmation of the old one away.
            changed["few_confirmed"] = self.cleaned_data["few_confirmed"]
        return changed | self._visibility()

    def add_errors(self, errors: Iterable[FieldError]) -> None:
        """Put the domain's errors beside their fields; what has no box here, above all."""
        for error in errors:
            self.add_error(error.field if error.field in self.fields else None, error.detail)

    def _visibility(self) -> dict[str, object]:
        """A preset that was newly chosen, and over it whatever was changed by hand below it."""
        cleaned = self.cleaned_data
        by_hand = {
            part: code
            for part, stored in self.audiences.items()
            if (code := cleaned.get(_AUDIENCE + part, stored)) != stored
        }
        audience, preset = cleaned.get("audience", self.stored["audience"]), cleaned.get("preset", "")
        reach = {"audience": audience} if audience != self.stored["audience"] else {}
        chosen: dict[str, object] = {}
        if preset in PRESETS and preset != self.initial["preset"]:
            chosen = PRESETS[preset].changes()
        audiences = _strings(chosen.get("audiences", {})) | by_hand
        return chosen | reach | ({"audiences": audiences} if audiences else {})

    def _starting_values(self) -> dict[str, object]:
        starting = {
            name: value for name, value in self.stored.items() if name not in ("audiences", "pending")
        }
        starting |= {_AUDIENCE + name: code for name, code in self.audiences.items()}
        return starting | {"preset": preset_of(self.profile) or OWN_MIX}

    def _add(self, part: Part) -> None:
        """The part's own box, and the select of who sees it."""
        if part.kind is Kind.PICKED:
            self.fields[part.name] = forms.MultipleChoiceField(
                label=part.label,
                choices=pick_choices(part, _strings_of(self.stored[part.name])),
                widget=forms.CheckboxSelectMultiple,
                help_text=_HINTS.get(part.name, ""),
                required=False,
            )
        elif part.name in self.stored:
            self.fields[part.name] = _Words(part)
        if not self.page.asks_audiences:
            return
        current = self.audiences[part.name]
        self.fields[_AUDIENCE + part.name] = forms.ChoiceField(
            label=_("Who can see this: %(part)s") % {"part": part.label},
            choices=audience_choices(part, current),
        )

    def _part(self, part: Part) -> FormPart:
        audience = self[_AUDIENCE + part.name] if _AUDIENCE + part.name in self.fields else None
        code = str(audience.value()) if audience else self.audiences[part.name]
        seen_by = self.audiences[part.name] if code not in _CODES else code
        waiting = self.stored["pending"]
        return FormPart(
            part,
            self[part.name] if part.name in self.fields else None,
            audience,
            min(Audience.from_code(seen_by), reach(self.profile)).code,
            isinstance(waiting, list) and part.name in waiting,
            part.name in self.asked,
        )

    def _now(self, name: str) -> object:
        """What a field says on this page or, where the page does not have it, what is stored."""
        return self[name].value() if name in self.fields else self.stored[name]

    def _preset_choices(self) -> list[Choice]:
        """The presets; and a mix of one's own where it is one already, or where the parts can be set one by one."""
        presets: list[Choice] = [(preset.name, preset.label) for preset in PRESETS.values()]
        mixes = self.page.asks_audiences or self.initial["preset"] == OWN_MIX
        return [*presets, (OWN_MIX, _("My own mix"))] if mixes else presets

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class _Words(forms.CharField):
    """Typed words of one part, with the line ends of the database: browsers send others."""

    bound_field_class = _Guarded

    def __init__(self, part: Part) -> None:
        attributes = {"maxlength": str(part.max_length)}
        if part.name == "agency":
            attributes["list"] = "agencies"
        widget = forms.Textarea(attributes) if part.name in _MULTILINE else forms.TextInput(attributes)
        super().__init__(
            label=part.label, help_text=_HINTS.get(part.name, ""), widget=widget, required=False, strip=False
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _strings(value: object) -> dict[str, str]:
    return {str(name): str(code) for name, code in value.items()} if isinstance(value, Mapping) else {}


def _strings_of(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list | tuple) else []
