"""The vocabulary as it is shipped, and a copy of its files to spoil."""

import shutil
from pathlib import Path

import pytest

from directory.vocabulary import terms
from directory.vocabulary.files import FOLDER
from directory.vocabulary.loading import load
from directory.vocabulary.terms import Vocabulary


@pytest.fixture(autouse=True)
def _no_snapshot_of_another_test():
    terms.forget()
    yield
    terms.forget()


@pytest.fixture
def vocabulary(db) -> Vocabulary:
    """The snapshot of what is shipped."""
    load()
    return terms.current()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the data files."""
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))
