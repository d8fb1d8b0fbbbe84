"""What the pages point at is there: links, anchors, files of code and modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.offline

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "toolmind"
HISTORY = ROOT / "CHANGELOG.md"
"""It tells of files that are no more."""


def pages() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    for folder in ("docs", "benchmarks", "research", "examples", "src/toolmind/data"):
        yield from (ROOT / folder).rglob("*.md")


PAGES = sorted(pages())


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def is_module(name: str) -> bool:
    """Whether a dotted name is a module, or a name in one."""
    *parents, last = name.split(".")
    folder = SRC.joinpath(*parents)
    if (folder / last).is_dir() or (folder / f"{last}.py").is_file():
        return True
    files = (folder.with_suffix(".py"), folder / "__init__.py")
    return any(
        re.search(rf"\b{last}\b", path.read_text(encoding="utf-8"))
        for path in files
        if path.is_file()
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_resolves(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", page.read_text("utf-8")):
        if re.match(r"\w+:", target):
            continue
        aim = (page.parent / target).resolve() if target else page
        assert aim.exists(), f"{page.name}: there is no {target}"
        if anchor:
            assert anchor in anchors(aim), f"{page.name}: {target} has no heading #{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_of_code_and_module_that_a_page_names_is_there(page: Path) -> None:
    if page == HISTORY:
        return
    text = page.read_text(encoding="utf-8")
    for file in re.findall(r"(?<![\w/.<>-])((?:[\w.-]+/)+[\w-]+\.(?:py|sh))\b", text):
        places = (ROOT / file, PACKAGE / file, page.parent / file)
        assert any(place.exists() for place in places), f"{page.name}: there is no {file}"
    for name in re.findall(r"\btoolmind(?:\.[a-z_]\w*)+", text):
        assert is_module(name), f"{page.name}: there is no module {name}"
