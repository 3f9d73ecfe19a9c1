"""Which words of a text answer a question."""

import pytest

from directory.listings.marks import excerpt, marked, marked_term
from directory.listings.questions import read
from directory.vocabulary import terms
from directory.vocabulary.models import Facet

pytestmark = pytest.mark.django_db


def told(text: str, question: str) -> str:
    """The text with brackets around what is marked."""
    pieces = marked(text, read(question).words)
    assert "".join(piece.text for piece in pieces) == text
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "question", "says"),
    [
        ("A Circle, and circles", "circle", "A [Circle], and [circles]"),
        ("Circling", "the circles of", "[Circling]"),
        ("José and Jose\u0301", "jose", "[José] and [Jose\u0301]"),
        ("Jose", "JOSÉ", "[Jose]"),
        ("Mi’kmaq, Mikmaq, mi'kmaq", "mikmaq", "[Mi’kmaq], [Mikmaq], [mi'kmaq]"),
        ("‘circles’ and “circles”", "circles", "‘[circles]’ and “[circles]”"),
        ("re-entry, re‑entry, reentry", "reentry", "[re-entry], [re‑entry], [reentry]"),
        ("School re-entry", "entry", "School re-[entry]"),
        ("Straße", "strasse", "[Straße]"),
        ("<mark>circles</mark>", "circles mark", "<[mark]>[circles]</[mark]>"),
        ("a - b -- c", "b", "a - [b] -- c"),
        ("Nothing here", "circles", "Nothing here"),
        ("Whatever", "", "Whatever"),
        ("", "circles", ""),
    ],
)
def test_what_was_matched_is_marked(text: str, question: str, says: str) -> None:
    assert told(text, question) == says


@pytest.mark.parametrize(
    ("facet", "code", "question", "says"),
    [
        (Facet.ROLE, "school-administrator", "vice principal", "[School administrator]"),
        (Facet.ROLE, "school-administrator", "school principal", "[School] administrator"),
        (Facet.PRACTICE, "cosa", "reintegration", "[Circles of support and accountability]"),
        (Facet.REGION, "23005", "maine", "[Cumberland County]"),
        (Facet.REGION, "23005", "united states", "Cumberland County"),
        (Facet.PRACTICE, "cosa", "jail", "Circles of support and accountability"),
    ],
)
def test_a_term_answers_by_all_it_goes_by(facet: Facet, code: str, question: str, says: str) -> None:
    term = terms.current().term(facet, code)
    pieces = marked_term(term.name, facet, term, read(question))
    assert "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces) == says


def test_an_excerpt_is_cut_between_words() -> None:
    text = (
        "We began small.\n\n"
        + "Many words before it, " * 5
        + "then circles came. "
        + "And many after it. " * 20
    )
    pieces = excerpt(text, read("circle").words)
    said = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_match] == ["circles"]
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert said[2:-2] in " ".join(text.split())
    assert len(said) <= 170
    assert excerpt("Nothing here", read("circle").words) == []
    assert [piece.text for piece in excerpt("circles", read("circle").words)] == ["circles"]
