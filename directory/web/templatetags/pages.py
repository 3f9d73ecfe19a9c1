"""Filters for the pages' templates."""

import re
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
    """The choices under one heading that are not ticked; ``names`` are all of them in one line."""

    heading: str
    options: list[Option]

    @property
    def names(self) -> str:
        """What is in the group, in one line."""
        return ", ".join(option.label for option in self.options)


@dataclass(frozen=True, slots=True)
class Folded:
    """The choices of a field: what is ticked, and the rest, which a page folds away."""

    ticked: list[Option]
    rest: list[Option]


@register.filter
def folded(field: forms.BoundField) -> Folded:
    """The choices of a field, the ticked ones apart from the others."""
    every = list(options(field))
    return Folded(
        [option for option in every if option.selected], [option for option in every if not option.selected]
    )


@register.filter
def grouped(field: forms.BoundField) -> list[Group]:
    """The choices of a field under their headings, without those that are ticked: they stand first, by themselves."""
    groups: list[Group] = []
    for option in options(field):
        if not groups or option.heading:
            groups.append(Group(option.heading, []))
        if not option.selected:
            groups[-1].options.append(option)
    return [group for group in groups if group.options]


def _values(field: forms.BoundField) -> list[str]:
    value = field.value()
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]


def _hint(name: str, value: str) -> str:
    """What stands below a choice: of presets and strands, what they mean."""
    if name == "preset":
        return (
            str(PRESETS[value].explanation)
            if value in PRESETS
            else _(
                "You set yourself, part by part, who sees it. With this answer all of that stays as it is."
            )
        )
    if name == "strands":
        term = terms.current().find(Facet.STRAND, value)
        return term.explained if term else ""
    return ""


@register.filter
def shortened(text: str, length: int) -> str:
    """The text or, where it is longer than ``length``, its beginning and "…".

    It ends with a sentence if one ends in its second half, and otherwise with a word that is no mere "I" or "to".
    """
    if len(text) <= length:
        return text
    start = text[: length + 1]
    sentences = [match.end() for match in re.finditer(r"[.!?](?=\s)", start)]
    if sentences and sentences[-1] * 2 >= length:
        return f"{start[: sentences[-1]]} …"
    kept = start.split()[:-1]
    while len(kept) > 1 and len(kept[-1].rstrip(",;:")) < 3:
        kept.pop()
    return f"{' '.join(kept or [text[:length]]).rstrip(',;:–-')} …"


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
