"""What operators see of the write side: agencies to load, and profiles to look at, never to change."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction

from directory.audit import log
from directory.audit.admin import ReadOnly
from directory.profiles import agencies, workplaces
from directory.profiles.models import Agency, Decision, Profile, Submission

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class AgencyForm(forms.ModelForm[Agency]):
    """An agency as the operator knows it, its mail domains one a line."""

    domains = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mail domains, one a line. Only one that this agency alone uses tells who works there.",
    )

    class Meta:
        model = Agency
        fields = ["name", "known", "domains"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["domains"] = "\n".join(self.instance.domains)

    def clean_name(self) -> str:
        """Two spellings of one name are one agency."""
        name = str(self.cleaned_data["name"])
        if Agency.objects.filter(key=agencies.folded(name)).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is an agency of this name already.")
        return name

    def clean_domains(self) -> list[str]:
        """Lower case, each once."""
        domains = sorted(set(str(self.cleaned_data["domains"]).lower().split()))
        wrong = [domain for domain in domains if not _DOMAIN.fullmatch(domain)]
        if wrong:
            raise forms.ValidationError(f"Not a domain: {', '.join(wrong)}")
        return domains


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin[Agency]):
    """Agencies. The known ones are offered to members; typed ones are shown to nobody else."""

    form = AgencyForm
    list_display = ["name", "known", "domains", "merged_into"]
    list_filter = ["known"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "key"]

    def save_model(self, request: Any, obj: Agency, form: Any, change: bool) -> None:
        """Domains decide who is whose colleague, so the readers concerned are told."""
        concerned = workplaces.at(obj) if change else ()
        with transaction.atomic(), workplaces.exclusions_recorded(*concerned):
            obj.key = agencies.folded(obj.name)
            super().save_model(request, obj, form, change)
            log.record(request.user.pk, "save", "agency", str(obj.pk), fields=form.changed_data)

    def has_delete_permission(self, request: Any, obj: Agency | None = None) -> bool:
        """Somebody may work there."""
        return False


@admin.register(Profile)
class ProfileAdmin(ReadOnly[Profile]):
    """Where each profile stands. What it says is for the desk, which knows who is recused."""

    fields = ["id", "owner", "handle", "status", "version", "held_until", "created_at"]
    list_display = ["handle", "owner", "status", "version", "held_until"]
    list_filter = ["status"]
    list_select_related = ["owner"]
    search_fields = ["handle", "owner__email"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnly[Submission]):
    """What waits, and what became of what waited."""

    list_display = ["profile", "kind", "state", "opened_at", "closed_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["profile"]


@admin.register(Decision)
class DecisionAdmin(ReadOnly[Decision]):
    """Who decided what; the words to the owner stay between them and the moderators."""

    fields = ["profile", "move", "actor", "seconded_by", "reason", "at"]
    list_display = ["profile", "move", "actor", "seconded_by", "reason", "at"]
    list_filter = ["move", "reason"]
    list_select_related = ["profile", "actor", "seconded_by"]
