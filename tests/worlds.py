"""Worlds for the non-interference property: people as data, brought in through the real write side.

A world is a list of people. ``unseen`` says in which ways a second world may differ from it so that a given reader
cannot see the difference; the property then asks both the same questions.
"""

import random
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from directory.accounts.models import User
from directory.connections import blocks
from directory.listings.models import MemberChange, PublicChange
from directory.profiles.editing import save
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile
from tests import cast

OFFICE = "Harbor County Jail"
# Words, roles and places that people have; some of them will be hidden, and all of them will be asked for.
WORDS = ("zebra", "heron", "osprey", "lantern", "circles", "mediation")
ROLES = ("school-resource-officer", "police-officer", "deputy-sheriff", "dispatcher")  # one sector
COUNTIES = ("23003", "23019", "23027")  # one area
TERMS = {
    "practices": ("cosa", "community-circles", "youth-court"),
    "settings": ("court", "street", "school-wide"),
    "strands": ("advocate", "off-ramps"),
    "offers": ("mentor", "observe"),
    "seeks": ("train", "listen"),
    "languages": ("en", "fr", "pqm"),
}
TYPED = ("headline", "about", "title", "pronouns")


@dataclass(frozen=True)
class Person:
    """One person: what they wrote, and what became of them.

    ``fate`` is the status they end in; ``later`` what they change after that; ``blocks`` a reader whom they block.
    """

    handle: str
    words: dict[str, Any]
    fate: str = "listed"
    later: dict[str, Any] = field(default_factory=dict)
    blocks: str | None = None


type World = list[Person]
type Said = dict[str, Any]


def person(handle: str, chance: random.Random, **words: Any) -> Person:
    """Somebody who fills in everything, each part with an audience of its own."""
    written: dict[str, Any] = {
        "display_name": f"{handle.title()} {chance.choice(WORDS).title()}",
        "role": chance.choice(ROLES),
        "region": chance.choice(COUNTIES),
        "show_role": "sector",
        "show_region": "area",
        "audience": "public",
        "agency": f"{chance.choice(WORDS)} office",
        "real_name": "Real Name",
        "phone": "207 555 0100",
        "website": f"https://{chance.choice(WORDS)}.example.org/",
        "audiences": {},
    }
    for part, codes in TERMS.items():
        written[part] = chance.sample(codes, chance.randint(1, len(codes)))
    for part in TYPED:
        written[part] = " ".join(chance.sample(WORDS, 2))
    for part in (*TERMS, *TYPED, "display_name", "website", "agency"):
        written["audiences"][part] = chance.choice(("public", "members", "only_me"))
    return Person(handle, {**written, **words})


# --- What a reader cannot see ------------------------------------------------------------------------------


def unseen(reader: str, world: World, chance: random.Random) -> World:
    """Another world that ``reader`` (``anonymous`` or ``ben``) cannot tell from this one."""
    ways: list[Callable[[str, World, random.Random], World]] = [
        _other_hidden_parts,
        _another_role_in_the_sector,
        _another_county_in_the_area,
        _one_more_who_is_not_listed,
        _one_more_who_is_hidden,
        _another_life_after_leaving,
    ]
    for way in chance.choices(ways, k=chance.randint(2, 4)):
        world = way(reader, world, chance)
    return world


def _seen_by(reader: str) -> tuple[str, ...]:
    return ("public",) if reader == "anonymous" else ("public", "members")


def _change(world: World, chance: random.Random, change: Callable[[Person], Person]) -> World:
    place = chance.randrange(len(world))
    return [change(deepcopy(one)) if n == place else one for n, one in enumerate(world)]


def _other_hidden_parts(reader: str, world: World, chance: random.Random) -> World:
    def change(one: Person) -> Person:
        for part, to in one.words["audiences"].items():
            if to in _seen_by(reader) or chance.random() < 0.3:
                continue
            if part in TERMS:
                one.words[part] = chance.sample(TERMS[part], chance.randint(1, 2))
            elif part == "website":
                one.words[part] = f"https://other-{chance.choice(WORDS)}.example.org/"
            else:
                one.words[part] = f"Hidden {chance.choice(WORDS)}"
        one.words["real_name"] = f"Really {chance.choice(WORDS)}"
        one.words["phone"] = f"207 555 01{chance.randint(10, 99)}"
        return one

    return _change(world, chance, change)


def _another_role_in_the_sector(reader: str, world: World, chance: random.Random) -> World:
    return _change(world, chance, lambda one: replace(one, words={**one.words, "role": chance.choice(ROLES)}))


