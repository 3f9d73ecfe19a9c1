"""The desk's forms. They carry; what holds is decided by the rooms below, whose errors come back by field."""

import re
from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.profiles.agencies import known_agencies
from directory.profiles.errors import FieldError
from directory.profiles.models import Agency
from directory.web.choices import reason_choices


class _Deciding(forms.Form):
    """A move with the version that was read, a reason and words for the owner."""

    version = forms.IntegerField(label=_("Version"), widget=forms.HiddenInput)
    move = forms.CharField(widget=forms.HiddenInput, max_length=12)
    reason = forms.ChoiceField(label=_("Reason"), choices=reason_choices, required=False)
    message = forms.CharField(
        label=_("Message to the owner"),
        help_text=_("What should they do next? They read exactly this."),
        widget=forms.Textarea({"rows": "4"}),
        required=False,
        strip=False,
    )

    def add_errors(self, errors: Iterable[FieldError]) -> None:
        """Put the domain's errors beside their fields; what has no box here, above all."""
        for error in errors:
            self.add_error(error.field if error.field in self.fields else None, error.detail)

    def conflict(self, version: int, words: str) -> Self:
        """The same form, all that was typed in it, for the version as it is now."""
        sent = QueryDict(mutable=True)
        sent.update({name: self.data.get(name, "") for name in self.fields})
        sent["version"] = str(version)
        again = type(self)(sent)
        again.add_error(None, words)
        return again


class DecisionForm(_Deciding):
    """A decision on what waits, and the known agency that the typed one is merged with."""

    agency = forms.ModelChoiceField(
        label=_("Which agency this is"),
        help_text=_("Only if it is one of these. It then counts for everybody who typed the same name."),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("As typed"),
    )

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["agency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = known_agencies()

    def decision(self) -> dict[str, Any]:
        """What to hand to ``queue.decide``."""
        agency: Agency | None = self.cleaned_data.get("agency")
        return {**_move_of(self), "agency": agency.pk if agency else None}


class MoveForm(_Deciding):
    """A move of a profile outside the queue."""

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)

    def made(self) -> dict[str, Any]:
        """What to hand to ``lifecycle.move``, but for the move's name."""
        return _move_of(self)


def _move_of(form: _Deciding) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("version", "reason", "message")}


class HandleForm(forms.Form):
    """A handle, or the address of somebody's card."""

    handle = forms.CharField(
        label=_("Open a profile by its address"),
        help_text=_("Paste the address of the card’s page, or only what stands in it after “allies”."),
        max_length=200,
    )

    def clean_handle(self) -> str:
        """The handle in what was typed or pasted."""
        found = re.search(r"([A-Za-z0-9_-]{1,40})/?$", self.cleaned_data["handle"].strip())
        if found is None:
            raise forms.ValidationError(_("That is not the address of a card. Copy it from the card’s page."))
        return found[1]
