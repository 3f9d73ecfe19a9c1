"""What the sign-in library mails: in words that give nothing away, by a real mail server."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings as project
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from tests.accounts.conftest import PASSWORD, signed_in
from tests.notices.test_languages import TELLING as TELLING_IN

TELLING = re.compile(r"\b(ally|allies)\b|restorative|directory", re.IGNORECASE)
TEMPLATES = Path(project.BASE_DIR, "templates")
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for folder in ("account/email", "mfa/email")
    for path in TEMPLATES.joinpath(folder).glob("*_message.txt")
    if path.name != "base_message.txt"
)


@pytest.mark.parametrize("language", ["en", *TELLING_IN])
@pytest.mark.parametrize("name", MAILS)
def test_no_mail_says_what_the_site_is_about(name: str, language: str, settings) -> None:
    telling = TELLING_IN.get(language, TELLING)
    settings.ALLOWED_HOSTS = ["allies.restorative.example"]
    request = RequestFactory().get("/", SERVER_NAME="allies.restorative.example")
    links = {"activate_url": "LINK", "password_reset_url": "LINK", "signup_url": "LINK"}
    given: dict[str, Any] = {
        "user": SimpleNamespace(pk=1, email="ana@example.org"),
        "request": request,
        "code": "BCDF-GHJK",
        "email": "ana@example.org",
        **links,
    }
    with context.request_context(request), translation.override(language):
        message = get_adapter().render_mail(name, "ana@example.org", given)
    assert not telling.search(message.subject)
    assert message.subject
    assert not telling.search(re.sub(r"https?://\S+", "", message.body))
    assert "&" not in message.body
    assert message.from_email == settings.DEFAULT_FROM_EMAIL


def test_every_mail_of_the_library_has_words_of_this_site() -> None:
    """A new version that mails something else is noticed here."""
    library = Path(str(get_adapter.__code__.co_filename)).parents[1] / "templates"
    theirs = {
        f"{folder}/{path.name}"
        for folder in ("account/email", "mfa/email")
        for path in library.joinpath(folder).glob("*.txt")
        if not path.name.startswith(("webauthn_", "password_reset_code_"))
    }
    ours = {
        f"{folder}/{path.name}"
        for folder in ("account/email", "mfa/email")
        for path in TEMPLATES.joinpath(folder).glob("*.txt")
    }
    assert theirs - ours == set()


def test_every_page_message_has_words_of_this_site() -> None:
    library = Path(str(get_adapter.__code__.co_filename)).parents[1] / "templates"
    theirs = {
        f"{folder}/{path.name}"
        for folder in ("account/messages", "mfa/messages")
        for path in library.joinpath(folder).glob("*.txt")
        if not path.name.startswith(("webauthn_", "phone_"))
    }
    for name in theirs:
        assert TEMPLATES.joinpath(name).exists(), name
        assert "&" not in render_to_string(
            name, {"email": "o'hara@example.org", "recipient": "o'hara@example.org"}
        )


def test_a_code_comes_with_words_that_say_what_to_do(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Office <office@example.org>"
    assert render_to_string("account/email/login_code_message.txt", {"code": "BCDF-GHJK"}).strip() == (
        "Hello,\n\n"
        "Here is your code:\n\n"
        "    BCDF-GHJK\n\n"
        "Type it on the page where you asked for it. It counts for 15 minutes. Give\n"
        "it to nobody; we never ask for it.\n\n"
        "If you did not ask for it, you need do nothing.\n\n"
        "Kind regards from Office\n\n"
        "--\n"
        "Office sends this mail because somebody typed this address on our site. If\n"
        "nobody does it again, no more come. If you have a question, write to\n"
        "office@example.org."
    )


@pytest.mark.django_db
def test_signing_up_through_a_real_mail_server(client: Client, mail_server: list[Any]) -> None:
    client.post("/accounts/signup/", {"email": "ana@example.org", "password1": PASSWORD})
    [message] = mail_server
    assert message["To"] == "ana@example.org"
    assert message["From"] == "office@example.invalid"
    assert message["Subject"] == "Please confirm your address"
    [code] = re.findall(r"^ {4}(\S+)\r?$", message.get_payload(decode=True).decode(), re.MULTILINE)
    client.post("/accounts/confirm-email/", {"code": code})
    assert signed_in(client)
