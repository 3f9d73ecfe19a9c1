"""Bringing the data files into the tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import models, transaction

from directory.vocabulary import terms
from directory.vocabulary.files import FOLDER, Entries, Entry, Key, VocabularyError, read, read_counties
from directory.vocabulary.models import Edition, Facet, Term
from directory.vocabulary.names import Names, read_names

# What a load decides of a term that is there.
_ATTRIBUTES = (
    "name",
    "parent_id",
    "position",
    "synonyms",
    "explanation",
    "names",
    "explanations",
    "holders",
    "kind",
    "fips",
    "also_found_in",
    "retired",
)
_FIELDS = [attribute.removesuffix("_id") for attribute in _ATTRIBUTES]


@dataclass(frozen=True)
class Report:
    """What a load did, in terms: added, changed (moved in the order, too), retired, removed, left as they were."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def altered(self) -> bool:
        """Whether anything is different now."""
        return bool(self.added or self.changed or self.retired or self.removed)


@transaction.atomic
def load(counties: Iterable[str] = (), folder: Path = FOLDER) -> Report:
    """Make the terms be what the data files say, together with the counties of these states (``US-NH``).

    Counties stay once they were asked for. A term that the files no longer have is deleted if no row of the
    database refers to it, and retired otherwise. The states of ``HOME_STATES`` and what is also found in them
    stand before the other states; otherwise the order is that of the files. The edition rises by one if
    anything changed. Raises VocabularyError, and then nothing has.
    """
    edition, _ = Edition.objects.select_for_update().get_or_create(id=1)
    # Locked, so that no profile can take a term between our asking who has it and its deletion.
    stored = {_key(term): term for term in Term.objects.select_for_update()}
    entries = _entries(folder, counties, stored.keys())
    kept, unused = _sort_out(term for key, term in stored.items() if key not in entries)
    done = _write(entries, read_names(folder), kept, stored)
    # Last, when their children have moved elsewhere; one by one, children first, as PROTECT wants it.
    for term in unused:
        term.delete()
    report = Report(
        added=done["added"],
        changed=done["changed"],
        retired=done["retired"],
        removed=len(unused),
        unchanged=done["unchanged"],
    )
    if report.altered:
        edition.number += 1
        edition.save(update_fields=["number"])
        # Now for what follows in this transaction, and once more when everybody can see it.
        terms.forget()
        transaction.on_commit(terms.forget)
    return report


def _key(term: Term) -> Key:
    return Facet(term.facet), term.code


def _entries(folder: Path, states: Iterable[str], stored: Iterable[Key]) -> Entries:
    """What the files say, with the counties of these states and those that were added before."""
    entries = read(folder)
    counties = read_counties(folder)
    asked_for = set(states)
    unknown = asked_for - counties.keys()
    if unknown:
        raise VocabularyError(
            f"There are no counties of {', '.join(sorted(unknown))}; write a state like US-NH."
        )
    before = set(stored)
    for state, of_state in counties.items():
        for county in of_state:
            if county.key not in entries and (state in asked_for or county.key in before):
                entries.add(county)
    for state in settings.HOME_STATES:
        if (Facet.REGION, state) not in entries:
            raise VocabularyError(f"HOME_STATES names {state}, and there is no such region.")
    entries.check_tree()
    return entries


def _sort_out(gone: Iterable[Term]) -> tuple[list[Term], list[Term]]:
    """Those that are in use, or stand above one that is; and the rest. Both from the leaves up."""
    kept: list[Term] = []
    unused: list[Term] = []
    # By position a tree goes from the top to the leaves; sectors stand above roles.
    for term in sorted(gone, key=lambda term: (term.facet == Facet.SECTOR, -term.position)):
        is_above_kept = any(below.parent_id == term.pk for below in kept)
        (kept if is_above_kept or _is_in_use(term) else unused).append(term)
    return kept, unused


def _is_in_use(term: Term) -> bool:
    """Whether any row that is not a term refers to this one.

    Every table is asked. PROTECT alone would not do: many-to-many rows are deleted with either of their ends.
    """
    relations = Term._meta.get_fields(include_hidden=True)  # noqa: SLF001 - Django documents _meta
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: term}).exists()  # noqa: SLF001 - so too
        for relation in relations
        if isinstance(relation, models.ManyToOneRel) and relation.related_model is not Term
    )


def _write(entries: Entries, names: Names, kept: Iterable[Term], stored: Mapping[Key, Term]) -> Counter[str]:
    """Write the terms that differ from the stored ones. Returns how many were added, changed, and so on."""
    wanted = {key: _from_entry(entry, names) for key, entry in entries.items()}
    parents = {key: entry.parent for key, entry in entries.items()}
    by_id = {term.pk: term for term in stored.values()}
    for term in kept:
        wanted[_key(term)] = _retired(term)
        parents[_key(term)] = None if term.parent_id is None else _key(by_id[term.parent_id])

    ids = {key: term.pk for key, term in stored.items()}
    places = Counter[Facet]()
    levels: dict[int, list[Term]] = {}
    for key, depth in _tree_order(parents, entries):
        wanted[key].position = places[key[0]]
        places[key[0]] += 1
        levels.setdefault(depth, []).append(wanted[key])

    done = Counter[str]()
    # Level by level, since a term needs the id of its parent.
    for _, level in sorted(levels.items()):
        differing = []
        for term in level:
            parent = parents[_key(term)]
            term.parent_id = None if parent is None else ids[parent]
            outcome = _outcome(stored.get(_key(term)), term)
            done[outcome] += 1
            if outcome != "unchanged":
                differing.append(term)
        Term.objects.bulk_create(
            differing, update_conflicts=True, unique_fields=["facet", "code"], update_fields=_FIELDS
        )
        ids |= {_key(term): term.pk for term in differing}
    return done


def _from_entry(entry: Entry, names: Names) -> Term:
    return Term(
        facet=entry.facet.value,
        code=entry.code,
        name=entry.name,
        synonyms=list(entry.synonyms),
        explanation=entry.explanation,
        names=names.of(entry),
        explanations=names.explanations_of(entry),
        holders=entry.holders,
        kind=entry.kind,
        fips=entry.fips,
        also_found_in=list(entry.also_found_in),
    )


def _retired(term: Term) -> Term:
    """The same term without an id, retired."""
    values = {attribute: getattr(term, attribute) for attribute in _ATTRIBUTES}
    return Term(facet=term.facet, code=term.code, **values | {"retired": True})


def _outcome(before: Term | None, after: Term) -> str:
    if before is None:
        return "added"
    if after.retired and not before.retired:
        return "retired"
    is_same = all(getattr(before, attribute) == getattr(after, attribute) for attribute in _ATTRIBUTES)
    return "unchanged" if is_same else "changed"


def _tree_order(parents: Mapping[Key, Key | None], entries: Entries) -> Iterator[tuple[Key, int]]:
    """Every key with its depth, from the top: parents before children, a whole branch before the next."""
    children: dict[Key | None, list[Key]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    home = {(Facet.REGION, state) for state in settings.HOME_STATES}

    def is_away(key: Key) -> bool:
        containers = entries[key].takes_in_this if key in entries else []
        return key not in home and home.isdisjoint(containers)

    def walk(parent: Key | None, depth: int) -> Iterator[tuple[Key, int]]:
        for key in sorted(children.get(parent, ()), key=is_away):
            yield key, depth
            yield from walk(key, depth + 1)

    return walk(None, 0)
