"""Mail on one's own machine."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage


def test_a_mail_is_printed_and_kept_and_goes_nowhere(
    settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {"file_path": str(tmp_path / "mail")}
    settings.MAILERS = {
        "default": {"BACKEND": "directory.notices.backends.TerminalAndFolder", "OPTIONS": options}
    }
    for number in (1, 2):
        sent = EmailMessage(
            f"Your code {number}", "Code:\n\n    BCDF — it’s short\n", to=["ana@example.org"]
        ).send()
        assert sent == 1
    printed = capsys.readouterr().out
    assert "To: ana@example.org\nSubject: Your code 1\n\nCode:\n\n    BCDF — it’s short\n" in printed
    assert "Subject: Your code 2" in printed
    kept = b"".join(path.read_bytes() for path in (tmp_path / "mail").iterdir())
    assert kept.count(b"To: ana@example.org") == 2
    assert message_from_bytes(kept, policy=policy.default)["From"] == settings.DEFAULT_FROM_EMAIL
