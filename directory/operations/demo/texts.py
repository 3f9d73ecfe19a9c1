"""The words of the invented people, read from the files under ``data/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that somebody does: ``line`` can be a headline, ``text`` a paragraph; the practices go with it."""

    line: str
    text: str
    practices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """What people of one role write. ``weight`` is how common it is beside the other roles.

    Nobody is a beginner in a role that is this work and nothing else. ``quiet`` is what those write who show the
    sector alone: it says nothing of the role. ``agencies`` are kinds; one that is ``statewide`` has offices in
    every area.
    """

    code: str
    weight: int
    out_of_state: bool
    beginners: bool
    agencies: tuple[str, ...]
    statewide: bool
    titles: tuple[str, ...]
    settings: tuple[str, ...]
    openings: tuple[str, ...]
    works: tuple[Work, ...]
    quiet_openings: tuple[str, ...]
    quiet_works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """What anybody may have, whatever their role."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    pseudonyms: tuple[str, ...]
    closings: tuple[str, ...]
    stems: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    offers: Mapping[str, tuple[str, ...]]
    seeks: Mapping[str, tuple[str, ...]]
    beginning: tuple[Work, ...]
    beginning_openings: tuple[str, ...]


@cache
def roles() -> tuple[Role, ...]:
    """Every role that somebody has words for, in the order of the files."""
    return tuple(
        role
        for path in sorted(FOLDER.glob("*.toml"))
        if path.name != "common.toml"
        for role in _roles(tomllib.loads(path.read_text(encoding="utf-8")))
    )


@cache
def common() -> Common:
    """What the roles share."""
    read = tomllib.loads((FOLDER / "common.toml").read_text(encoding="utf-8"))
    return Common(
        given=tuple(read["given"]),
        family=tuple(read["family"]),
        pseudonyms=tuple(read["pseudonyms"]),
        closings=tuple(read["closings"]),
        stems={name: tuple(stems) for name, stems in read["stems"].items()},
        places=read["places"],
        offers={code: tuple(sentences) for code, sentences in read["offers"].items()},
        seeks={code: tuple(sentences) for code, sentences in read["seeks"].items()},
        beginning=_works(read["beginning"]),
        beginning_openings=tuple(read["beginning_openings"]),
    )


def _roles(read: dict[str, Any]) -> list[Role]:
    sector = read["sector"]
    return [
        Role(
            code=code,
            weight=role["weight"],
            out_of_state=role.get("out_of_state", False),
            beginners=role.get("beginners", True),
            agencies=tuple(role.get("agencies", sector["agencies"])),
            statewide="agencies" not in role and sector.get("statewide", False),
            titles=tuple(role["titles"]),
            settings=tuple(role["settings"]),
            openings=tuple(role["openings"]),
            works=_works(role["work"]),
            quiet_openings=tuple(sector["openings"]),
            quiet_works=_works(sector["work"]),
        )
        for code, role in read["roles"].items()
    ]


def _works(read: list[dict[str, Any]]) -> tuple[Work, ...]:
    return tuple(Work(work["line"], work["text"], tuple(work.get("practices", ()))) for work in read)
