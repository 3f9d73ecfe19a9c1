"""Answers to nobody in particular, kept in memory while the public shelf stands still.

What anyone may see is asked for most and depends on the shelf, the address and the wished form alone. Each request
still asks the database for the shelf's version, so that whoever leaves is gone from the next answer, in every worker;
and what was made from an older version is dropped, not kept beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

LONGEST = 65_536
_answers: dict[tuple[str, str], "Answer"] = {}
_version = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with the headers that it was given by the API itself."""

    headers: Mapping[str, str]
    content: bytes


def find(version: str, asked: str) -> Answer | None:
    """The answer to ``asked`` (an address and a form) at this version of the shelf, if it is kept."""
    return _answers.get((version, asked))


def keep(version: str, asked: str, answer: Answer) -> None:
    """Keep an answer in place of the oldest one. Long ones are not kept."""
    global _version
    if len(answer.content) > LONGEST or not settings.API_ANSWERS_KEPT:
        return
    if version != _version:
        _version = version
        _answers.clear()
    while len(_answers) >= settings.API_ANSWERS_KEPT:
        _answers.pop(next(iter(_answers)), None)
    _answers[version, asked] = answer


def forget() -> None:
    """Keep nothing of what was kept so far."""
    _answers.clear()
