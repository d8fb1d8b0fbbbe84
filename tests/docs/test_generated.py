"""The pages that are made from the code are those that it makes today."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.offline

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[str, Callable[[], str]] = runpy.run_path(str(DOCS / "generate"), run_name="docs")[
    "PAGES"
]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: str) -> None:
    fresh = PAGES[name]() == (DOCS / name).read_text(encoding="utf-8")
    assert fresh, f"docs/{name} is not what the code says: run `make docs` and commit it"


def test_every_setting_is_explained() -> None:
    keys = PAGES["configuration.md"]().partition("## Plug-ins")[0]
    rows = [line for line in keys.splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.endswith("|  |")] == []
