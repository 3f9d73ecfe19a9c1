"""The check that no language lacks a word names each that does. The tree it looks at is a small one, made here."""

import shutil
from pathlib import Path

import pytest

from scripts import languages

needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="GNU gettext is not on this machine: apt-get install gettext"
)
SOURCE = """from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GREETING = _("Hello, %(name)s.")


def allies(count):
    return ngettext("%(count)d ally", "%(count)d allies", count) % {"count": count}
"""
PAGE = '{% load i18n %}<h1>{% translate "Find allies" %}</h1>'
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)
HELLO = 'msgid "Hello, %(name)s."\nmsgstr "Hola, %(name)s."\n'
ALLIES = (
    'msgid "%(count)d ally"\nmsgid_plural "%(count)d allies"\n'
    'msgstr[0] "%(count)d aliada"\nmsgstr[1] "%(count)d aliadas"\n'
)
FIND = 'msgid "Find allies"\nmsgstr "Buscar aliados"\n'


@pytest.fixture(name="tree")
def tree_(tmp_path: Path, settings) -> Path:
    """Sources with three strings, and a whole Spanish catalogue."""
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    (tmp_path / "directory").mkdir()
    (tmp_path / "directory" / "words.py").write_text(SOURCE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    write(tmp_path, HEADER, HELLO, ALLIES, FIND)
    return tmp_path


def write(tree: Path, *blocks: str) -> None:
    """A Spanish catalogue of these entries, and what is compiled of it."""
    path = languages.catalogue(tree, "es")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(blocks))
    path.with_suffix(".mo").write_bytes(languages.compiled(languages.read(path)))


def found(tree: Path) -> list[str]:
    """What the check says, of the vocabulary apart."""
    return list(languages.problems(tree))


@needs_gettext
def test_a_whole_catalogue_has_no_problem(tree: Path) -> None:
    assert found(tree) == []


@needs_gettext
@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ((HELLO, ALLIES), "es: not in the catalogue: 'Find allies'"),
        ((HELLO, ALLIES, FIND.replace("Buscar aliados", "")), "es: is not translated: 'Find allies'"),
        ((HELLO, ALLIES, "#, fuzzy\n" + FIND), "es: is unsure (fuzzy): 'Find allies'"),
        ((HELLO, ALLIES.replace("%(count)d aliadas", ""), FIND), "es: is not translated: '%(count)d ally'"),
        (
            (HELLO, ALLIES.replace("%(count)d aliadas", "muchas"), FIND),
            "es: has other placeholders than %(count)d: '%(count)d ally'",
        ),
        (
            (HELLO.replace("Hola, %(name)s", "Hola, %(nombre)s"), ALLIES, FIND),
            "es: has other placeholders than %(name)s: 'Hello, %(name)s.'",
        ),
        ((HELLO, ALLIES, FIND, 'msgid "Gone"\nmsgstr "Ido"\n'), "es: nothing says this any more: 'Gone'"),
    ],
)
def test_each_problem_is_named(tree: Path, blocks: tuple[str, ...], problem: str) -> None:
    write(tree, HEADER, *blocks)
    assert found(tree) == [problem]


@needs_gettext
def test_a_catalogue_that_cannot_be_read_is_named(tree: Path) -> None:
    write(tree, HEADER, HELLO, ALLIES)
    with languages.catalogue(tree, "es").open("a") as file:
        file.write('\nmsgid "Find allies"\nmsgstr "Buscar "aliados""\n')
    [problem] = found(tree)
    assert problem.startswith("es: msgfmt says: ")
    assert "django.po:15:" in problem


@needs_gettext
def test_a_compiled_catalogue_out_of_step_is_named(tree: Path) -> None:
    path = languages.catalogue(tree, "es")
    path.write_text(path.read_text().replace("Hola", "Buenas"))
    assert found(tree) == ["es: locale/es/LC_MESSAGES/django.mo is not made from its .po"]
    path.unlink()
    assert found(tree) == ["es: there is no locale/es/LC_MESSAGES/django.po"]


@needs_gettext
def test_taking_up_new_strings_keeps_what_is_translated_and_is_the_same_each_time(tree: Path) -> None:
    (tree / "templates" / "page.html").write_text(PAGE + '{% translate "New" %}')
    languages.extract(tree)
    path = languages.catalogue(tree, "es")
    once = path.read_text()
    assert {message.text: message.texts for message in languages.read(path) if not message.is_header} == {
        "Hello, %(name)s.": ("Hola, %(name)s.",),
        "%(count)d ally": ("%(count)d aliada", "%(count)d aliadas"),
        "Find allies": ("Buscar aliados",),
        "New": ("",),
    }
    languages.extract(tree)
    assert path.read_text() == once


def test_quotes_and_long_entries_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(
        HEADER
        + '\n#. said to staff\nmsgctxt "a"\nmsgid ""\n"One \\"two\\"\\n"\n"three"\nmsgstr "Uno \\\\ dos"\n'
        '\n#~ msgid "Obsolete"\n#~ msgstr "Obsoleto"\n'
    )
    header, entry = languages.read(path)
    assert header.is_header
    assert (entry.context, entry.text, entry.texts) == ("a", 'One "two"\nthree', ("Uno \\ dos",))
