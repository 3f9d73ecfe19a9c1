"""The terms everything is said in."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.lists import envelope
from api.resource import Resource
from directory.vocabulary import terms
from directory.vocabulary.models import Edition, Facet, Term


class Vocabulary(Resource):
    """All terms of all facets."""

    @extend_schema(summary="All terms", responses=shapes.list_of(shapes.FacetedTerm))
    def get(self, request: Request) -> Response:
        """Every term of every facet, facet by facet, in vocabulary order."""
        vocabulary = _current()
        return Response(
            envelope(
                [
                    {"facet": facet, **as_row(term)}
                    for facet in Facet.values
                    for term in vocabulary.terms(facet)
                ]
            )
        )


class FacetTerms(Resource):
    """The terms that one parameter takes."""

    @extend_schema(
        summary="The terms of one facet",
        parameters=[OpenApiParameter("facet", str, OpenApiParameter.PATH, enum=list(terms.PARAMETERS))],
        responses=shapes.list_of(shapes.VocabularyTerm),
    )
    def get(self, request: Request, facet: str) -> Response:
        """What the parameter of that name takes, in vocabulary order: parents before their children."""
        try:
            found = terms.facet_for_parameter(facet)
        except terms.UnknownFacet:
            raise Http404 from None
        return Response(envelope([as_row(term) for term in _current().terms(found)]))


def as_row(term: Term) -> dict[str, Any]:
    """A term as it is answered. A role's parent is a sector; of the rest, a term of the same facet."""
    row: dict[str, Any] = {
        "code": term.code,
        "name": term.name,
        "parent": term.parent.code if term.parent else None,
        "synonyms": term.synonyms,
    }
    if term.facet == Facet.REGION:
        row |= {"kind": term.kind, "fips": term.fips or None, "also_found_in": term.also_found_in}
    return row


def _current() -> terms.Vocabulary:
    """The terms as they stand in the database, which another process may have loaded anew. One query."""
    terms.refresh(Edition.objects.values_list("number", flat=True).first() or 0)
    return terms.current()
