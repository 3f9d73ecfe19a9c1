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
    assert max(map(len, str(letter.body).splitlines())) <= 76


def test_a_notice_greets_says_what_happened_what_to_do_and_who_sends_it(settings) -> None:
    settings.SITE_URL = "https://example.org"
    settings.DEFAULT_FROM_EMAIL = "Members’ office <office@example.org>"
    notice = Notice(pk=1, to=User(email="ana@example.org"), kind="approved", context={"url": "/me/"})
    assert outbox.letter(notice).body == (
        "Hello,\n\n"
        "Your page has been read and approved. It is now shown to the people you\n"
        "chose, and to nobody else.\n\n"
        "See it as they see it, change who sees what, pause it or take it back:\n"
        "https://example.org/me/\n\n"
        "Kind regards from Members’ office\n\n"
        "--\n"
        "Members’ office sends this mail because something happened to your account,\n"
        "and only then. To get no more, sign in and erase your page, or write to\n"
        "office@example.org.\n"
    )


def test_an_invitation_comes_once_and_says_so(settings) -> None:
    notice = Notice(pk=1, address="eve@example.org", kind="invitation", context={"url": "/accounts/signup/"})
    body = str(outbox.letter(notice).body)
    assert body.endswith(
        "office@example.invalid sends this mail once. Your address is not used for\n"
        "anything else. If you have a question, write to office@example.invalid.\n"
    )
