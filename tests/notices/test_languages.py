"""A mail is in the language of whom it goes to, whatever the language of whoever caused it."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from directory.accounts.models import User
from directory.notices import outbox
from directory.notices.models import Notice
from tests import pseudo
from tests.accounts.conftest import PASSWORD
from tests.notices.test_words import KINDS

# What would tell a stranger at the mailbox what this site is about, as in test_words.py.
TELLING = {
    "es": re.compile(r"\baliad|restaurativ|directorio|moderador|perfil", re.IGNORECASE),
    "fr": re.compile(r"\balli[ée]|restaurati|réparatrice|annuaire|répertoire|modérat|profil", re.IGNORECASE),
    "pt": re.compile(r"\baliad|restaurativ|diret[óo]rio|moderador|perfil", re.IGNORECASE),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", TELLING)
def test_words_give_nothing_away_in_any_language(language: str, kind: str) -> None:
    notice = Notice(
        pk=1, to=User(email="ana@example.org", language=language), kind=kind, context={"url": "/me/"}
    )
    letter = outbox.letter(notice)
    assert not TELLING[language].search(f"{letter.subject} {letter.body}")
    assert "&" not in letter.body


@pytest.mark.parametrize(("language", "caused_in"), [("", "es"), ("en", "es"), ("tlh", "fr")])
def test_english_as_long_as_nothing_else_is_known(language: str, caused_in: str) -> None:
    notice = Notice(
        pk=1, to=User(email="ana@example.org", language=language), kind="approved", context={"url": "/"}
    )
    with translation.override("en"):
        english = outbox.letter(notice).body
    with translation.override(caused_in):
        assert outbox.letter(notice).body == english


@pytest.mark.parametrize("kind", ["approved", "returned", "invitation", "dormant"])
def test_in_the_language_of_whom_it_goes_to(kind: str) -> None:
    with pseudo.spoken() as code:
        notice = Notice(
            pk=1, to=User(email="ana@example.org", language=code), kind=kind, context={"url": "/me/"}
        )
        letter = outbox.letter(notice)
        assert letter.subject.startswith("⟦")
        assert letter.body.startswith("⟦")
        assert "http://testserver/me/" in letter.body
        notice.to, notice.address = None, "ben@example.org"
        assert "⟦" not in outbox.letter(notice).body


def test_the_mails_of_signing_in(client: Client, db: None) -> None:
    """They are in the account's language; of somebody new, in the one of the page where they signed up."""
    with pseudo.spoken() as code:
        client.cookies["language"] = code
        client.post("/accounts/signup/", {"email": "ana@example.org", "password1": PASSWORD})
        assert User.objects.get().language == code
        Client().post("/accounts/password/reset/", {"email": "ana@example.org"})
        User.objects.update(language="en")
        client.cookies["language"] = code
        Client(headers={"Accept-Language": code}).post(
            "/accounts/password/reset/", {"email": "ana@example.org"}
        )
    confirm, reset, english = mail.outbox
    assert confirm.subject.startswith("⟦")
    assert reset.subject.startswith("⟦")
    assert "⟦" not in f"{english.subject} {english.body}"
