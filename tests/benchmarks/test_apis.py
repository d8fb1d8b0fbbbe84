"""`make apis` in small: a document comes through with its counts, and what is lost is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

APIS = Path(__file__).parents[2] / "benchmarks" / "apis"
CASE = Path(__file__).parents[1] / "cases" / "A09" / "api.yaml"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(APIS)
    yield import_module("measure")
    for name in ("measure", "packages"):
        sys.modules.pop(name, None)


def test_thirty_documents_of_different_authors(module: ModuleType) -> None:
    rows = import_module("packages").listed()
    assert len({row.name for row in rows}) == len(rows) >= 30
    assert {"github", "figma", "airflow", "directus"} <= {row.name for row in rows}
    assert {row.registry for row in rows} == {"npm", "pypi"}


@pytest.mark.offline
async def test_a_document_comes_through(module: ModuleType, tmp_path: Path) -> None:
    row = await module.measure("case", CASE, 4, tmp_path / "case")
    assert row.faults() == []
    assert (row.operations, row.read, row.tools) == (2, 2, 2)
    assert row.kept + row.n_dropped + sum(row.failed.values()) == 4


async def test_what_is_lost_or_stops_is_told(module: ModuleType, tmp_path: Path) -> None:
    row = await module.measure("none", tmp_path / "none.yaml", 4, tmp_path / "none")
    assert row.faults() == [row.stopped] and row.stopped.startswith("import: DataError: ")
    short = module.Measured(
        "short", 3, operations=5, read=4, tools=3, failed={"scenario.internal": 1}
    )
    assert short.faults() == [
        "1 operations were not read",
        "the counts of the import do not add up",
        "2 items lost",
        "1 x scenario.internal",
    ]
