from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolmind.errors import BudgetExceeded, DataError, ReplyError
from toolmind.records import Tool
from toolmind.tools.importer import ImportOptions, ImportReport, beside, import_tools
from toolmind.tools.pool import read_pool
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.functions import FunctionsSource

CITY = {"type": "object", "properties": {"city": {"type": "string"}}}


def row(name: str, **changes: Any) -> dict[str, Any]:
    text = f"{name}: looks up what is known of it in the register of the town."
    return {"name": name, "description": text, "domain": "d", "parameters": CITY} | changes


def write(path: Path, *rows: Any) -> FunctionsSource:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows))
    return FunctionsSource(path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


async def test_every_function_is_accounted_for(tmp_path: Path) -> None:
    source = write(
        tmp_path / "a.jsonl",
        row("one"),
        row("one"),
        row("one", id="again"),
        row("two", parameters={"city": "str"}, license="MIT"),
        row("two", domain="other", description="Something else altogether."),
        row("three", parameters={"type": "string"}),
        "{broken",
        {"tools": [{"type": "function", "function": row("four", domain="")}]},
        {"no": "name"},
    )
    report = await import_tools([source], tmp_path / "o" / "pool.jsonl")
    assert report.adds_up()
    assert (report.read, report.kept, report.exact, report.near) == (9, 4, 2, 0)
    assert report.set_aside == {"parameters-not-object": 1, "not-json": 1, "no-name": 1}
    assert report.repairs == {"property-shorthand": 1, "property-map": 1} or report.repaired == 1
    pool = read_pool([tmp_path / "o" / "pool.jsonl"], strict=True)
    assert [tool.id for tool in pool] == ["a.one", "a.two", "a.two~2", "a.four"]
    assert [tool.name for tool in pool] == ["one", "d_two", "other_two", "four"]
    assert pool["a.one"].aliases == ("again",)
    assert pool["a.two"].licence == "MIT" and pool["a.two"].source == "a.jsonl"
    assert pool["a.four"].domain and report.labelled == 1
    written = msgspec.json.decode(
        (tmp_path / "o" / "pool.report.json").read_bytes(), type=ImportReport
    )
    assert written == report
    aside = lines(tmp_path / "o" / "pool.set-aside.jsonl")
    assert [(item["row"], item["code"]) for item in aside] == [
        (6, "parameters-not-object"),
        (7, "not-json"),
        (9, "no-name"),
    ]


async def test_importing_a_pool_again_changes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", row("one"), row("b.c", parameters={"x": "int, optional"}))
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl.gz"
    await import_tools([source], first)
    report = await import_tools([FunctionsSource(first)], second)
    assert not report.repairs
    assert gzip.decompress(second.read_bytes()) == first.read_bytes()


async def test_near_duplicates_of_different_services_merge(tmp_path: Path) -> None:
    rows = [
        row("get_weather", domain="a"),
        row("getWeather", domain="b", returns=CITY),
        row("get_weather", domain="c", description="Paint a house in any colour of the rainbow."),
        row("get_weather", domain="d", parameters={**CITY, "properties": {"zip": {}}}),
    ]
    source = write(tmp_path / "a.jsonl", *rows)
    report = await import_tools([source], tmp_path / "pool.jsonl")
    assert (report.kept, report.near) == (3, 1) and report.adds_up()
    pool = read_pool([tmp_path / "pool.jsonl"])
    kept = next(tool for tool in pool if tool.returns)
    assert kept.aliases == ("a.get_weather",)
    apart = await import_tools([source], tmp_path / "p.jsonl", ImportOptions(merge=False))
    assert (apart.kept, apart.near) == (4, 0)


async def test_licences_are_filtered_and_changes_recorded(tmp_path: Path) -> None:
    source = write(
        tmp_path / "a.jsonl", row("x", licence="mit"), row("y z"), row("v", license="GPL")
    )
    options = ImportOptions(licences=("MIT",), changes=str(tmp_path / "changes.jsonl"))
    report = await import_tools([source], tmp_path / "pool.jsonl", options)
    assert (report.kept, report.filtered) == (1, 2) and report.adds_up()
    assert lines(tmp_path / "changes.jsonl") == [
        {"id": "a.y z", "rule": "safe-name", "path": "/name", "before": "y z", "after": "y_z"}
    ]
    with pytest.raises(DataError, match="none of 3 tools has one of the licences ISC"):
        await import_tools([source], tmp_path / "p.jsonl", ImportOptions(licences=("ISC",)))


async def test_one_domain_for_all(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", row("x", domain="pets"), row("y", domain=""))
    report = await import_tools([source], tmp_path / "p.jsonl", ImportOptions(domain="Shop"))
    assert (report.domains, report.labelled) == (1, 0)
    assert {tool.domain for tool in read_pool([tmp_path / "p.jsonl"])} == {"Shop"}


async def test_nothing_usable_is_an_error_and_leaves_no_pool(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", "{broken")
    with pytest.raises(DataError, match="none of 1 functions is usable; the first: not JSON"):
        await import_tools([source], tmp_path / "pool.jsonl")
    with pytest.raises(DataError, match="hold no functions"):
        await import_tools([write(tmp_path / "b.jsonl")], tmp_path / "pool.jsonl")
    assert not (tmp_path / "pool.jsonl").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        await import_tools([source], tmp_path / "file" / "pool.jsonl")


async def test_a_failing_source_keeps_the_old_pool(tmp_path: Path) -> None:
    class Failing:
        async def read(self) -> AsyncGenerator[RawTool | SetAside]:
            yield RawTool(value=row("x"), file="f")
            raise DataError("gone")

    pool = tmp_path / "pool.jsonl"
    await import_tools([write(tmp_path / "a.jsonl", row("one"))], pool)
    before = pool.read_bytes()
    with pytest.raises(DataError, match="gone"):
        await import_tools([Failing()], pool)
    assert pool.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a.jsonl",
        "pool.jsonl",
        "pool.report.json",
    ]


async def test_completion_keeps_order_and_counts_failures(tmp_path: Path) -> None:
    async def complete(tool: Tool) -> Tool:
        if tool.name == "t3":
            raise ReplyError("reply.invalid_reply", "no")
        return msgspec.structs.replace(tool, returns={"type": "object"}, completed=("/returns",))

    source = write(tmp_path / "a.jsonl", *(row(f"t{i}") for i in range(40)))
    report = await import_tools([source], tmp_path / "pool.jsonl", complete=complete)
    pool = read_pool([tmp_path / "pool.jsonl"])
    assert [tool.name for tool in pool] == [f"t{i}" for i in range(40)]
    assert (report.completed, report.not_completed) == (39, {"reply.invalid_reply": 1})
    assert pool["a.t3"].completed == () and pool["a.t4"].completed == ("/returns",)


def test_files_beside_a_pool() -> None:
    assert beside(Path("x/pool.jsonl.gz"), "report.json") == Path("x/pool.report.json")


async def test_what_ends_a_run_ends_the_import_and_what_is_under_way(tmp_path: Path) -> None:
    cancelled: list[str] = []

    async def complete(tool: Tool) -> Tool:
        if tool.name == "t0":
            await asyncio.sleep(0.01)
            raise BudgetExceeded("spent")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(tool.name)
            raise
        raise AssertionError

    source = write(tmp_path / "a.jsonl", *(row(f"t{i}") for i in range(4)))
    with pytest.raises(BudgetExceeded):
        await import_tools([source], tmp_path / "pool.jsonl", complete=complete)
    await asyncio.sleep(0)
    assert cancelled == ["t1", "t2", "t3"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


async def test_progress_is_told_now_and_then(tmp_path: Path) -> None:
    told: list[int] = []
    source = write(tmp_path / "a.jsonl", *(row(f"t{i}") for i in range(1001)))
    await import_tools([source], tmp_path / "pool.jsonl", progress=told.append)
    assert told == [500, 1000]
