"""Receipts of consent."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.conf import settings
from django.utils import timezone

from directory.accounts.models import Receipt, User

type Act = Literal["submit", "widen", "import"]


def give_receipt(user: User, act: Act, shown: Mapping[str, str], consented_on: date | None = None) -> Receipt:
    """Write down that ``user`` agreed to show ``shown`` (part to audience), in the caller's transaction.

    The receipt names the words that are in force today. ``consented_on`` is the day of the consent, today
    unless given: an imported profile's owner consented earlier, elsewhere.
    """
    return Receipt.objects.create(
        user=user,
        act=act,
        shown=dict(shown),
        agreement=settings.AGREEMENT_VERSION,
        consented_on=consented_on or timezone.localdate(),
    )
