"""Tools of tau-bench environments: Python classes whose `get_info` returns the definition.

The files are read, never run: the dictionary that `get_info` returns must be a literal.
"""

from __future__ import annotations

import ast
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

from toolmind.errors import DataError
from toolmind.tools.sources.base import RawTool, SetAside


class TauBenchSource:
    """Reads the tool classes of a folder such as `tau_bench/envs/retail/tools`, or of one file."""

    def __init__(self, place: str, *, licence: str = "") -> None:
        self.path = Path(place)
        self.licence = licence or "MIT"
        parts = self.path.resolve().parts
        self.domain = parts[parts.index("envs") + 1] if "envs" in parts[:-1] else ""

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield a tool per class with a `get_info`, file by file in the order of their names."""
        if not self.path.exists():
            raise DataError("no such file or folder", file=str(self.path), remedy="Check the path")
        files = sorted(self.path.rglob("*.py")) if self.path.is_dir() else [self.path]
        for file in files:
            try:
                tree = ast.parse(file.read_text(encoding="utf-8"))
            except (SyntaxError, ValueError, RecursionError) as error:
                yield SetAside(file=str(file), code="not-python", explanation=str(error))
                continue
            for line, value in _definitions(tree):
                if value is None:
                    yield SetAside(
                        file=str(file),
                        row=line,
                        code="not-a-literal",
                        explanation="get_info does not return a literal dictionary",
                    )
                else:
                    known = {"domain": self.domain, "source": "sierra-research/tau-bench"}
                    yield RawTool(
                        value={**value, **known, "licence": self.licence},
                        file=str(file),
                        row=line,
                        namespace=f"tau-bench.{self.domain or 'tools'}",
                    )


def _definitions(tree: ast.Module) -> Iterator[tuple[int, Any]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "get_info":
            for statement in ast.walk(node):
                if isinstance(statement, ast.Return) and statement.value is not None:
                    try:
                        value = ast.literal_eval(statement.value)
                    except (ValueError, TypeError, MemoryError, RecursionError):
                        value = None
                    yield statement.lineno, value if isinstance(value, dict) else None
