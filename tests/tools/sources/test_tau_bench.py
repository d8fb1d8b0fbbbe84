"""The classes of tau-bench are read, never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.tau_bench import TauBenchSource

INFO = {"type": "function", "function": {"name": "get_user", "parameters": {"type": "object"}}}


def python(returned: str) -> str:
    head = "raise RuntimeError('never run')\nclass T:\n    @staticmethod\n    def get_info():\n"
    return f"{head}        return {returned}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "envs" / "retail" / "tools"
    folder.mkdir(parents=True)
    return folder


async def read(place: Path, licence: str = "") -> list[RawTool | SetAside]:
    return [found async for found in TauBenchSource(str(place), licence=licence).read()]


async def test_a_tool_a_class_with_its_domain_and_licence(folder: Path) -> None:
    (folder / "b.py").write_text(python(repr(INFO)))
    (folder / "a.py").write_text(python(repr({"name": "x"})) + python(repr({"name": "y"})))
    (folder / "notes.txt").write_text("none")
    found = await read(folder)
    assert all(isinstance(item, RawTool) for item in found)
    assert [(item.file, item.row) for item in found] == [
        (str(folder / "a.py"), 5),
        (str(folder / "a.py"), 10),
        (str(folder / "b.py"), 5),
    ]
    last = found[-1]
    assert isinstance(last, RawTool) and last.namespace == "tau-bench.retail"
    assert last.value == {
        **INFO,
        "domain": "retail",
        "source": "sierra-research/tau-bench",
        "licence": "MIT",
    }


async def test_one_file_elsewhere_has_no_domain(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(python(repr(INFO)))
    (found,) = await read(tmp_path / "a.py", "ISC")
    assert isinstance(found, RawTool) and found.namespace == "tau-bench.tools"
    assert (found.value["domain"], found.value["licence"]) == ("", "ISC")


async def test_what_is_no_literal_or_no_python_is_set_aside(folder: Path) -> None:
    (folder / "a.py").write_text(python("make()"))
    (folder / "b.py").write_text(python("['a list']"))
    (folder / "c.py").write_text("def broken(:")
    (folder / "d.py").write_bytes(b"# \xff\xfe")
    (folder / "e.py").write_text("def get_info():\n    return\n")
    found = await read(folder)
    assert [(Path(i.file).name, i.code, i.row) for i in found if isinstance(i, SetAside)] == [
        ("a.py", "not-a-literal", 5),
        ("b.py", "not-a-literal", 5),
        ("c.py", "not-python", None),
        ("d.py", "not-python", None),
    ]
    assert len(found) == 4 and all(item.explanation for item in found if isinstance(item, SetAside))


async def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none: no such file or folder\. Check the path"):
        await read(tmp_path / "none")
