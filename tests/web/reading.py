"""What a page says, for tests to compare."""

import re
from html import unescape
from typing import Protocol

# Queries that only a test makes: in its transaction a worker keeps no postings in memory and reads them each time.
POSTINGS = 1


class Answer(Protocol):
    """What a test client answers."""

    @property
    def content(self) -> bytes: ...


def text(answer: Answer) -> str:
    """The words between the tags, with single spaces."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def names(answer: Answer) -> list[str]:
    """The names on the cards of a page, in order."""
    found = re.findall(r'<article class="card">\s*<h3><a href="[^"]+">(.+?)</a>', answer.content.decode())
    return [re.sub("</?mark>", "", name) for name in found]


def marks(answer: Answer) -> list[str]:
    """The words that are marked as an answer, in order."""
    return [unescape(word) for word in re.findall(r"<mark>(.+?)</mark>", answer.content.decode())]


def field(answer: Answer, name: str) -> str:
    """What stands in a text box."""
    found = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', answer.content.decode())
    assert found, f"no box {name}"
    value = re.search(r'\bvalue="([^"]*)"', found[0])
    return unescape(value[1]) if value else ""
