"""Filters for the pages' templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms, template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.profiles.moves import MOVES
from directory.profiles.presets import PRESETS
from directory.vocabulary import terms
from directory.vocabulary.models import Facet
from directory.web.words import audience_in_words, in_words, label_of, labelled, seen_by

register = template.Library()
register.filter("label_of", label_of)
register.filter("labelled", labelled)
register.filter("audience_in_words", audience_in_words)
register.filter("seen_by", seen_by)


@dataclass(frozen=True, slots=True)
class Option:
    """One box or round button; ``heading`` stands above it where its group begins."""

    type: str
    id: str
    value: str
    label: str
    selected: bool
    heading: str
    hint: str


@register.filter
def options(field: forms.BoundField) -> Iterator[Option]:
    """The choices of a field one by one, so that a template can write them."""
    widget = field.field.widget
    number = 0
    for group, choices, _index in widget.optgroups(field.html_name, _values(field), {}):
        for place, choice in enumerate(choices):
            yield Option(
                widget.input_type,
                f"{field.auto_id}_{number}",
                str(choice["value"]),
                str(choice["label"]),
                bool(choice["selected"]),
                str(group or "") if place == 0 else "",
                _hint(field.name, str(choice["value"])),
            )
            number += 1


@dataclass(frozen=True, slots=True)
class Group:
    """The choices under one heading; ``names`` are all of them in one line."""

    heading: str
    options: list[Option]

    @property
    def chosen(self) -> bool:
        """Whether one of them is ticked."""
        return any(option.selected for option in self.options)

    @property
    def names(self) -> str:
        """What is in the group, in one line."""
        return ", ".join(option.label for option in self.options)


@register.filter
def grouped(field: forms.BoundField) -> Iterator[Group]:
    """The choices of a field under their headings."""
    group: Group | None = None
    for option in options(field):
        if group is None or option.heading:
            if group is not None:
                yield group
            group = Group(option.heading, [])
        group.options.append(option)
    if group is not None:
        yield group


def _values(field: forms.BoundField) -> list[str]:
    value = field.value()
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]


def _hint(name: str, value: str) -> str:
    """What stands below a choice: of presets and strands, what they mean."""
    if name == "preset":
        return str(PRESETS[value].explanation) if value in PRESETS else _("As it is set beside each part.")
    if name == "strands":
        term = terms.current().find(Facet.STRAND, value)
        return term.explained if term else ""
    return ""


@register.filter
def words(value: object, name: str) -> str:
    """A profile's value in words."""
    return in_words(name, value)


@register.filter
def reason(code: str) -> str:
    """A moderator's reason in words."""
    term = terms.current().find(Facet.REASON, code)
    return term.label if term else code


@register.filter
def move_label(name: str) -> str:
    """What a move is called."""
    return str(MOVES[name].label) if name in MOVES else name


@register.filter
def day(text: str) -> str:
    """A day of a card's JSON as people write it."""
    return date_format(date.fromisoformat(text))
