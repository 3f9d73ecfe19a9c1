"""What answers and bodies look like, for the documentation; nothing is written or read through these.

Cards are written once, when they are published, so no serializer stands in their way.
"""

from functools import cache
from typing import Any

from rest_framework import serializers

from directory.listings.readers import Audience
from directory.profiles.models import Hiding, ShowRegion, ShowRole, Stage, Status
from directory.profiles.parts import PART, PARTS, WORDS

type Shape = serializers.Serializer[Any]
type Fields = dict[str, serializers.Field[Any, Any, Any, Any]]


class Term(serializers.Serializer[Any]):
    """A term of the vocabulary, as it stands on a card."""

    code = serializers.CharField()
    name = serializers.CharField()


class Card(serializers.Serializer[Any]):
    """What the reader may see of one ally. What they may not see is absent, never null."""

    handle = serializers.CharField(help_text="Random, and never anybody else's again.")
    url = serializers.CharField(help_text="The path of the ally's page.")
    name = serializers.CharField(help_text="“A system ally” where the name is hidden.")
    listed_on = serializers.DateField(help_text="The day this card first stood on this shelf.")
    sector = Term(required=False)
    role = Term(required=False)
    region = Term(required=False, help_text="As exactly as the ally shows it: county, area or state.")
    practices = Term(many=True, required=False)
    settings = Term(many=True, required=False)
    strands = Term(many=True, required=False)
    offers = Term(many=True, required=False)
    seeks = Term(many=True, required=False)
    languages = Term(many=True, required=False)
    pronouns = serializers.CharField(required=False)
    headline = serializers.CharField(required=False)
    about = serializers.CharField(required=False)
    agency = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    website = serializers.CharField(required=False)
    confirmed_on = serializers.DateField(required=False)


class Peer(Card):
    """A card, and why it is named."""

    reasons = serializers.ListField(child=serializers.CharField(), help_text="Such as “3 shared practices”.")


class Count(Term):
    """A term, and how many of the cards found have it."""

    count = serializers.IntegerField(min_value=1)


class VocabularyTerm(Term):
    """A term of the vocabulary."""

    synonyms = serializers.ListField(child=serializers.CharField())
    kind = serializers.CharField(
        required=False, help_text="Of regions: country, state, area, county, tribal-nation."
    )
    fips = serializers.CharField(
        required=False, allow_null=True, help_text="Of regions: the FIPS code, if it has one."
    )
    also_found_in = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Of regions: codes of those it lies in as well.",
    )

    def get_fields(self) -> Fields:
        """``parent`` as well, which is the name of something else in a serializer."""
        above = "The code of the term above it; of a role, its sector's."
        return super().get_fields() | {"parent": serializers.CharField(allow_null=True, help_text=above)}


class FacetedTerm(VocabularyTerm):
    """A term of the vocabulary, and the facet it is of."""

    facet = serializers.CharField()


class Suggestion(serializers.Serializer[Any]):
    """What somebody may mean who types this."""

    kind = serializers.ChoiceField(["ally", "term", "correction"])
    text = serializers.CharField()
    facet = serializers.CharField(allow_null=True, help_text="Of a term: the parameter that takes it.")
    code = serializers.CharField(allow_null=True, help_text="Of a term.")
    handle = serializers.CharField(allow_null=True, help_text="Of an ally.")


class Suggestions(serializers.Serializer[Any]):
    """Suggestions, the likeliest first."""

    results = Suggestion(many=True)


class Change(serializers.Serializer[Any]):
    """One change of the reader's shelf."""

    kind = serializers.ChoiceField(["listed", "updated", "unlisted"])
    handle = serializers.CharField()
    at = serializers.DateTimeField()


class Changes(serializers.Serializer[Any]):
    """Changes in the order in which they happened."""

    results = Change(many=True)
    next = serializers.CharField(
        help_text="The token of the last one shown; the same again where there is no news."
    )


class BlockedAlly(serializers.Serializer[Any]):
    """Somebody one blocked, as one saw them then."""

    handle = serializers.CharField()
    name = serializers.CharField()
    since = serializers.DateTimeField()


def _part(name: str) -> serializers.Field[Any, Any, Any, Any]:
    """One part of a profile as its owner writes it."""
    part = PART[name]
    if part.facet:
        return serializers.ListField(
            child=serializers.CharField(), help_text=f"Codes of `{part.facet.value}`."
        )
    return serializers.CharField(allow_blank=True, max_length=part.max_length)


_audience_codes = [audience.code for audience in Audience]


class Profile(serializers.Serializer[Any]):
    """One's own profile, all of it, under the names of the import line."""

    role = serializers.CharField(allow_blank=True, help_text="A code of `role`; empty takes it away.")
    region = serializers.CharField(allow_blank=True, help_text="A code of `region`; empty takes it away.")
    show_role = serializers.ChoiceField(ShowRole.choices)
    show_region = serializers.ChoiceField(ShowRegion.choices)
    few_confirmed = serializers.BooleanField(help_text="“I know that few people hold this job here.”")
    stage = serializers.ChoiceField(
        Stage.choices, allow_blank=True, help_text="Never shown to anyone but moderators."
    )
    audience = serializers.ChoiceField(["public", "members"], help_text="Of the profile as a whole.")
    audiences = serializers.DictField(
        child=serializers.ChoiceField(_audience_codes),
        help_text=f"Of single parts, never wider than the profile's: {', '.join(part.name for part in PARTS)}.",
    )
    hide_from_workplace = serializers.ChoiceField(Hiding.choices)

    def get_fields(self) -> Fields:
        """The table of parts knows the rest."""
        parts = [part.name for part in PARTS if part.facet or part in WORDS]
        return {name: _part(name) for name in parts} | super().get_fields()


