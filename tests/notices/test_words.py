"""What notices say: neutral subjects, and nothing that tells a stranger at the mailbox what this site is."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from directory.accounts.models import User
from directory.notices import outbox
from directory.notices.models import Notice

TELLING = re.compile(r"\b(ally|allies)\b|restorative|directory|moderator|profile|\blisted\b", re.IGNORECASE)
KINDS = {
    "submitted": "An update on your account",
    "approved": "An update on your account",
    "returned": "A question about your account",
    "rejected": "An update on your account",
    "overturned": "An update on your account",
    "held": "An update on your account",
    "released": "An update on your account",
    "suspended": "An update on your account",
    "reinstated": "An update on your account",
    "edit-approved": "An update on your account",
    "edit-returned": "A question about your account",
    "edit-rejected": "An update on your account",
    "dormant": "Is your account still up to date?",
    "withdrawn": "An update on your account",
    "invitation": "An invitation",
}


def test_every_kind_has_its_words() -> None:
    assert {path.stem for path in Path(settings.BASE_DIR, "templates/notices").iterdir()} == set(KINDS)


@pytest.mark.parametrize(("kind", "subject"), KINDS.items())
def test_words_give_nothing_away(kind: str, subject: str, settings) -> None:
    settings.SITE_URL = "https://example.org"
    settings.ORGANISATION_NAME = "Restorative Directory of Allies"
    notice = Notice(pk=1, to=User(email="ana@example.org"), kind=kind, context={"url": "/me/"})
    letter = outbox.letter(notice)
    assert letter.subject == subject
    assert not TELLING.search(f"{letter.subject} {letter.body}")
    assert "https://example.org/me/" in letter.body
    assert "{" not in letter.body
    assert "&" not in letter.body
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL
    assert max(map(len, str(letter.body).splitlines())) <= 110
