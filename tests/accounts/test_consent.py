"""Receipts."""

from datetime import date

import pytest
from django.utils import timezone

from directory.accounts.consent import give_receipt
from directory.accounts.models import Receipt
from tests.accounts.conftest import MakeAccount

pytestmark = pytest.mark.django_db


def test_a_receipt_says_what_was_shown_to_whom_under_which_words(account: MakeAccount, settings) -> None:
    settings.AGREEMENT_VERSION = "2026-11"
    give_receipt(account(), "submit", {"headline": "public", "agency": "only_me"})
    receipt = Receipt.objects.get()
    assert (receipt.act, receipt.shown) == ("submit", {"headline": "public", "agency": "only_me"})
    assert (receipt.agreement, receipt.consented_on) == ("2026-11", timezone.localdate())


def test_a_consent_given_elsewhere_keeps_its_day(account: MakeAccount) -> None:
    receipt = give_receipt(account(), "import", {}, consented_on=date(2026, 5, 1))
    assert receipt.consented_on == date(2026, 5, 1)
    assert receipt.recorded_at.date() >= date(2026, 5, 1)
