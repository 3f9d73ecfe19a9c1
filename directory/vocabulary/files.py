"""The data files, read and checked: what they say, before any of it meets the database."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pycountry

from directory.vocabulary.models import Facet, Holders, RegionKind

FOLDER = Path(__file__).resolve().parent / "data"

# The languages that terms are named in beside English.
LANGUAGES = ("es", "fr", "pt")

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sectors_roles.csv": (
        "sector_code",
        "sector_name",
        "role_code",
        "role_name",
        "holders",
        "named_in_brief",
        "synonyms",
    ),
    "practices.csv": ("group_code", "group_name", "practice_code", "practice_name", "synonyms"),
    "regions.csv": ("code", "name", "kind", "parent", "fips", "also_found_in", "synonyms"),
    "us_counties.csv": ("code", "name", "state"),
    "settings.csv": ("code", "name"),
    "strands.csv": ("code", "name", "explanation"),
    "exchanges.csv": ("code", "name"),
    "languages.csv": ("code", "name", "synonyms"),
    "reason_codes.csv": ("code", "name"),
    "names.csv": ("facet", "code", *LANGUAGES),
    "explanations.csv": ("facet", "code", *LANGUAGES),
    "county_kinds.csv": ("ending", *LANGUAGES),
}
_PLAIN: Mapping[str, Facet] = {
    "settings.csv": Facet.SETTING,
    "strands.csv": Facet.STRAND,
    "exchanges.csv": Facet.EXCHANGE,
    "reason_codes.csv": Facet.REASON,
}
_CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")

type Key = tuple[Facet, str]


class VocabularyError(Exception):
    """A data file, or what was asked of the loader, is wrong. Says in one line where and what."""


@dataclass(frozen=True)
class Line:
    """Where an entry was read: the file and its line, counted from 1."""

    file: str
    number: int

    def error(self, problem: str) -> VocabularyError:
        return VocabularyError(f"{self.file}, line {self.number}: {problem}.")


@dataclass(frozen=True)
class Entry:
    """One term as a file gives it. ``parent`` is the facet and code of another entry."""

    line: Line
    facet: Facet
    code: str
    name: str
    parent: Key | None = None
    synonyms: tuple[str, ...] = ()
    explanation: str = ""
    holders: str = ""
    kind: str = ""
    fips: str = ""
    also_found_in: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.facet, self.code

    @property
    def takes_in_this(self) -> list[Key]:
        """What must take this one in: its parent and the regions it is also found in."""
        parent = [] if self.parent is None else [self.parent]
        return parent + [(Facet.REGION, code) for code in self.also_found_in]


class Entries(dict[Key, Entry]):
    """Entries by facet and code, in file order; each code once."""

    def add(self, entry: Entry) -> None:
        """Raises VocabularyError for what can be told from the entry alone, and for a code that is there already."""
        if not _CODE.fullmatch(entry.code) or len(entry.code) > 64:
            raise entry.line.error(f"{entry.code!r} is not a code (letters, digits and hyphens, at most 64)")
        if not entry.name or len(entry.name) > 200:
            raise entry.line.error(f"{entry.code!r} needs a name of at most 200 characters")
        if entry.key in self:
            raise entry.line.error(
                f"{entry.facet} {entry.code!r} stands in line {self[entry.key].line.number} already"
            )
        self[entry.key] = entry

    def check_tree(self) -> None:
        """Raises VocabularyError unless all containers are there and nothing takes in itself."""
        for entry in self.values():
            if entry.parent is not None and entry.parent not in self:
                raise entry.line.error(f"unknown parent {entry.parent[1]!r}")
            for code in entry.also_found_in:
                if (Facet.REGION, code) not in self:
                    raise entry.line.error(f"unknown region {code!r} in also_found_in")
        done: set[Key] = set()
        for entry in self.values():
            self._check_no_circle(entry, done, [])

    def _check_no_circle(self, entry: Entry, done: set[Key], way: list[Key]) -> None:
        if entry.key in way:
            raise entry.line.error(f"{entry.code!r} would take in itself")
        if entry.key not in done:
            for key in entry.takes_in_this:
                self._check_no_circle(self[key], done, [*way, entry.key])
            done.add(entry.key)


def read(folder: Path = FOLDER) -> Entries:
    """Every term of the data files but the counties to be asked for. Raises VocabularyError."""
    entries = Entries()
    for entry in _read_all(folder):
        # A sector and a group of practices stand on the line of each of theirs.
        known = entries.get(entry.key)
        if known is None or not _repeats(known, entry):
            entries.add(entry)
    entries.check_tree()
    return entries


def read_counties(folder: Path = FOLDER) -> dict[str, list[Entry]]:
    """Every US county and its like, by the code of its state, which is its parent. Raises VocabularyError."""
    counties = Entries()
    by_state: dict[str, list[Entry]] = {}
    for line, row in rows(folder, "us_counties.csv"):
        code, state = row["code"], row["state"]
        if not re.fullmatch(r"\d{5}", code):
            raise line.error(f"{code!r} is not a FIPS code of five digits")
        parent = (Facet.REGION, state)
        county = Entry(line, Facet.REGION, code, row["name"], parent, kind=RegionKind.COUNTY.value, fips=code)
        counties.add(county)
        by_state.setdefault(state, []).append(county)
    return by_state


def _repeats(known: Entry, entry: Entry) -> bool:
    """Whether this is a sector or a group told once more, on the next line of the same file."""
    is_head = entry.facet == Facet.SECTOR or (entry.facet == Facet.PRACTICE and entry.parent is None)
    if not is_head or known.parent is not None:
        return False
    if known.name != entry.name:
        raise entry.line.error(f"{entry.code!r} is named {known.name!r} in line {known.line.number}")
    return True


def _read_all(folder: Path) -> Iterator[Entry]:
    yield from _sectors_and_roles(folder)
    yield from _regions(folder)
    yield from _practices(folder)
    for file, facet in _PLAIN.items():
        for line, row in rows(folder, file):
            yield Entry(line, facet, row["code"], row["name"], explanation=row.get("explanation", ""))
    yield from _languages(folder)


def _sectors_and_roles(folder: Path) -> Iterator[Entry]:
    for line, row in rows(folder, "sectors_roles.csv"):
        sector = Entry(line, Facet.SECTOR, row["sector_code"], row["sector_name"])
        yield sector
        yield Entry(
            line,
            Facet.ROLE,
            row["role_code"],
            row["role_name"],
            sector.key,
            synonyms=_divided(row["synonyms"]),
            holders=one_of(Holders.values, row["holders"], "holders", line),
        )


def _practices(folder: Path) -> Iterator[Entry]:
    for line, row in rows(folder, "practices.csv"):
        group = Entry(line, Facet.PRACTICE, row["group_code"], row["group_name"])
        yield group
        synonyms = _divided(row["synonyms"])
        yield Entry(line, Facet.PRACTICE, row["practice_code"], row["practice_name"], group.key, synonyms)


def _regions(folder: Path) -> Iterator[Entry]:
    for line, row in rows(folder, "regions.csv"):
        kind = one_of(RegionKind.values, row["kind"], "kind", line)
        if not row["parent"] and kind != RegionKind.COUNTRY:
            raise line.error(f"{row['code']!r} needs a parent")
        if not re.fullmatch(r"|\d{2}|\d{5}", row["fips"]):
            raise line.error(f"{row['fips']!r} is not a FIPS code of two or five digits")
        yield Entry(
            line,
            Facet.REGION,
            row["code"],
            row["name"],
            (Facet.REGION, row["parent"]) if row["parent"] else None,
            synonyms=_divided(row["synonyms"]),
            kind=kind,
            fips=row["fips"],
            also_found_in=_divided(row["also_found_in"]),
        )


def _languages(folder: Path) -> Iterator[Entry]:
    for line, row in rows(folder, "languages.csv"):
        code = row["code"]
        known = pycountry.languages.get(**{"alpha_2" if len(code) == 2 else "alpha_3": code})
        if known is None:
            raise line.error(f"{code!r} is not a code of ISO 639-1 or 639-3")
        shorter = getattr(known, "alpha_2", code)
        if shorter != code:
            raise line.error(f"{code!r} has a code of two letters, {shorter!r}")
        name = row["name"] or known.name
        yield Entry(line, Facet.LANGUAGE, code, name, synonyms=_divided(row["synonyms"]))


def rows(folder: Path, file: str) -> Iterator[tuple[Line, dict[str, str]]]:
    """The lines of a file by column, without the spaces around values."""
    columns = _COLUMNS[file]
    lines = csv.reader(StringIO(_text(folder, file), newline=""), strict=True)
    try:
        if tuple(next(lines, ())) != columns:
            raise Line(file, 1).error(f"the columns must be {','.join(columns)}")
        for values in lines:
            line = Line(file, lines.line_num)
            if not values:
                continue
            if len(values) != len(columns):
                raise line.error(f"{len(values)} values where there are {len(columns)} columns")
            yield line, {column: value.strip() for column, value in zip(columns, values, strict=True)}
    except csv.Error as error:
        raise Line(file, lines.line_num).error(str(error)) from error


def _text(folder: Path, file: str) -> str:
    try:
        # utf-8-sig: a spreadsheet that saved the file may have put a mark before its first letter.
        return (folder / file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise VocabularyError(f"{file}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{file}: is not UTF-8.") from error


def one_of(choices: Iterable[str], value: str, column: str, line: Line) -> str:
    if value not in choices:
        raise line.error(f"{column} is {value!r}, not one of {', '.join(choices)}")
    return value


def _divided(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
