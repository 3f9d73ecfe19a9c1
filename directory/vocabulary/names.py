"""What terms are called in other languages than English, from the data files.

Everything is named in ``names.csv`` but the counties, whose names follow from how the English one ends
(``county_kinds.csv``): "Aroostook County" is "Condado de Aroostook" and "Comté d’Aroostook".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from directory.vocabulary.files import FOLDER, LANGUAGES, Entry, Key, one_of, read, read_counties, rows
from directory.vocabulary.models import Facet, RegionKind

type ByLanguage = dict[str, str]

# Whose one name holds in every language, and why.
KEEP_THEIR_NAME: Mapping[RegionKind, str] = {
    RegionKind.TRIBAL_NATION: "A nation is called what it calls itself.",
}
# Before these French writes "d’" for "de "; not before h and y, which English names pronounce.
_ELIDING = "aeiouàâäéèêëîïôöùûü"


@dataclass(frozen=True)
class Names:
    """The names and explanations that the files give, by facet and code, and the patterns for counties by ending."""

    names: Mapping[Key, ByLanguage]
    explanations: Mapping[Key, ByLanguage]
    county_kinds: Mapping[str, ByLanguage]

    def of(self, entry: Entry) -> ByLanguage:
        """The names of one term by language; English, and a language that the files leave out, are not in it."""
        named = self.names.get(entry.key)
        if named is not None:
            return named
        return self._of_county(entry) if entry.kind == RegionKind.COUNTY else {}

    def explanations_of(self, entry: Entry) -> ByLanguage:
        """The explanations of one term by language, likewise."""
        return self.explanations.get(entry.key, {})

    def _of_county(self, entry: Entry) -> ByLanguage:
        # The longest ending that fits: Juneau is a city and borough, not a borough.
        fitting = [ending for ending in self.county_kinds if entry.name.endswith(f" {ending}")]
        if not fitting:
            return {}
        ending = max(fitting, key=len)
        own = entry.name.removesuffix(f" {ending}")
        return {
            language: _filled(pattern, own, language)
            for language, pattern in self.county_kinds[ending].items()
        }


def read_names(folder: Path = FOLDER) -> Names:
    """All names of the data files. A name of a term that is not there is passed over. Raises VocabularyError."""
    return Names(
        names=dict(_by_term(folder, "names.csv")),
        explanations=dict(_by_term(folder, "explanations.csv")),
        county_kinds=dict(_county_kinds(folder)),
    )


def missing_names(folder: Path = FOLDER) -> list[str]:
    """Each term of the files, counties too, that lacks a name or an explanation in a language: "role judge: es".

    Those that keep their own name in every language lack none. Raises VocabularyError.
    """
    names = read_names(folder)
    entries = [*read(folder).values(), *(one for state in read_counties(folder).values() for one in state)]
    missing: dict[str, None] = {}  # the counties of the home states stand in two files
    for entry in entries:
        if entry.kind not in KEEP_THEIR_NAME:
            missing |= {f"{entry.facet} {entry.code}: {one}": None for one in _lacking(names.of(entry))}
        if entry.explanation:
            lacking = _lacking(names.explanations_of(entry))
            missing |= {f"{entry.facet} {entry.code}, explanation: {one}": None for one in lacking}
    return list(missing)


def _lacking(named: ByLanguage) -> Iterator[str]:
    return (language for language in LANGUAGES if not named.get(language))


def _by_term(folder: Path, file: str) -> Iterator[tuple[Key, ByLanguage]]:
    seen: dict[Key, int] = {}
    for line, row in rows(folder, file):
        key = Facet(one_of(Facet.values, row["facet"], "facet", line)), row["code"]
        if key in seen:
            raise line.error(f"{key[0]} {key[1]!r} stands in line {seen[key]} already")
        seen[key] = line.number
        yield key, _said(row)


def _county_kinds(folder: Path) -> Iterator[tuple[str, ByLanguage]]:
    for line, row in rows(folder, "county_kinds.csv"):
        patterns = _said(row)
        if not row["ending"] or any(pattern.count("{}") != 1 for pattern in patterns.values()):
            raise line.error("a kind of county needs an ending, and one {} in each name")
        yield row["ending"], patterns


def _said(row: Mapping[str, str]) -> ByLanguage:
    return {language: row[language] for language in LANGUAGES if row[language]}


def _filled(pattern: str, own: str, language: str) -> str:
    if language == "fr" and own[0].lower() in _ELIDING:
        pattern = pattern.replace("de {}", "d’{}")
    return pattern.replace("{}", own)
