"""The parts that pages are made of, in every state, on one page: for whoever builds the next one."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.web import specimens
from directory.web.desk_forms import DecisionForm
from directory.web.errors import not_found
from directory.web.reading import page
from directory.web.words import AUDIENCES

COLOURS = (
    "ground",
    "raised",
    "sunken",
    "ink",
    "ink-soft",
    "accent",
    "accent-soft",
    "focus-colour",
    "good-ground",
    "warn-ground",
    "bad-ground",
    "mark-colour",
)
ICONS = (
    "public",
    "members",
    "connections",
    "only_me",
    "search",
    "filter",
    "place",
    "person",
    "pause",
    "less",
    "withdraw",
    "erase",
    "check",
    "copy",
    "edit",
    "clock",
    "back",
    "next",
    "close",
    "about",
)


class Specimen(forms.Form):
    """A field of each kind."""

    words = forms.CharField(
        label=_("Name to show"), help_text=_("You may use a made-up name."), required=False
    )
    text = forms.CharField(label=_("About my work"), widget=forms.Textarea({"rows": "3"}), required=False)
    pick = forms.ChoiceField(label=_("Region"), choices=[("", "–"), ("a", "Northern"), ("b", "Southern")])
    boxes = forms.MultipleChoiceField(
        label=_("Can offer"),
        choices=[("listen", "A listening ear"), ("mentor", "Mentoring"), ("observe", "Being observed")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    one = forms.ChoiceField(
        label=_("Who can find my profile"),
        choices=[("members", _("Approved members")), ("public", _("Anyone"))],
        widget=forms.RadioSelect,
    )
    tick = forms.BooleanField(label=_("I am sure"))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part in every state. On one's own machine only: elsewhere there is no such page."""
    if not settings.DEBUG:
        return not_found(request)
    return page(
        request,
        "styleguide/styleguide.html",
        {
            "colours": COLOURS,
            "icons": ICONS,
            "locks": [(audience.code, label) for audience, label in AUDIENCES.items()],
            "form": Specimen(initial={"words": "River Example", "boxes": ["mentor"], "one": "members"}),
            "rows": specimens.rows(),
            "differences": specimens.differences(),
            "work": specimens.work(),
            "decision": DecisionForm(initial={"version": 1}),
            "may": {"approve": True, "return": True, "reject": True},
            "wrong": Specimen({"words": "River Example", "boxes": ["mentor"]}, prefix="wrong"),
        },
    )
