"""The desk: what waits, decisions, and the log. What a moderator has no part in is not there for them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.authentication import Moderator
from api.bodies import Decision, read
from api.lists import PAGE_PARAMETERS, Pages, envelope
from api.parameters import form_errors, without_blanks
from api.problems import ILLEGAL_MOVE, PROPOSED, STALE, VERSION_NEEDED
from api.resource import Resource
from directory.audit.models import Entry
from directory.moderation import log, queue
from directory.moderation.filters import EntryFilters
from directory.profiles import lifecycle
from directory.profiles.errors import Invalid, NotThere
from directory.profiles.models import Profile, Submission

_PAGING = [
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
    OpenApiParameter("cursor", str, description="Found in `next` and `previous`; not to be made up."),
]
_OUTCOMES = {
    200: OpenApiResponse(shapes.Outcome, "Done."),
    202: OpenApiResponse(shapes.Outcome, "Proposed: it takes another moderator to do it."),
}


class QueuePages(Pages):
    """The oldest first."""

    ordering = ("opened_at", "pk")


class LogPages(Pages):
    """The latest first."""

    ordering = ("-at", "-pk")


class Queue(Resource):
    """What waits for a moderator."""

    permission_classes = (Moderator,)
    parameters = PAGE_PARAMETERS

    @extend_schema(summary="What waits", parameters=_PAGING, responses=shapes.list_of(shapes.Waiting))
    def get(self, request: Request) -> Response:
        """Submissions to decide on, the oldest first; without those of oneself and one's own agency."""
        waiting = queue.waiting(self.user)
        pages = QueuePages()
        rows = pages.paginate_queryset(waiting, request) or []
        return Response(
            envelope(
                [_waiting(row) for row in rows],
                count=waiting.count(),
                following=pages.get_next_link(),
                previous=pages.get_previous_link(),
            )
        )


class Review(Resource):
    """One submission to decide on."""

    permission_classes = (Moderator,)

    @extend_schema(summary="Read a submission", responses=shapes.Review)
    def get(self, request: Request, submission: UUID) -> Response:
        """What is asked for beside what is approved, who would see it, and which moves are open to this moderator."""
        return Response(_review(queue.review(self.user, submission)))


class Decide(Resource):
    """One of the decisions on a submission."""

    permission_classes = (Moderator,)
    problems = {"POST": (ILLEGAL_MOVE, VERSION_NEEDED, STALE, PROPOSED)}
    name: ClassVar[str]

    def post(self, request: Request, submission: UUID) -> Response:
        """How the profile stands afterwards."""
        said = read(request, Decision)
        return _outcome(queue.decide(self.user, submission, self.name, **said))

    def current(self) -> Mapping[str, object]:
        """The submission as it is now or, if it is decided, how its profile stands."""
        submission = self.kwargs["submission"]
        try:
            return _review(queue.review(self.user, submission))
        except NotThere:
            return _standing(queue.profile_of(self.user, submission))


class MoveProfile(Resource):
    """One of the moves of a profile that need no submission."""

    permission_classes = (Moderator,)
    problems = {"POST": (ILLEGAL_MOVE, VERSION_NEEDED, STALE, PROPOSED)}
    name: ClassVar[str]

    def post(self, request: Request, handle: str) -> Response:
        """How the profile stands afterwards."""
        said = read(request, Decision)
        profile = queue.profile_for(self.user, handle)
        return _outcome(lifecycle.move(profile, self.name, actor=self.user, **said))

    def current(self) -> Mapping[str, object]:
        """How the profile stands now."""
        return _standing(queue.profile_for(self.user, self.kwargs["handle"]))


def _move[R: Resource](kind: type[R], name: str, summary: str, description: str) -> type[R]:
    """The resource of one move."""
    described = extend_schema(summary=summary, description=description, request=Decision, responses=_OUTCOMES)
    view = type(f"{name.capitalize()}{kind.__name__.removeprefix('Move')}", (kind,), {"name": name})
    return extend_schema_view(post=described)(view)


