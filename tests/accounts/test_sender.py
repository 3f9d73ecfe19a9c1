"""The sender of mails, which everyone who passes the mailbox sees."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def start(sender: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, as a start of the site does."""
    environment = {**os.environ, "DEBUG": "on", "DEFAULT_FROM_EMAIL": sender}
    command = [sys.executable, "-c", "from directory.settings import MFA_TOTP_ISSUER; print(MFA_TOTP_ISSUER)"]
    return subprocess.run(
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "sender",
    [
        "Ally network <office@example.org>",
        "office@allies.example.org",
        "Restorative Maine <a@b.org>",
        "directory@a.org",
    ],
)
def test_a_sender_that_says_what_the_site_is_about_stops_the_start(sender: str) -> None:
    started = start(sender)
    assert started.returncode == 1
    assert started.stderr == (
        "DEFAULT_FROM_EMAIL says what this site is about: write an address that does not. "
        "See docs/operations.md, Settings.\n"
    )


@pytest.mark.parametrize(
    ("sender", "issuer"),
    [("Sally at the office <sally@generally.org>", "Sally at the office"), ("a@b.org", "Account")],
)
def test_other_senders_start_and_name_the_codes_in_the_app(sender: str, issuer: str) -> None:
    started = start(sender)
    assert (started.returncode, started.stdout) == (0, f"{issuer}\n")
