"""Where mails go on one's own machine."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased

RULE = "-" * 79


class TerminalAndFolder(filebased.EmailBackend):
    """Prints every mail as a person reads it, and keeps it whole in the folder ``file_path``. Delivers nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were printed and kept."""
        for message in email_messages:
            to = ", ".join(message.recipients())
            sys.stdout.write(f"{RULE}\nTo: {to}\nSubject: {message.subject}\n\n{message.body}\n{RULE}\n")
        sys.stdout.flush()
        return super().send_messages(email_messages) or 0
