"""The addresses of the API, under /api/v1/."""

from django.urls import path, re_path

from api import allies, blocks, changes, documentation, me, moderation, vocabulary
from api.resource import Nothing

app_name = "api"
urlpatterns = [
    path("vocabulary/", vocabulary.Vocabulary.as_view()),
    path("vocabulary/<slug:facet>/", vocabulary.FacetTerms.as_view()),
    path("allies/", allies.Allies.as_view()),
    path("allies/suggest/", allies.Suggestions.as_view()),
    path("allies/<slug:handle>/", allies.Ally.as_view()),
    path("allies/<slug:handle>/peers/", allies.Peers.as_view()),
    path("allies/<slug:handle>/block/", blocks.Block.as_view()),
    path("changes/", changes.Changes.as_view()),
    path("me/profile/", me.OwnProfile.as_view()),
    *(path(f"me/profile/{name}/", view.as_view()) for name, view in me.MOVES.items()),
    path("me/peers/", me.OwnPeers.as_view()),
    path("me/blocks/", blocks.Blocks.as_view()),
    path("me/blocks/<slug:handle>/", blocks.OwnBlock.as_view()),
    path("moderation/queue/", moderation.Queue.as_view()),
    path("moderation/reviews/<uuid:submission>/", moderation.Review.as_view()),
    *(
        path(f"moderation/reviews/<uuid:submission>/{name}/", view.as_view())
        for name, view in moderation.DECISIONS.items()
    ),
    *(
        path(f"moderation/profiles/<slug:handle>/{name}/", view.as_view())
        for name, view in moderation.PROFILE_MOVES.items()
    ),
    path("moderation/log/", moderation.Log.as_view()),
    path("schema/", documentation.Schema.as_view()),
    path("docs/", documentation.Documentation.as_view(), name="docs"),
    # Last: everything else under the prefix.
    re_path("", Nothing.as_view()),
]