DECISIONS = {
    "approve": _move(Decide, "approve", "Approve", "Lists the profile, or brings its edit to the shelves."),
    "return": _move(
        Decide, "return", "Send back", "Asks the owner to change something: `reason` and `message`."
    ),
    "reject": _move(Decide, "reject", "Do not approve", "Ends the submission: `reason` and `message`."),
}
PROFILE_MOVES = {
    "hold": _move(
        MoveProfile, "hold", "Hold", "Takes a profile off the shelves for five working days: `reason`."
    ),
    "release": _move(MoveProfile, "release", "Release", "Ends a hold."),
    "suspend": _move(
        MoveProfile, "suspend", "Suspend", "Two moderators: the first proposes. Needs a `reason`."
    ),
    "reinstate": _move(MoveProfile, "reinstate", "Reinstate", "Ends a suspension; two moderators as well."),
}


class Log(Resource):
    """Who did what to what, when and why."""

    permission_classes = (Moderator,)
    parameters = PAGE_PARAMETERS | frozenset(EntryFilters.Meta.fields)

    @extend_schema(
        summary="Read the log",
        parameters=[
            OpenApiParameter("verb", str, description="What was done, such as `approve`."),
            OpenApiParameter("actor", str, description="The id of who did it, or `system`."),
            OpenApiParameter("subject", str, description="The id of what it was done to."),
            OpenApiParameter("since", OpenApiTypes.DATE, description="From this day on."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Up to and including this day."),
            *_PAGING,
        ],
        responses=shapes.list_of(shapes.LogEntry),
    )
    def get(self, request: Request) -> Response:
        """Entries, the latest first: of profiles on this moderator's desk, their owners, and agencies."""
        asked = EntryFilters(without_blanks(request), log.log_entries(self.user))
        if asked.errors:
            raise Invalid(form_errors(asked.errors))
        pages = LogPages()
        rows: list[Entry] = pages.paginate_queryset(asked.qs, request) or []
        names = log.names_of(rows)
        return Response(
            envelope(
                [_entry(row, names) for row in rows],
                count=asked.qs.count(),
                following=pages.get_next_link(),
                previous=pages.get_previous_link(),
            )
        )


def _waiting(row: Submission) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "handle": row.profile.handle,
        "version": row.profile.version,
        "since": row.opened_at,
        "url": f"/api/v1/moderation/reviews/{row.pk}/",
    }


def _review(review: queue.Review) -> dict[str, Any]:
    return {
        **_waiting(review.submission),
        "status": review.profile.status,
        "stage": review.profile.stage,
        "audience": str(queue.SEEN_BY[review.audience]),
        "parts": [_part(part) for part in review.parts],
        "picks": [
            {
                "name": part.name,
                "label": part.label,
                "terms": [{"code": term.code, "name": term.name} for term in part.terms],
                "audience": str(queue.SEEN_BY[part.audience]),
            }
            for part in review.picks
        ],
        "earlier": [
            {
                "move": decision.move,
                "by": [user.email for user in (decision.actor, decision.seconded_by) if user],
                "reason": decision.reason,
                "message": decision.message,
                "at": decision.at,
            }
            for decision in review.earlier
        ],
        "proposals": [
            {
                "move": each.move,
                "by": [each.by.email],
                "reason": each.reason,
                "message": each.message,
                "at": each.at,
            }
            for each in review.proposals
        ],
        "moves": review.moves,
    }


def _part(part: queue.ReviewedPart) -> dict[str, Any]:
    told = asdict(part) | {"audience": str(queue.SEEN_BY[part.audience])}
    del told["is_claim"]
    return told


def _standing(profile: Profile) -> dict[str, object]:
    return {"handle": profile.handle, "status": profile.status, "version": profile.version}


def _outcome(outcome: lifecycle.Outcome) -> Response:
    return Response(
        _standing(outcome.profile) | {"moved": outcome.moved}, status=200 if outcome.moved else 202
    )


def _entry(row: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "at": row.at,
        "verb": row.verb,
        "actor": row.actor,
        "actor_name": names.get(row.actor),
        "subject_kind": row.subject_kind,
        "subject": row.subject,
        "subject_name": names.get(row.subject),
        "fields": row.fields,
        "reason": row.reason,
        "version": row.version,
    }
