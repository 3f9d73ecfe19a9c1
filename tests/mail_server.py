"""A real mail server on this machine, for the tests that send through SMTP."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from aiosmtpd import handlers
from aiosmtpd.controller import Controller


class _Received(handlers.Message):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@contextmanager
def running() -> Iterator[tuple[int, list[Message]]]:
    """The port of a server on loopback, and the mails it took so far."""
    received = _Received()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(received, hostname="127.0.0.1", port=port, ready_timeout=10)
    server.start()
    try:
        yield port, received.messages
    finally:
        server.stop(no_assert=True)
