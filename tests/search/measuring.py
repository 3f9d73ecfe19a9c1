"""Whether search finds whom people mean: a judged set, and how near the answers come to it.

``corpus.jsonl`` holds invented people, one a line, as cards are built from. ``judged.csv`` holds what people of these
trades type, what they want by it, and whom they would be glad of: grade 3 is exactly whom they mean, 2 a good
answer, 1 a related one; everybody else is 0. It was judged by reading the profiles, before any engine was asked.
What held while judging:

- The reader is a member. All words are wanted: role, work and place together.
- Who shows the county that was named is meant (3). Who shows the area around it may well work there (2), if nothing
  on the card says otherwise. In another county of that area is 1 beside a role, and 0 without one.
- A word that is a role means the role; who bears it as a name is good, who only mentions it is 1 or 0. A word that
  is more likely a name, or a name and a county alike, means each of them.
- A question with a slip in it means what it would mean without.
- Words in another language mean what the vocabulary calls so in that language, and first of all who writes it.

``judged_peers.csv`` says the same of peers: shared restorative work first, then nearness, then the same sector.
``judged_completions.csv`` says what must be among the offers for what was typed so far.
"""

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from directory.listings import peers, publishing, search, suggestions
from directory.listings.cards import Card
from directory.listings.readers import Audience, Reader
from directory.vocabulary import terms
from directory.vocabulary.models import Facet

