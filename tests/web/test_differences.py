"""Two wordings side by side, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.web.differences import BESIDE, LONG, Piece, beginning, change, shortened


def marked(before: str, after: str) -> tuple[str, str]:
    """Both wordings, what differs in brackets."""
    found = change("About", before, after)
    return tuple(
        "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in side)
        for side in (found.before, found.after)
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("", "", ("", "")),
        ("", "Circles", ("", "[Circles]")),
        ("Circles", "", ("[Circles]", "")),
        ("Circles", "Circles", ("Circles", "Circles")),
        ("Circles", "Circles for everyone", ("Circles", "Circles [for everyone]")),
        ("Circles for everyone", "Circles", ("Circles [for everyone]", "Circles")),
        ("for everyone", "Circles for everyone", ("for everyone", "[Circles] for everyone")),
        ("one two three", "four five six", ("[one two three]", "[four five six]")),
        ("I hold circles.", "I hold circles, often.", ("I hold circles.", "I hold circles[, often].")),
        ("a b c", "a x c", ("a [b] c", "a [x] c")),
        ("one  two", "one two", ("one[  ]two", "one[ ]two")),
        ("one\n\ntwo", "one\ntwo", ("one[\n\n]two", "one[\n]two")),
        (" lead", "lead", ("[ ]lead", "lead")),
        ("cafe\u0301 noir", "cafe noir", ("[cafe\u0301] noir", "[cafe] noir")),
        ("修复式司法", "修复司法", ("修复[式]司法", "修复司法")),
        ("👩‍⚖️ court", "👩‍⚖️ school", ("👩‍⚖️ [court]", "👩‍⚖️ [school]")),
        ("<b>bold</b>", "<b>bald</b>", ("[<b>bold<]/b>", "[<b>bald<]/b>")),
    ],
)
def test_what_differs_is_marked(before: str, after: str, marks: tuple[str, str]) -> None:
    assert marked(before, after) == marks


def test_the_words_are_counted() -> None:
    found = change("About", "I hold circles in three schools", "I hold peace circles in schools, weekly")
    assert (found.label, found.taken_out, found.put_in) == ("About", 1, 2)


@given(st.text(alphabet="ab \n.é修", max_size=60), st.text(alphabet="ab \n.é修", max_size=60))
def test_nothing_is_lost_and_nothing_is_marked_that_is_the_same(before: str, after: str) -> None:
    found = change("", before, after)
    assert "".join(piece.text for piece in found.before) == before
    assert "".join(piece.text for piece in found.after) == after
    assert (before == after) == (not any(piece.changed for piece in (*found.before, *found.after)))
    folded = shortened(found)
    assert "".join(piece.text for piece in folded.before) == before
    assert "".join(piece.text for piece in folded.after) == after


def words(first: int, last: int) -> str:
    return " ".join(f"w{number}" for number in range(first, last))


def test_a_long_unchanged_text_is_folded_but_beside_what_changed_on_both_sides_alike() -> None:
    found = shortened(change("About", words(0, 100), words(0, 100) + " new"))
    same = (Piece(words(0, 100 - BESIDE) + " ", False, folded=True), Piece(words(100 - BESIDE, 100), False))
    assert found.before == same
    assert found.after == (
        Piece(words(0, 100 - BESIDE) + " ", False, folded=True),
        Piece(words(100 - BESIDE, 100) + " ", False),
        Piece("new", True),
    )
    assert [piece.words for piece in found.after] == [85, 15, 1]


def test_in_the_middle_both_ends_stay() -> None:
    found = shortened(change("About", f"old {words(0, LONG + 1)} end", f"new {words(0, LONG + 1)} last"))
    assert [(piece.words, piece.changed, piece.folded) for piece in found.after] == [
        (1, True, False),
        (BESIDE, False, False),
        (LONG + 1 - 2 * BESIDE, False, True),
        (BESIDE, False, False),
        (1, True, False),
    ]


def test_what_is_not_long_is_left_alone() -> None:
    found = change("About", words(0, LONG), words(0, LONG) + " new")
    assert shortened(found) == found


def test_a_text_that_stays_shows_how_it_begins() -> None:
    assert beginning(words(0, 100)) == (
        Piece(words(0, BESIDE) + " ", False),
        Piece(words(BESIDE, 100), False, folded=True),
    )
    assert beginning("Short") == (Piece("Short", False),)
    assert beginning("") == ()