class ProfileAnswer(Profile):
    """One's own profile, and how it stands."""

    handle = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    version = serializers.IntegerField()
    pending = serializers.ListField(
        child=serializers.CharField(), help_text="Parts whose new words wait for a moderator."
    )


class ProfileChanges(Profile):
    """What to change; all else stays as it is."""

    version = serializers.IntegerField(help_text="The version you saw; or write it as `If-Match`.")


class Waiting(serializers.Serializer[Any]):
    """A submission that waits for a moderator."""

    id = serializers.UUIDField(help_text="Random: it tells neither order nor number.")
    kind = serializers.ChoiceField(["first", "edit"])
    handle = serializers.CharField()
    version = serializers.IntegerField(help_text="The version to decide with.")
    since = serializers.DateTimeField()
    url = serializers.CharField(help_text="The path of the submission here.")


class DeskPart(serializers.Serializer[Any]):
    """One part of a profile, as the desk shows it."""

    name = serializers.CharField()
    audience = serializers.CharField(help_text="Who will see it.")

    def get_fields(self) -> Fields:
        """``label`` as well, which is the name of something else in a serializer."""
        return super().get_fields() | {"label": serializers.CharField()}


class ReviewedPart(DeskPart):
    """A part as it was approved and as it is asked for; empty where there is nothing."""

    approved = serializers.CharField(allow_blank=True)
    written = serializers.CharField(allow_blank=True)
    changed = serializers.BooleanField()
    shown = serializers.CharField(
        allow_blank=True, help_text="As it will stand on the card, if that is coarser."
    )


class PickedPart(DeskPart):
    """Terms that were picked: live without a moderator."""

    terms = Term(many=True)


class DecisionMade(serializers.Serializer[Any]):
    """What was decided or proposed, by whom and why."""

    move = serializers.CharField()
    by = serializers.ListField(child=serializers.CharField(), help_text="The addresses of the moderators.")
    reason = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class Review(Waiting):
    """All that a moderator needs to decide."""

    status = serializers.ChoiceField(Status.choices)
    stage = serializers.ChoiceField(Stage.choices, allow_blank=True)
    audience = serializers.CharField(help_text="Who will see anything of the profile at all.")
    parts = ReviewedPart(many=True)
    picks = PickedPart(many=True)
    earlier = DecisionMade(many=True, help_text="Decisions so far, the latest first.")
    proposals = DecisionMade(many=True, help_text="First halves of moves that take two moderators.")
    moves = serializers.ListField(child=serializers.CharField(), help_text="What this moderator can do now.")


class Outcome(serializers.Serializer[Any]):
    """How a profile stands after a moderator's move."""

    handle = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    version = serializers.IntegerField()
    moved = serializers.BooleanField(help_text="False while it takes another moderator.")


class LogEntry(serializers.Serializer[Any]):
    """One thing that was done. Names are those of today, and null for who is gone."""

    at = serializers.DateTimeField()
    verb = serializers.CharField()
    actor = serializers.CharField(help_text="The id of an account, or `system`.")
    actor_name = serializers.CharField(allow_null=True)
    subject_kind = serializers.CharField()
    subject = serializers.CharField()
    subject_name = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(allow_null=True)

    def get_fields(self) -> Fields:
        """``fields`` as well, which is the name of something else in a serializer."""
        names = serializers.ListField(child=serializers.CharField(), help_text="Names, never values.")
        return super().get_fields() | {"fields": names}


class FieldProblem(serializers.Serializer[Any]):
    """One thing wrong with one field or parameter; an empty ``field`` is the whole."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="For people: what to do next.")


class Problem(serializers.Serializer[Any]):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField(help_text="Where this kind is explained; the part after `#` names it.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    current = serializers.DictField(required=False, help_text="Of a stale version: how it is now.")

    def get_fields(self) -> Fields:
        """``errors`` as well, which is the name of something else in a serializer."""
        return super().get_fields() | {"errors": FieldProblem(many=True)}


@cache
def list_of(row: type[Shape]) -> type[Shape]:
    """The envelope of every list, with rows of this shape."""
    fields: dict[str, Any] = {
        "__doc__": "One page of a list.",
        "__module__": __name__,
        "results": row(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "count": serializers.IntegerField(min_value=0, help_text="Of all pages."),
        "facets": serializers.DictField(
            child=Count(many=True),
            help_text="By the name of a facet asked for; rows in vocabulary order, zeros left out.",
        ),
        "partial": serializers.BooleanField(
            help_text="No card had all words as typed; these have most of them, or all of `did_you_mean`."
        ),
        "did_you_mean": serializers.CharField(allow_null=True, help_text="The whole question, corrected."),
    }
    return type(f"{row.__name__}List", (serializers.Serializer,), fields)