FOLDER = Path(__file__).parent
ANSWERS = FOLDER / "answers.json"
MEMBER = Reader(Audience.MEMBERS, key="some-member")
SHOWN = 20  # cards a page
LOOKED_AT = 10  # how many of them people look at
PEERS = 5  # how many peers a page names
GOOD = 2  # the least grade of a good answer
ONE_TERM = {"sector": Facet.SECTOR, "role": Facet.ROLE, "region": Facet.REGION}
SEVERAL_TERMS = {
    "practices": Facet.PRACTICE,
    "settings": Facet.SETTING,
    "strands": Facet.STRAND,
    "offers": Facet.EXCHANGE,
    "seeks": Facet.EXCHANGE,
    "languages": Facet.LANGUAGE,
}
type Grades = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question (or a handle whose peers are wanted), what is wanted by it, and the grade of each handle."""

    asked: str
    wanted: str
    grades: Grades


@dataclass(frozen=True, slots=True)
class Measured:
    """How near one answer came: each from 0 to 1, and the grade of the first card (0 where there is none)."""

    judged: Judged
    answer: tuple[str, ...]
    ndcg: float
    recall: float
    first: int


@dataclass(frozen=True, slots=True)
class Completion:
    """What was typed so far, and an offer that must be made for it."""

    typed: str
    kind: str
    text: str


# --- What was written and judged -----------------------------------------------------------------------------


def corpus() -> list[dict[str, Any]]:
    """The invented people as they are written, in the order of the file."""
    lines = (FOLDER / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def publish(*, backwards: bool = False) -> None:
    """Put everybody on the shelves they are for, in the order of the file or the other way round."""
    people = corpus()[::-1] if backwards else corpus()
    publishing.publish_many({person["handle"]: _cards(person) for person in people})


def _cards(person: Mapping[str, Any]) -> publishing.Cards:
    vocabulary = terms.current()
    parts = {part: value for part, value in person.items() if part != "audience"}
    parts["listed_on"] = date.fromisoformat(person["listed_on"])
    for part, facet in ONE_TERM.items():
        if part in parts:
            parts[part] = vocabulary.term(facet, parts[part])
    for part, facet in SEVERAL_TERMS.items():
        parts[part] = tuple(vocabulary.term(facet, code) for code in parts.get(part, ()))
    if "role" in parts:
        parts["sector"] = vocabulary.sector_of(parts["role"])
    card = Card(**parts)
    shelves = [Audience.MEMBERS] + [Audience.PUBLIC] * (person["audience"] == "public")
    return dict.fromkeys(shelves, card)


@cache
def questions() -> tuple[Judged, ...]:
    """What people type."""
    return tuple(_judged("judged.csv", "query"))


@cache
def wanted_peers() -> tuple[Judged, ...]:
    """Whose peers are wanted."""
    return tuple(_judged("judged_peers.csv", "handle"))


@cache
def completions() -> tuple[Completion, ...]:
    """What must be offered while somebody types."""
    return tuple(Completion(**row) for row in _rows("judged_completions.csv"))


def _judged(name: str, asked: str) -> Iterator[Judged]:
    for row in _rows(name):
        grades = {handle: grade for grade in (1, 2, 3) for handle in row[f"grade_{grade}"].split()}
        yield Judged(row[asked], row.get("wanted", ""), grades)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- What is answered ----------------------------------------------------------------------------------------


def answer(question: str, reader: Reader = MEMBER) -> tuple[str, ...]:
    """The handles on the first page; where it is empty, on that of the question the page offers instead."""
    found = search.search(reader, search.Query(q=question), size=SHOWN)
    if not found.cards and found.did_you_mean:
        found = search.search(reader, search.Query(q=found.did_you_mean), size=SHOWN)
    return tuple(orjson.loads(card)["handle"] for card in found.cards)


def answer_peers(handle: str) -> tuple[str, ...]:
    """The handles that are named as peers, the best first."""
    found = peers.peers_of(MEMBER, handle, limit=PEERS)
    return tuple(orjson.loads(peer.card)["handle"] for peer in found or ())


def offered(typed: str) -> list[tuple[str, str]]:
    """Kind and text of each offer."""
    return [(offer.kind, offer.text) for offer in suggestions.suggest(MEMBER, typed)]


def answers() -> dict[str, dict[str, Any]]:
    """Everything that is asked here and what is answered, as ``answers.json`` keeps it."""
    return {
        "questions": {judged.asked: list(answer(judged.asked)) for judged in questions()},
        "peers": {judged.asked: list(answer_peers(judged.asked)) for judged in wanted_peers()},
        "offers": {
            typed: [list(offer) for offer in offered(typed)]
            for typed in dict.fromkeys(completion.typed for completion in completions())
        },
    }


def kept_answers() -> dict[str, dict[str, Any]]:
    """The answers as they were last kept."""
    kept: dict[str, dict[str, Any]] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return kept


def keep_answers() -> None:
    """Write ``answers.json`` anew, one answer a line, so that a review sees which of them changed."""
    parts = []
    for part, given in answers().items():
        lines = [
            f"  {json.dumps(asked, ensure_ascii=False)}: {json.dumps(said, ensure_ascii=False)}"
            for asked, said in given.items()
        ]
        parts.append(f' "{part}": {{\n' + ",\n".join(lines) + "\n }")
    ANSWERS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


# --- How near it came ----------------------------------------------------------------------------------------


def measure_questions() -> list[Measured]:
    """Every question, asked as a member."""
    return [measure(judged, answer(judged.asked), LOOKED_AT) for judged in questions()]


def measure_peers() -> list[Measured]:
    """The peers of everybody whose peers were judged."""
    return [measure(judged, answer_peers(judged.asked), PEERS) for judged in wanted_peers()]


def measure(judged: Judged, answer: Sequence[str], depth: int) -> Measured:
    """How near ``answer`` comes to what was judged; nDCG is taken over its first ``depth`` handles."""
    return Measured(
        judged,
        tuple(answer),
        ndcg(judged.grades, answer, depth),
        recall(judged.grades, answer),
        judged.grades.get(answer[0], 0) if answer else 0,
    )


def ndcg(grades: Grades, answer: Sequence[str], depth: int) -> float:
    """Normalised discounted cumulated gain: 1 where no order of cards would have been better.

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002; in the form of
    Burges et al., Learning to rank using gradient descent, ICML 2005: a grade gains 2^grade - 1, so that one whom
    they mean outweighs two good answers, and what stands at place n counts 1 / log2(n + 1) of it.
    """
    gained = _cumulated([grades.get(handle, 0) for handle in answer[:depth]])
    return gained / _cumulated(sorted(grades.values(), reverse=True)[:depth])


def _cumulated(grades: Sequence[int]) -> float:
    return sum(((1 << grade) - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def recall(grades: Grades, answer: Sequence[str]) -> float:
    """How many of the good answers stand on the first page: of all, or of as many as there is room for."""
    good = {handle for handle, grade in grades.items() if grade >= GOOD}
    return len(good.intersection(answer[:SHOWN])) / min(len(good), SHOWN)


def mean(values: Sequence[float]) -> float:
    """The mean, each question counting alike."""
    return sum(values) / len(values)


def share_well_begun(measured: Sequence[Measured]) -> float:
    """The share of the questions whose first card is a good answer."""
    return mean([one.first >= GOOD for one in measured])


def missing_offers() -> list[Completion]:
    """The offers that must be made and are not."""
    return [one for one in completions() if (one.kind, one.text) not in offered(one.typed)]


def table(measured: Sequence[Measured]) -> str:
    """One line for each, the worst first: nDCG, recall, grade of the first, what was asked, the first five."""
    worst_first = sorted(measured, key=lambda one: (one.ndcg, one.recall, one.judged.asked))
    width = max(len(one.judged.asked) for one in measured)
    lines = [f"{'nDCG':>5} {'rec.':>5} 1st  {'asked':{width}}  the first five, with their grades"]
    for one in worst_first:
        five = " ".join(f"{handle}:{one.judged.grades.get(handle, 0)}" for handle in one.answer[:5])
        lines.append(f"{one.ndcg:5.2f} {one.recall:5.2f} {one.first:3}  {one.judged.asked:{width}}  {five}")
    return "\n".join(lines)
