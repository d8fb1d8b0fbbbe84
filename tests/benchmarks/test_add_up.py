"""`make add-up` in small: rows of every form, broken ones among them, and every number adds up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from msgspec.structs import replace

from dataset_rows import ROWS
from dialogues import BOOK, WEATHER

pytest.importorskip("datasets")


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    yield import_module("add_up")
    sys.modules.pop("add_up", None)


def asked(city: str, arguments: Any, **changes: Any) -> dict[str, Any]:
    """A row: a question, a call with a thought, its result and an answer, then thanks."""
    function = {"name": "get_weather", "arguments": orjson.dumps(arguments).decode()}
    said = {
        "content": "",
        "reasoning_content": "I look.",
        "tool_calls": [{"id": "a", "function": function}],
    }
    return {
        "messages": [
            {"role": "user", "content": f"What is the weather like in {city}?"},
            {"role": "assistant", **said},
            {"role": "tool", "content": '{"sky": "clear"}', "tool_call_id": "a"},
            {"role": "assistant", "content": "It is clear."},
            {"role": "user", "content": "Thanks!"},
        ],
        "tools": [WEATHER.spec(), BOOK.spec()],
    } | changes


BAD: list[Any] = [
    b"{",
    {"strange": 1},
    asked("Rome", {"city": 5}),  # masked
    asked("Paris", {"city": "Paris"}),  # a duplicate
    asked("Oslo", {"city": "Oslo"}, tools=[]),
    asked("Bonn", {"city": "Bonn"}, messages=[{"role": "user", "content": "Hi"}]),
    asked("Kiel", {"city": "Kiel"}, messages=asked("Kiel", {"city": "Kiel"})["messages"][:2]),
    {"traceId": "t", "name": "no parent, no messages", "attributes": {}},
]
"""Among good rows: no JSON, no form, masked, cut in the middle, without tools, spans of nothing."""


async def test_of_rows_of_every_form_every_number_adds_up(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = [asked("Paris", {"city": "Paris"}), asked("Lyon", {"city": "Lyon"})]
    rows = [*good, *BAD, *(row for examples in ROWS.values() for row in examples)]
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"\n".join(r if isinstance(r, bytes) else orjson.dumps(r) for r in rows))
    checked, augmented, wrong = await module.add_up(file, tmp_path)
    assert not wrong, "\n".join(wrong)
    assert checked.rows == augmented.rows == len(rows)
    assert checked.unread >= 3 and checked.masked >= 1 and augmented.kept >= 4
    assert len(augmented.exported.reports) == len(module.TAKEN) >= 19


async def test_a_number_that_does_not_add_up_is_told(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(orjson.dumps(asked("Paris", {"city": "Paris"})))
    monkeypatch.setattr(module, "TAKEN", ("openai",))

    async def losing(*given: Any, **settings: Any) -> Any:
        report = await module_augment(*given, **settings)
        return replace(report, kept=0)

    module_augment = module.augment
    monkeypatch.setattr(module, "augment", losing)
    _, _, wrong = await module.add_up(file, tmp_path)
    assert any("rows, and the parts are others" in text for text in wrong)
