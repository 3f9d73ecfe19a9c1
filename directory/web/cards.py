"""Published cards as pages show them: in the page's language, where a card on disk is English."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _

from directory.listings.cards import NO_NAME, PARAMETER_OF
from directory.vocabulary import terms
from directory.vocabulary.models import SOURCE_LANGUAGE, Facet, active_language

# The facet that the terms of each part of a card are from.
_FACET_OF: Mapping[str, Facet] = {part: terms.PARAMETERS[name] for part, name in PARAMETER_OF.items()}


def shown(card: bytes | str) -> dict[str, Any]:
    """The card with its terms named in the page's language, and with that language's word for no name.

    A term that the vocabulary does not know keeps the name that the card has. Costs no query once the
    vocabulary is in memory.
    """
    said: dict[str, Any] = orjson.loads(card)
    language = active_language()
    if language == SOURCE_LANGUAGE:
        return said
    vocabulary = terms.current()
    for part, facet in _FACET_OF.items():
        value = said.get(part)
        for one in value if isinstance(value, list) else [value] if value else []:
            term = vocabulary.find(facet, one["code"])
            if term is not None:
                one["name"] = term.named_in(language)
    said["name"] = name_shown(said["name"])
    return said


def name_shown(name: str) -> str:
    """The name of a card as a page says it: whoever shows none has one in the page's language."""
    return _("A system ally") if name == NO_NAME else name
