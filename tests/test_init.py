"""The public names: which they are, where they come from, and that importing them is lazy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import toolmind

SRC = Path(toolmind.__file__).parent

PUBLIC = """
    BudgetExceeded ChatModel Check Decision Embedder Environment EnvironmentProvider Exporter
    ItemError Message RunConfig Sample Scenario ScenarioKind Tool ToolCall ToolMindError ToolSource
    Trajectory Usage UserError Verdict check export load load_config run
""".split()


def test_the_public_names_are_these() -> None:
    assert toolmind.__all__ == sorted([*PUBLIC, "__version__"])
    assert dir(toolmind) == toolmind.__all__


@pytest.mark.parametrize("name", PUBLIC)
def test_a_name_is_what_a_type_checker_takes_it_for(name: str) -> None:
    tree = ast.parse((SRC / "__init__.py").read_text(encoding="utf-8"))
    homes = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    module, attribute = homes[name]
    __import__(module)
    assert getattr(toolmind, name) is getattr(sys.modules[module], attribute)
    assert getattr(toolmind, name).__doc__


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'rum'"):
        toolmind.rum  # type: ignore[attr-defined]  # noqa: B018


def test_importing_it_imports_nothing() -> None:
    code = "import sys, toolmind; print(*[m for m in sys.modules if m.startswith('toolmind')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["toolmind"]


def test_no_room_imports_a_public_name_from_here() -> None:
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "toolmind":
                assert not {alias.name for alias in node.names} & set(PUBLIC), path
