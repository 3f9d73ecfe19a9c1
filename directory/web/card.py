"""One ally's page: their card, their peers, and a way to have nothing to do with them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.accounts.models import User
from directory.connections import blocks
from directory.listings.cards import NO_NAME
from directory.listings.peers import peers_of
from directory.listings.readers import Audience
from directory.listings.shelves import card_of
from directory.profiles.audiences import reach
from directory.profiles.errors import Invalid, NotThere
from directory.web.cards import name_shown, shown
from directory.web.errors import not_found
from directory.web.people import signed_in
from directory.web.profile import own_profile
from directory.web.reading import page, reader_of
from directory.web.results import own_work, reasons_in_words, result, shared_work


@require_safe
def ally(request: HttpRequest, handle: str) -> HttpResponse:
    """What this reader may see of one person. For whoever they may not see: the page of any wrong address."""
    reader = reader_of(request)
    card = card_of(reader, handle)
    if card is None:
        return not_found(request)
    is_own = reader.handle is not None and reader.handle == handle
    said = shown(card)
    own = {} if is_own else own_work(request.user)
    return page(
        request,
        "card/card.html",
        {
            "card": said,
            "shared": own,
            "shared_names": shared_work(said, own),
            "peers": [
                result(shown(peer.card), reasons=reasons_in_words(peer.common))
                for peer in peers_of(reader, handle) or ()
            ],
            "whose": "" if said["name"] == name_shown(NO_NAME) else said["name"],
            "is_own": is_own,
            "own_address": reverse("me"),
            "may_block": request.user.is_authenticated and not is_own,
            "offer_only_members": not is_own and _is_public(request.user),
        },
    )


def _is_public(user: User | AnonymousUser) -> bool:
    """Whether somebody who signs out could read of this user all the same."""
    own = own_profile(user) if isinstance(user, User) else None
    return own is not None and reach(own) is Audience.PUBLIC


@require_POST
@login_required
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """Block the person of this page, and leave the public shelf oneself if that was ticked."""
    try:
        blocks.block(signed_in(request), handle, only_members="only_members" in request.POST)
    except NotThere:
        return not_found(request)
    except Invalid as invalid:
        messages.error(request, str(invalid))
        return redirect("ally", handle=handle)
    messages.success(request, _("Blocked. You two do not find each other any more."))
    return redirect("me-blocks")
