"""Finding allies: the shelf of whoever asks."""

from dataclasses import asdict

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.lists import PAGE_SIZE, address, envelope
from api.parameters import form_errors, one, whole_number, without_blanks
from api.rendering import CSVRenderer, JSONRenderer, with_reasons
from api.resource import Resource
from directory.listings import peers, shelves, suggestions
from directory.listings.filters import LARGEST_PAGE, LONGEST_QUESTION, SORTS, AllyFilters
from directory.listings.search import FACETS, search
from directory.profiles.errors import Invalid

_CSV = {(200, "text/csv"): OpenApiTypes.STR}
_SEARCHED_BY = {
    "sector": "Codes of `sector`.",
    "role": "Codes of `role`.",
    "region": "Codes of `region`; one takes in all that lies in it, also by `also_found_in`.",
    "practice": "Codes of `practice`; a group takes in its practices.",
    "setting": "Codes of `setting`.",
    "strand": "Codes of `strand`.",
    "offers": "Codes of `exchange`: what an ally offers.",
    "seeks": "Codes of `exchange`: what an ally looks for.",
    "language": "Codes of `language`.",
}
_QUERY = [
    OpenApiParameter(
        "q", {"type": "string", "maxLength": LONGEST_QUESTION}, description="Words, all of them."
    ),
    *(
        OpenApiParameter(name, str, many=True, description=f"{text} Repeat it for “or”.")
        for name, text in _SEARCHED_BY.items()
    ),
    OpenApiParameter(
        "practice.all", str, enum=["1"], description="All the practices named, not any of them."
    ),
    OpenApiParameter("region.wider", str, enum=["1"], description="Also cards that show a region around it."),
    OpenApiParameter(
        "sort",
        str,
        enum=SORTS,
        description="`relevance` with `q` and `role` without, unless named; `-` for backwards.",
    ),
    OpenApiParameter(
        "facets",
        str,
        description="Facets to count, with commas between; each is counted without its own filter.",
    ),
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 20}),
    OpenApiParameter("cursor", str, description="Found in `next` and `previous`; not to be made up."),
]


class Allies(Resource):
    """Search."""

    parameters = frozenset(AllyFilters.base_filters)
    several = frozenset(FACETS)
    licensed = True
    renderer_classes = (JSONRenderer, CSVRenderer)

    @extend_schema(
        summary="Search",
        parameters=_QUERY,
        responses={(200, "application/json"): shapes.list_of(shapes.Card)} | _CSV,
    )
    def get(self, request: Request) -> Response:
        """The cards on the reader's shelf that match every parameter; without any, all of them.

        Blank parameters are ignored, unknown ones refused. As CSV the `Link` header names the next page.
        """
        asked = AllyFilters(without_blanks(request))
        if asked.errors:
            raise Invalid(form_errors(asked.errors))
        # The form is kinder to people than programs need.
        size = whole_number(request, "page_size", default=PAGE_SIZE, most=LARGEST_PAGE)
        if (unchanged := self.unchanged()) is not None:
            return unchanged
        found = search(self.reader, asked.query, size=size, cursor=asked.cursor)
        following, previous = (
            address(request, cursor=at) if at else None for at in (found.next, found.previous)
        )
        facets = {
            name: [{"code": row.term.code, "name": row.term.name, "count": row.count} for row in rows]
            for name, rows in found.facets.items()
        }
        answer = Response(
            envelope(
                found.cards,
                count=found.count,
                following=following,
                previous=previous,
                facets=facets,
                partial=bool(found.count) and (found.partial or found.did_you_mean is not None),
                did_you_mean=found.did_you_mean,
            )
        )
        # CSV has no other place for it.
        links = [f'<{url}>; rel="{rel}"' for rel, url in (("next", following), ("prev", previous)) if url]
        if links and request.accepted_renderer.format == "csv":
            answer["Link"] = ", ".join(links)
        return answer


class Ally(Resource):
    """One card."""

    licensed = True
    renderer_classes = (JSONRenderer, CSVRenderer)

    @extend_schema(summary="One card", responses={(200, "application/json"): shapes.Card} | _CSV)
    def get(self, request: Request, handle: str) -> Response:
        """What the reader may see of one ally. 404 where that is nothing, for whatever reason."""
        if (unchanged := self.unchanged()) is not None:
            return unchanged
        card = shelves.card_of(self.reader, handle)
        if card is None:
            raise Http404
        return Response(card)


class Peers(Resource):
    """Who does similar work."""

    licensed = True

    @extend_schema(summary="Peers of an ally", responses=shapes.list_of(shapes.Peer))
    def get(self, request: Request, handle: str) -> Response:
        """Who does similar work: cards with `reasons`, the nearest first; neither this ally nor the reader."""
        if (unchanged := self.unchanged()) is not None:
            return unchanged
        found = peers.peers_of(self.reader, handle)
        if found is None:
            raise Http404
        return Response(envelope([with_reasons(peer.card, peer.reasons) for peer in found]))


class Suggestions(Resource):
    """What could be meant, while somebody types."""

    parameters = frozenset({"q"})
    licensed = True

    @extend_schema(
        summary="Suggest while somebody types",
        parameters=[OpenApiParameter("q", {"type": "string", "maxLength": LONGEST_QUESTION})],
        responses=shapes.Suggestions,
    )
    def get(self, request: Request) -> Response:
        """Allies, terms and corrections, each of which leads this reader to a card."""
        q = one(request, "q", longest=LONGEST_QUESTION)
        if (unchanged := self.unchanged()) is not None:
            return unchanged
        found = suggestions.suggest(self.reader, q) if q else []
        results = [asdict(offer) for offer in found]
        for result in results:
            del result["rest"]  # For addresses of pages; a client knows which words it has.
        return Response({"results": results})