def _another_county_in_the_area(reader: str, world: World, chance: random.Random) -> World:
    return _change(
        world, chance, lambda one: replace(one, words={**one.words, "region": chance.choice(COUNTIES)})
    )


def _more(world: World, chance: random.Random, newcomer: Person) -> World:
    place = chance.randint(0, len(world))
    return [*world[:place], newcomer, *world[place:]]


def _one_more_who_is_not_listed(reader: str, world: World, chance: random.Random) -> World:
    """Drafts and the like were never seen by anybody; who left the members' shelf, never by anonymous readers."""
    fates = ["draft", "submitted", "returned", "rejected"]
    if reader == "anonymous":
        fates += ["paused", "held", "withdrawn", "suspended"]
    fate = chance.choice(fates)
    audience = "members" if fate in ("paused", "held", "withdrawn", "suspended") else "public"
    return _more(world, chance, replace(person(f"x{len(world)}", chance, audience=audience), fate=fate))


def _one_more_who_is_hidden(reader: str, world: World, chance: random.Random) -> World:
    newcomer = person(f"y{len(world)}", chance, audience="members")
    if reader == "ben":
        if chance.random() < 0.5:
            newcomer = replace(newcomer, blocks="ben")
        else:
            newcomer.words.update(agency=OFFICE, hide_from_workplace=chance.choice(("office", "agency")))
    # Who was never seen leaves unseen.
    return _more(world, chance, replace(newcomer, fate=chance.choice(("listed", "paused", "withdrawn"))))


def _another_life_after_leaving(reader: str, world: World, chance: random.Random) -> World:
    def change(one: Person) -> Person:
        if one.fate in ("paused", "withdrawn"):
            one.later.update(about=f"Later {chance.choice(WORDS)}", practices=["policy-reform"])
        return one

    return _change(world, chance, change)


# --- Bringing it about -------------------------------------------------------------------------------------


def build(world: World) -> None:
    """Put a world into the database: two moderators, Ben, whose agency is approved, and its people."""
    mo, max_ = cast.moderator("mo"), cast.moderator("max")
    ben = cast.account("ben")
    cast.listed(ben, {**cast.BEN, "agency": OFFICE, "region": COUNTIES[1], "audience": "public"}, by=mo)
    readers = {"ben": ben}
    for one in world:
        owner = cast.account(one.handle)
        cast.drafted(owner, one.words)
        if one.blocks:
            # The block comes first: who was seen and then is not seen leaves a trace, as leaving does.
            blocks.block(owner, readers[one.blocks].profile.handle)
        _bring_to(owner, one.fate, mo, max_)
        if one.later:
            profile = cast.Cast.profile(owner)
            save(profile, one.later, actor=owner, version=profile.version)
    for table in (PublicChange, MemberChange):
        _name_tokens(table)


def _bring_to(owner: User, fate: str, mo: User, max_: User) -> None:
    words: Said = {"reason": "other", "message": "Please look at this again."}
    steps: dict[str, list[tuple[str, User, Said]]] = {
        "draft": [],
        "submitted": [("submit", owner, {})],
        "returned": [("submit", owner, {}), ("return", mo, words)],
        "rejected": [("submit", owner, {}), ("reject", mo, words)],
        "listed": [("submit", owner, {}), ("approve", mo, {})],
    }
    after: dict[str, list[tuple[str, User, Said]]] = {
        "paused": [("pause", owner, {})],
        "withdrawn": [("withdraw", owner, {})],
        "held": [("hold", mo, words)],
        "suspended": [("suspend", mo, words), ("suspend", max_, words)],
    }
    for name, actor, said in steps[fate] if fate in steps else steps["listed"] + after[fate]:
        profile = Profile.objects.get(owner=owner)
        move(profile, name, actor=actor, version=profile.version, **said)


def _name_tokens(table: type[PublicChange] | type[MemberChange]) -> None:
    """Tokens are random: here each gets the name of what it says, so that two worlds can be compared."""
    seen: dict[tuple[str, str, str], int] = {}
    for row in table.objects.order_by("pk"):
        about = (row.kind, row.handle, row.reader_key and "private")
        seen[about] = seen.get(about, 0) + 1
        table.objects.filter(pk=row.pk).update(token="-".join((*about, str(seen[about]))))


def handles_of(*several: Iterable[Person]) -> list[str]:
    """All handles there are in any of the worlds, sorted."""
    return sorted({one.handle for world in several for one in world} | {"ben"})
