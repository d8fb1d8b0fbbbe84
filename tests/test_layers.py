"""The house rule: imports run one way between layers, and no modules import each other."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"

LAYERS = [
    ["toolmind", "errors", "records", "files", "caches", "runner"],
    ["text", "schema"],
    ["config", "prompts", "plugins"],
    ["datasets"],
    ["models", "tools"],
    ["graph"],
    ["chains", "environments"],
    ["scenarios", "roles", "checks"],
    ["formats"],
    ["runs", "audit"],
    ["pipeline"],
    ["training", "evaluation"],
    ["cli", "viewer"],
    ["__main__"],
]
OFFLINE = "offline"
"""It may import what it answers for; nobody imports it, but the loader of plug-ins by name."""

NAMES_OFFLINE = {
    "toolmind.models.factory",
    "toolmind.environments.load",
    "toolmind.cli.main",
}
"""Modules with a table of names, one of which is the path of something offline."""

LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path], *, run_time_only: bool = False) -> set[str]:
    """Return the modules that a file imports; a name that is no module is its package's."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in tree.body if run_time_only else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in known else node.module)
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names & known.keys()


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


@pytest.mark.parametrize("module", modules())
def test_imports_run_one_way(module: str) -> None:
    known = modules()
    if room(module) == OFFLINE or module == "toolmind":  # it names what others give, lazily
        return
    assert room(module) in LEVEL, f"{module}: give the new room a layer in this test"
    for imported in imports(known[module], known) - {"toolmind"}:
        assert room(imported) != OFFLINE, f"{module} must not know of an offline player"
        allowed = LEVEL[room(imported)] <= LEVEL[room(module)]
        assert allowed, f"{module} must not import {imported}"


def test_the_product_names_the_offline_room_in_its_tables_alone() -> None:
    naming = {
        module
        for module, path in modules().items()
        if room(module) != OFFLINE and f"toolmind.{OFFLINE}" in path.read_text(encoding="utf-8")
    }
    assert naming == NAMES_OFFLINE


def test_tests_of_the_product_do_without_the_offline_room() -> None:
    """What a test marked `offline` needs of the room it gets from a fixture, or imports inside."""
    tests = Path(__file__).parent
    for path in tests.rglob("test_*.py"):
        if OFFLINE in path.relative_to(tests).parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            needs = isinstance(node, ast.ImportFrom) and f"toolmind.{OFFLINE}" in str(node.module)
            assert not needs, f"{path}: take the fixture `double`, see conftest.py"


def test_no_import_cycles() -> None:
    """Packages count, too: to import `a.b` is to run `a/__init__.py` first."""
    known = modules()
    graph = {}
    for module, path in known.items():
        named = imports(path, known, run_time_only=True)
        first = {package for target in named for package in _packages(target)}
        first -= {module, *_packages(module)}  # those are under way already
        graph[module] = (named | first) - {module}
    assert list(TopologicalSorter(graph).static_order())


def _packages(module: str) -> set[str]:
    parts = module.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def _functions() -> dict[str, int]:
    """Return the number of lines of every function."""
    return {
        f"{module}:{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for module, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_functions_fit_a_screen() -> None:
    lengths = _functions()
    assert {name for name, lines in lengths.items() if lines > 60} == set()
    assert sorted(lengths.values())[int(len(lengths) * 0.95)] <= 25


def test_files_are_of_one_idea() -> None:
    long = {
        module: count
        for module, path in modules().items()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
