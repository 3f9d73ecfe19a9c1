"""The addresses of the pages."""

from django.urls import path, register_converter

from directory.web import (
    blocks,
    card,
    desk,
    health,
    idleness,
    landing,
    leaving,
    preferences,
    profile,
    search,
    styleguide,
    ways_out,
    work,
)


class HandleConverter:
    """What can be a handle: short and plain, so that nothing else reaches the database."""

    regex = "[A-Za-z0-9_-]{1,40}"

    def to_python(self, value: str) -> str:
        """The handle as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The handle as it is."""
        return value


class OwnMoveConverter(HandleConverter):
    """The moves an owner makes with one button."""

    regex = "|".join(ways_out.MOVES)


register_converter(HandleConverter, "handle")
register_converter(OwnMoveConverter, "own_move")

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("about/", landing.about, name="about"),
    path("begin/", landing.begin, name="begin"),
    path("privacy/", landing.privacy, name="privacy"),
    path("agreement/", landing.agreement, name="agreement"),
    path("allies/", search.allies, name="allies"),
    path("allies/suggest/", search.suggest, name="allies-suggest"),
    path("allies/<handle:handle>/", card.ally, name="ally"),
    path("allies/<handle:handle>/block/", card.block, name="ally-block"),
    path("me/", profile.me, name="me"),
    path("me/edit/<slug:step>/", profile.edit, name="me-edit"),
    path("me/preview/", profile.preview, name="me-preview"),
    path("me/send/", profile.send, name="me-send"),
    path("me/show-less/", ways_out.show_less, name="me-show-less"),
    path("me/changed-jobs/", ways_out.changed_jobs, name="me-changed-jobs"),
    path("me/erase/", ways_out.erase, name="me-erase"),
    path("me/privacy/", ways_out.privacy, name="me-privacy"),
    path("me/blocks/", blocks.me_blocks, name="me-blocks"),
    path("me/blocks/<handle:handle>/unblock/", blocks.unblock, name="me-unblock"),
    path("me/<own_move:name>/", ways_out.move, name="me-move"),
    path("desk/", desk.desk, name="desk"),
    path("desk/find/", desk.find, name="desk-find"),
    path("desk/work/", work.work, name="desk-work"),
    path("desk/reviews/<uuid:submission>/", desk.review, name="desk-review"),
    path("desk/reviews/<uuid:submission>/skip/", desk.skip, name="desk-skip"),
    path("desk/profiles/<handle:handle>/", desk.profile, name="desk-profile"),
    path("desk/log/", desk.log, name="desk-log"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("exit/", leaving.leave, name="exit"),
    path("session/", idleness.session, name="session"),
    path("session/over/", idleness.over, name="session-over"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
