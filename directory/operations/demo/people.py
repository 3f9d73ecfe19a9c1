"""Making people up: role, place, words and choices that fit each other.

Everything comes from one ``Random`` in one order, so the same seed gives the same people, and more people means
the same ones and then others.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from directory.operations.demo.deck import Deck, chance
from directory.operations.demo.person import Fate, Person
from directory.operations.demo.texts import Role, Work, common, roles
from directory.profiles.granularity import shown_claims, shown_region
from directory.profiles.handles import ALPHABET, LENGTH
from directory.profiles.presets import PRESETS
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, Holders, RegionKind, Term

# The last day of the demo's world. A fixed one: the same seed tells the same dates whenever it is sown.
LAST_DAY: Final = date(2026, 11, 20)
MONTHS_OF_LIFE: Final = 8
ZONE: Final = ZoneInfo("America/New_York")

# What becomes of 75 people, over and over; three hundred are four rounds.
ROUND: Final = (
    *[Fate.LISTED] * 61,
    *[Fate.SUBMITTED] * 2,
    Fate.EDITED,
    *[Fate.DRAFT] * 2,
    *[Fate.PAUSED] * 3,
    *[Fate.WITHDRAWN] * 2,
    Fate.RETURNED,
    Fate.REJECTED,
    Fate.HELD,
    Fate.SUSPENDED,
)
# Those after these add nothing to the moderators' queue, which stays one that two people can work through.
FIRST_ROUNDS: Final = 4

# Of a hundred people in Maine, roughly as they live there.
COUNTIES: Final = {
    "23005": 18, "23031": 11, "23001": 8, "23007": 3, "23011": 9, "23013": 4, "23015": 3, "23017": 5, "23023": 4,
    "23003": 7, "23009": 5, "23019": 10, "23021": 3, "23025": 4, "23027": 4, "23029": 4,
}  # fmt: skip
NATIONS: Final = {
    "ME-PENOBSCOT": ("aaq",),
    "ME-PASSAMAQUODDY": ("pqm",),
    "ME-SIPAYIK": ("pqm",),
    "ME-MOTAHKOMIKUK": ("pqm",),
    "ME-MALISEET": ("pqm",),
    "ME-MIKMAQ": ("mic",),
}
OTHER_STATES: Final = ("US-NH", "US-VT", "US-MA", "US-MN", "US-CO", "US-OR")
LANGUAGES: Final = {
    "es": 16,
    "fr": 22,
    "so": 8,
    "pt": 7,
    "ase": 9,
    "ar": 4,
    "sw": 3,
    "ln": 3,
    "km": 2,
    "vi": 2,
}
PRONOUNS: Final = ("she/her", "he/him", "they/them", "she/they", "")
STRAND_OF_GROUP: Final = {
    "proactive": "advocate",
    "off-ramp": "off-ramps",
    "responsive": "advocate",
    "on-ramp": "on-ramps",
    "system-change": "challenge",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works and how exactly they say so; ``name`` is that in a sentence, "" where none fits."""

    region: Term
    show_region: str
    shown: Term
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody does: ``says_role`` is whether their words may tell the role."""

    role: Role
    term: Term
    show_role: str
    few_confirmed: bool
    says_role: bool


def people(seed: int) -> Iterator[Person]:
    """People without end, the same ones for the same seed."""
    return _Crowd(chance(f"system allies {seed}")).people()


class _Crowd:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.words = common()
        self.vocabulary = terms.current()
        self.roles = roles()
        names = [(given, family) for given in self.words.given for family in self.words.family]
        self.names = Deck(names, random)
        self.pseudonyms = Deck(self.words.pseudonyms, random)
        self.closings = Deck(self.words.closings, random)
        self.beginning = Deck(list(product(self.words.beginning_openings, self.words.beginning)), random)
        self.openings: dict[tuple[str, ...], Deck[str]] = {}
        self.pairs: dict[tuple[Work, ...], Deck[tuple[Work, Work, int]]] = {}
        # Of roles that one person holds in a county, the counties that have one.
        self.held: defaultdict[str, set[str]] = defaultdict(set)

    def people(self) -> Iterator[Person]:
        number = 0
        while True:
            fates = self.random.sample(ROUND, len(ROUND))
            for fate in fates:
                late = number >= FIRST_ROUNDS * len(ROUND)
                yield self.person(Fate.LISTED if late and fate in (Fate.SUBMITTED, Fate.EDITED) else fate)
                number += 1

    def person(self, fate: Fate) -> Person:
        random = self.random
        handle = "".join(random.choice(ALPHABET) for _ in range(LENGTH))
        role, place = self.role_and_place()
        job = self.job(role, place)
        begins = role.beginners and random.random() < 0.13
        given, family = self.names.deal()
        agency, title = self.employer(role, place), random.choice(role.titles)
        written: dict[str, object] = {
            "display_name": self.display_name(given, family),
            "pronouns": random.choice(PRONOUNS),
            "role": role.code,
            "region": place.region.code,
            "show_role": job.show_role,
            "show_region": place.show_region,
            "few_confirmed": job.few_confirmed,
            "languages": self.languages(place),
            "agency": agency,
            "title": title,
            "real_name": f"{given} {family}",
            "phone": f"(207) 555-01{random.randrange(100):02}" if random.random() < 0.4 else "",
            "website": f"https://{_slug(given)}-{_slug(family)}.invalid/" if random.random() < 0.12 else "",
            "stage": "beginning" if begins else "current-ally",
            **self.words_and_picks(job, place, begins),
            **self.choices(job, place),
        }
        edit = {"about": f"{written['about']}\n\n{self.closings.deal()}"} if fate is Fate.EDITED else {}
        return Person(
            email=f"{_slug(given)}.{_slug(family)}.{handle[:4]}@demo.invalid",
            handle=handle,
            fate=fate,
            arrived=self.arrival(fate),
            written=written,
            edit=edit,
        )

    # --- Role and place --------------------------------------------------------------------------------

    def role_and_place(self) -> tuple[Role, Place]:
        """A role, and a place that has it; of a role that one person holds there, the first one."""
        while True:
            (role,) = self.random.choices(self.roles, [role.weight for role in self.roles])
            region = self.region_for(role)
            if self.term(role).holders == Holders.ONE:
                if region.code in self.held[role.code]:
                    continue
                self.held[role.code].add(region.code)
            return role, self.place(region)

    def region_for(self, role: Role) -> Term:
        if self.vocabulary.sector_of(self.term(role)).code == "tribal-justice":
            code = self.random.choice(tuple(NATIONS))
        elif role.out_of_state and self.random.random() < 0.09:
            code = self.random.choice(OTHER_STATES)
        else:
            (code,) = self.random.choices(tuple(COUNTIES), tuple(COUNTIES.values()))
        return self.vocabulary.term(Facet.REGION, code)

    def place(self, region: Term) -> Place:
        (show_region,) = self.random.choices(("area", "county", "state"), (60, 23, 17))
        shown = shown_region(region, show_region) or region
        named = self.words.places.get(shown.code) or (
            "" if shown.kind == RegionKind.TRIBAL_NATION else shown.name
        )
        return Place(region, show_region, shown, named)

    def job(self, role: Role, place: Place) -> Job:
        term = self.term(role)
        show_role = "sector" if self.random.random() < 0.13 else "role"
        confirms = self.random.random() < 0.6
        exact_place = place.shown.kind in (RegionKind.COUNTY, RegionKind.TRIBAL_NATION)
        confirmed = confirms and exact_place and term.holders in (Holders.ONE, Holders.FEW)
        claims = shown_claims(
            term, place.region, show_role=show_role, show_region=place.show_region, few_confirmed=confirmed
        )
        return Job(role, term, show_role, confirmed, says_role=claims.role is not None)

    def term(self, role: Role) -> Term:
        return self.vocabulary.term(Facet.ROLE, role.code)

    def employer(self, role: Role, place: Place) -> str:
        """An agency; those of one area share a few, so that there are colleagues."""
        area = self.vocabulary.area_of(place.region)
        stems = self.words.stems["statewide"] if role.statewide else None
        stems = stems or self.words.stems.get(area.code if area else "", self.words.stems["elsewhere"])
        return f"{self.random.choice(stems)} {self.random.choice(role.agencies)} (invented)"

    # --- Words -----------------------------------------------------------------------------------------

    def words_and_picks(self, job: Job, place: Place, begins: bool) -> dict[str, object]:
        """Headline, about, and what is picked: the practices are those of the works the words tell of."""
        role, random = job.role, self.random
        works = role.works if job.says_role else role.quiet_works
        first, second, variant = self.pair(works)
        if begins:
            (opening, first), told = self.beginning.deal(), False
        else:
            opening, told = self.opening(job, place), random.random() < 0.55
        headline = self.headline(first, second if told else None, place, variant)
        practices = dict.fromkeys((*first.practices, *(second.practices if told else ())))
        if not begins and random.random() < 0.4:
            practices |= dict.fromkeys(random.choice(works).practices[:1])
        offers, seeks = self.exchange(begins)
        paragraphs = [
            " ".join(
                [
                    opening.replace("{place}", place.name or place.shown.name),
                    *([self.closings.deal()] if random.random() < 0.35 else []),
                ]
            ),
            first.text,
            second.text if told else "",
            " ".join(
                [random.choice(self.words.offers[code]) for code in offers[:1] if random.random() < 0.75]
                + [random.choice(self.words.seeks[code]) for code in seeks[:1] if random.random() < 0.75]
            ),
        ]
        return {
            "headline": headline if random.random() < 0.95 else "",
            "about": "\n\n".join(paragraph for paragraph in paragraphs if paragraph),
            "practices": list(practices),
            "settings": self.some(role.settings, at_least=1) if job.says_role else list(role.settings[:1]),
            "strands": self.strands(practices),
            "offers": offers,
            "seeks": seeks,
        }

    def pair(self, works: tuple[Work, ...]) -> tuple[Work, Work, int]:
        """Two different works and which of three ways to put the headline; no pair again before all were had."""
        if works not in self.pairs:
            pairs = [(a, b, variant) for a in works for b in works if a is not b for variant in range(3)]
            self.pairs[works] = Deck(pairs, self.random)
        return self.pairs[works].deal()

    def headline(self, work: Work, other: Work | None, place: Place, variant: int) -> str:
        endings = [""]
        if place.name:
            endings.append(f" · {place.name[0].upper()}{place.name[1:]}")
        if other is not None:
            endings.append(f". Also {self.spoken(other.practices[0])}")
        line = work.line + endings[min(variant, len(endings) - 1)]
        return line if len(line) <= 160 else work.line

    def spoken(self, practice: str) -> str:
        """The name of a practice within a sentence, proper names left as they are."""
        name = self.vocabulary.term(Facet.PRACTICE, practice).name
        return name if re.match(r"Regional Care|Healing to", name) else name[0].lower() + name[1:]

    def opening(self, job: Job, place: Place) -> str:
        openings = job.role.openings if job.says_role else job.role.quiet_openings
        usable = tuple(text for text in openings if place.name or "{place}" not in text)
        if usable not in self.openings:
            self.openings[usable] = Deck(usable, self.random)
        return self.openings[usable].deal()

    def strands(self, practices: Sequence[str] | dict[str, None]) -> list[str]:
        parents = (self.vocabulary.term(Facet.PRACTICE, code).parent for code in practices)
        found = dict.fromkeys(STRAND_OF_GROUP[parent.code] for parent in parents if parent)
        if self.random.random() < 0.2:
            found["challenge"] = None
        return list(found) if found else ["advocate"]

    def exchange(self, begins: bool) -> tuple[list[str], list[str]]:
        codes = tuple(self.words.offers)
        if begins:
            return [], self.random.sample(("mentor", "observe", "listen", "think-through"), 2)
        offers = self.random.sample(codes, self.random.choice((1, 2, 2, 3, 4)))
        others = [code for code in codes if code not in offers]
        return offers, self.random.sample(others, self.random.choice((0, 1, 1, 2)))

    # --- The person ------------------------------------------------------------------------------------

    def display_name(self, given: str, family: str) -> str:
        (kind,) = self.random.choices(("full", "short", "pseudonym"), (80, 13, 7))
        if kind == "pseudonym":
            return self.pseudonyms.deal()
        return f"{given} {family}" if kind == "full" else f"{given} {family[0]}."

    def languages(self, place: Place) -> list[str]:
        spoken = ["en"]
        own = NATIONS.get(place.region.code, ())
        if own and self.random.random() < 0.45:
            spoken.append(self.random.choice(own))
        if self.random.random() < 0.28:
            spoken += self.random.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))
        return spoken

    def choices(self, job: Job, place: Place) -> dict[str, object]:
        """Who sees what: a preset, and for some a part or two of their own."""
        (name,) = self.random.choices(tuple(PRESETS), (65, 13, 22))
        preset = PRESETS[name]
        own: dict[str, str] = {}
        if name == "members-no-employer":
            if job.says_role and place.show_region != "state" and self.random.random() < 0.3:
                own |= {"agency": "members", "title": "members"}
            elif self.random.random() < 0.1:
                own |= {"about": "connections"}
            (hiding,) = self.random.choices(("no", "office", "agency"), (80, 13, 7))
        else:
            if name == "public-named" and job.says_role and self.random.random() < 0.2:
                own |= {"title": "public"}
            hiding = "no"
        audiences = {part: audience.code for part, audience in preset.audiences.items()}
        return {
            "audience": preset.audience.code,
            "audiences": audiences | own,
            "hide_from_workplace": hiding,
        }

    def arrival(self, fate: Fate) -> datetime:
        """A waking hour of the past months; who still waits came lately."""
        if fate in (Fate.SUBMITTED, Fate.DRAFT):
            days_ago = self.random.randrange(2, 13)
        else:
            days_ago = 28 + int(self.random.random() ** 1.4 * 30 * MONTHS_OF_LIFE)
        moment = time(self.random.randrange(7, 22), self.random.randrange(60))
        return datetime.combine(LAST_DAY - timedelta(days=days_ago), moment, ZONE)

    def some(self, items: Sequence[str], *, at_least: int) -> list[str]:
        return list(items[: self.random.randint(at_least, len(items))])


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
