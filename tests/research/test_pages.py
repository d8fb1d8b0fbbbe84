"""Each folder under research/ has a page that names every file of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RESEARCH = Path(__file__).parents[2] / "research"
FOLDERS = sorted(path for path in RESEARCH.iterdir() if path.is_dir() and path.name[0] != "_")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_page_names_every_file(folder: Path) -> None:
    page = (folder / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in folder.iterdir() if path.is_file()} - {"README.md"}
    assert files - set(re.findall(r"\b\w+\.\w+\b", page)) == set()


def test_the_first_page_names_every_folder() -> None:
    page = (RESEARCH / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\w+)/README\.md\)", page)) == {path.name for path in FOLDERS}
