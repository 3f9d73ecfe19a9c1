"""Where the project is, and whether what was loaded before is what would be loaded now. Nothing here needs Django."""

from hashlib import blake2b
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
# What a Python is told that is to run a module's ``main`` with Django ready.
IN_DJANGO: Final = "import django; django.setup(); from scripts.bench import {module}; {module}.main()"
# Modules of the read side that write nothing: whatever they say, what was loaded is still right.
_READING: Final = {
    "changes.py", "checking.py", "corrections.py", "cursors.py", "filters.py", "lexicon.py", "marks.py", "matching.py",
    "ordering.py", "peers.py", "points.py", "questions.py", "search.py", "shelves.py", "suggestions.py", "wider.py",
}  # fmt: skip


def version_of_code() -> str:
    """A name for all that decides what is loaded: this code with its seed, the read side's writers and the terms."""
    here = ROOT / "scripts" / "bench"
    files = [here / name for name in ("crowd.py", "plain.py", "loading.py")]
    files += (ROOT / "directory" / "vocabulary" / "data").glob("*.csv")
    files += (file for file in (ROOT / "directory" / "listings").rglob("*.py") if file.name not in _READING)
    digest = blake2b(digest_size=8)
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
