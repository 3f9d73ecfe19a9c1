"""scripts/languages.py update|check: the catalogues under ``locale/``, one for each language but English.

``update`` (``make messages``) takes up what code and templates say now, and compiles; what is new is empty until
somebody writes it. ``check`` changes nothing and names what is not as it should be: a string that a catalogue lacks,
has empty or marked as unsure, a placeholder that got lost, a ``.mo`` out of step with its ``.po``, a term of the
vocabulary without a name. Both need GNU gettext, which serving the site does not.
"""

import ast
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import django
from django.conf import settings

ROOT: Final = Path(__file__).resolve().parent.parent
# Where words for people stand.
SOURCES: Final = ("api", "directory", "templates")
_LINE: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?(".*")$')
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sdif]|\{(\w*)\}|%[sdif]")


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a catalogue: ``plural`` is "" where there is one form, and ``texts`` one translation a form."""

    text: str
    plural: str
    context: str | None
    texts: tuple[str, ...]
    flags: frozenset[str]

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return self.text if self.context is None else f"{self.context}\x04{self.text}"

    @property
    def is_header(self) -> bool:
        """Whether this is what a catalogue says about itself."""
        return not self.text

    def problem(self) -> str:
        """What is not right with the translation; "" if it is."""
        if "fuzzy" in self.flags:
            return "is unsure (fuzzy)"
        if not all(text.strip() for text in self.texts):
            return "is not translated"
        wanted = _placeholders(self.text) | _placeholders(self.plural)
        for number, text in enumerate(self.texts):
            if _placeholders(text) - wanted or (
                _placeholders(self.text if number == 0 else self.plural or self.text) - _placeholders(text)
            ):
                return f"has other placeholders than {', '.join(sorted(wanted)) or 'none'}"
        return ""


def read(path: Path) -> list[Message]:
    """The entries of a ``.po`` file, without what is obsolete."""
    return [message for block in path.read_text(encoding="utf-8").split("\n\n") if (message := _entry(block))]


def compiled(messages: Iterable[Message]) -> bytes:
    """The catalogue as programs read it (``.mo``): the same bytes for the same entries, on every machine."""
    pairs = sorted(
        (
            (f"{message.key}\0{message.plural}" if message.plural else message.key).encode(),
            "\0".join(message.texts).encode(),
        )
        for message in messages
        if "fuzzy" not in message.flags and all(message.texts)
    )
    count = len(pairs)
    keys: list[int] = []
    texts: list[int] = []
    body = b""
    start = 28 + 16 * count
    for table, column in ((keys, 0), (texts, 1)):
        for pair in pairs:
            table += [len(pair[column]), start + len(body)]
            body += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, start)
    return head + struct.pack(f"<{4 * count}I", *keys, *texts) + body


def languages() -> list[str]:
    """The languages that need a catalogue: all of the site's, but the one that the code is written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue(root: Path, language: str) -> Path:
    """Where a language's ``.po`` stands."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(root: Path) -> None:
    """Bring the catalogues below ``root`` in line with the sources there."""
    (root / "locale").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    wanted = [argument for language in languages() for argument in ("--locale", language)]
    options = (
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
        "--ignore=var",
        "--ignore=tests",
        "--ignore=.venv",
    )
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *wanted, *options],
        cwd=root,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for language in languages():
        path = catalogue(root, language)
        path.write_text(_with_plain_header(path.read_text(encoding="utf-8"), language), encoding="utf-8")


def compile_catalogues(root: Path) -> None:
    """Write each ``.mo`` beside its ``.po``."""
    for language in languages():
        path = catalogue(root, language)
        path.with_suffix(".mo").write_bytes(compiled(read(path)))


def problems(root: Path) -> Iterator[str]:
    """A line for each thing below ``root`` that is not as it should be. Changes nothing there."""
    broken = [(language, said) for language in languages() if (said := _not_read(catalogue(root, language)))]
    if broken:
        yield from (f"{language}: msgfmt says: {said}" for language, said in broken)
        return
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        for name in (*SOURCES, "locale"):
            if (root / name).is_dir():
                shutil.copytree(
                    root / name, fresh / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
                )
        extract(fresh)
        for language in languages():
            yield from _of_one(root, fresh, language)


def _of_one(root: Path, fresh: Path, language: str) -> Iterator[str]:
    path = catalogue(root, language)
    if not path.exists():
        yield f"{language}: there is no {path.relative_to(root)}"
        return
    kept = {message.key: message for message in read(path)}
    current = {message.key: message for message in read(catalogue(fresh, language))}
    for key, message in current.items():
        if key not in kept:
            yield f"{language}: not in the catalogue: {message.text!r}"
        elif message.is_header:
            continue
        elif problem := kept[key].problem():
            yield f"{language}: {problem}: {message.text!r}"
    for key in kept.keys() - current.keys():
        yield f"{language}: nothing says this any more: {kept[key].text!r}"
    compiled_path = path.with_suffix(".mo")
    if not compiled_path.exists() or compiled_path.read_bytes() != compiled(kept.values()):
        yield f"{language}: {compiled_path.relative_to(root)} is not made from its .po"


def _not_read(path: Path) -> str:
    """What GNU gettext does not understand in a catalogue; "" where there is nothing."""
    if not path.exists():
        return ""
    checked = subprocess.run(
        [str(shutil.which("msgfmt")), "--check", "--output-file=/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return checked.stderr.strip() if checked.returncode else ""


def _entry(block: str) -> Message | None:
    """One entry out of its lines; None for a block that has none."""
    flags: set[str] = set()
    said: dict[str, str] = {}
    keyword = ""
    for line in block.splitlines():
        if line.startswith("#,"):
            flags.update(flag.strip() for flag in line[2:].split(","))
        elif found := _LINE.match(line):
            keyword = found[1] or keyword
            said[keyword] = said.get(keyword, "") + ast.literal_eval(found[2])
    if "msgid" not in said:
        return None
    texts = tuple(text for name, text in said.items() if name.startswith("msgstr"))
    return Message(said["msgid"], said.get("msgid_plural", ""), said.get("msgctxt"), texts, frozenset(flags))


def _placeholders(text: str) -> set[str]:
    return {found[0] for found in _PLACEHOLDER.finditer(text)}


def _with_plain_header(text: str, language: str) -> str:
    """The catalogue with a header that is the same after every run."""
    _, _, rest = text.partition("\n\n")
    header = _entry(text.partition("\n\n")[0])
    plurals = re.search(r"Plural-Forms: [^\n]+", header.texts[0] if header else "")
    lines = [
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        plurals[0] if plurals else "Plural-Forms: nplurals=2; plural=(n != 1);",
    ]
    quoted = "\n".join(f'"{line}\\n"' for line in lines)
    return f'msgid ""\nmsgstr ""\n{quoted}\n\n{rest}'


def main(arguments: list[str]) -> int:
    """0 when all is well."""
    if arguments not in (["update"], ["check"]):
        print("usage: scripts/languages.py update|check", file=sys.stderr)
        return 2
    missing = [name for name in ("xgettext", "msgmerge", "msgfmt") if shutil.which(name) is None]
    if missing:
        print(f"This needs GNU gettext ({', '.join(missing)}). On Debian or Ubuntu: apt-get install gettext")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    if arguments == ["update"]:
        extract(ROOT)
        compile_catalogues(ROOT)
        return 0
    names = import_module("directory.vocabulary.names")
    found = [*problems(ROOT), *(f"vocabulary: has no name: {term}" for term in names.missing_names())]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
