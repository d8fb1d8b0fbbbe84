"""Data of others goes the way of a run's own: read, checked, masked, selected, exported."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import orjson
import pytest
from msgspec.structs import replace

from dialogues import BOOK, WEATHER
from toolmind.datasets import private
from toolmind.errors import ConfigError, DataError, RunError
from toolmind.formats.chat_format import read_file
from toolmind.pipeline.augment import Origin, augment
from toolmind.pipeline.loaded_run import load

SPECS = [WEATHER.spec(), BOOK.spec()]


def asked(city: str, arguments: Any = None, **marks: Any) -> dict[str, Any]:
    """A row: a question, a call, its result and an answer."""
    text = orjson.dumps(arguments or {"city": city}).decode()
    call = {"id": "a", "type": "function", "function": {"name": "get_weather", "arguments": text}}
    return {
        "messages": [
            {"role": "user", "content": f"What is the weather like in {city}?"},
            {"role": "assistant", "content": "", "tool_calls": [call], **marks},
            {"role": "tool", "content": '{"sky": "clear"}', "tool_call_id": "a"},
            {"role": "assistant", "content": "It is clear.", **({"train": True} if marks else {})},
        ],
        "tools": SPECS,
    }


def written(path: Path, *rows: Any) -> Path:
    lines = (row if isinstance(row, bytes) else orjson.dumps(row) for row in rows)
    path.write_bytes(b"\n".join(lines))
    return path


async def test_every_row_is_kept_or_counted_by_a_reason(tmp_path: Path) -> None:
    rows = [
        asked("Paris"),
        asked("Oslo", {"city": 5}),
        asked("Rome", train=False),
        asked("Paris"),
        b"{",
        {"strange": 1},
        {"messages": [{"role": "user", "content": "Hi"}], "tools": SPECS},
    ]
    data = [Origin(written(tmp_path / "rows.jsonl", *rows))]
    report = await augment(data, tmp_path / "run", ["openai"], licence="MIT")
    assert report.rows == 7
    assert report.unread == 2
    assert report.reasons["duplicates.exact"] == 1
    assert report.kept + report.dropped + report.unread == report.rows
    assert report.masked == {"arguments.invalid": 1}
    found = list(read_file(tmp_path / "run/export/openai/trajectories.jsonl"))
    weights = [[m["weight"] for m in row["messages"] if "weight" in m] for row in found]
    assert weights == [[1, 1], [0, 1], [0, 1]]
    assert found[0]["metadata"]["licences"] == "MIT"
    assert found[0]["metadata"]["kind"] == "openai"
    assert "rows.jsonl:1" in found[0]["metadata"]["models"]


async def test_rows_that_name_their_tools_are_shown_those_of_the_pool(tmp_path: Path) -> None:
    by_name, by_id = asked("Paris"), asked("Oslo")
    by_name["tools"], by_id["tools"] = [WEATHER.name], ["own/weather"]
    call = by_id["messages"][1]["tool_calls"][0]["function"]
    call["name"] = "own/weather"  # as the row calls it
    told_nothing = {key: value for key, value in asked("Rome").items() if key != "tools"}
    pool = [replace(WEATHER, id="own/weather"), BOOK]
    tools = written(tmp_path / "pool.jsonl", *map(msgspec.json.encode, pool))
    data = [Origin(written(tmp_path / "rows.jsonl", by_name, by_id, told_nothing))]
    report = await augment(data, tmp_path / "run", ["openai"], tools=tools)
    assert (report.kept, report.masked) == (3, {})
    rows = read_file(tmp_path / "run" / "export" / "openai" / "trajectories.jsonl")
    shown = [[tool["function"]["name"] for tool in row["tools"]] for row in rows]
    assert shown == [[WEATHER.name], ["own_weather"], [WEATHER.name, BOOK.name]]


async def test_the_run_can_be_looked_at_as_any_other(tmp_path: Path) -> None:
    data = [Origin(written(tmp_path / "rows.jsonl", asked("Paris"), b"{"))]
    await augment(data, tmp_path / "run", ["openai"])
    run = load(tmp_path / "run")
    assert run.scenarios[0].kind == "openai"
    assert run.trajectories[0].messages[0].content.endswith("Paris?")
    assert run.rejected[1].code == "row.unread"


async def test_a_share_is_drawn_by_seed_and_what_is_beyond_is_counted(tmp_path: Path) -> None:
    many = written(tmp_path / "many.jsonl", *(asked(f"Town{n}") for n in range(60)))
    few = written(tmp_path / "few.jsonl", *(asked(f"Village{n}") for n in range(5)))
    data = [Origin(many, 0.5), Origin(few)]
    first = await augment(data, tmp_path / "a", ["openai"], seed=3)
    again = await augment(data, tmp_path / "b", ["openai"], seed=3)
    assert 10 < first.passed_over < 50
    assert first.kept == 65 - first.passed_over
    files = [tmp_path / one / "export/openai/trajectories.jsonl" for one in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert again.passed_over == first.passed_over


async def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    data = [Origin(written(tmp_path / "rows.jsonl", asked("Paris"), b"{", asked("Oslo")))]
    first = await augment(data, tmp_path / "run", ["openai"])
    size = (tmp_path / "run/verdicts.jsonl").stat().st_size
    assert await augment(data, tmp_path / "run", ["openai"]) == first
    assert (tmp_path / "run/verdicts.jsonl").stat().st_size == size
    with pytest.raises(RunError):
        await augment([Origin(data[0].path, 0.5)], tmp_path / "run", ["openai"])


async def test_tools_of_one_name_that_differ_are_two(tmp_path: Path) -> None:
    other = {**asked("Oslo"), "tools": [{**SPECS[0], "function": {**SPECS[0]["function"]}}]}
    other["tools"][0]["function"]["description"] = "Another."
    data = [Origin(written(tmp_path / "rows.jsonl", asked("Paris"), other))]
    await augment(data, tmp_path / "run", ["openai"])
    first, second = read_file(tmp_path / "run/export/openai/trajectories.jsonl")
    assert first["tools"] == SPECS
    assert second["tools"][0]["function"]["description"] == "Another."


async def test_what_cannot_be_is_said_before_anything_is_made(tmp_path: Path) -> None:
    rows = written(tmp_path / "rows.jsonl", asked("Paris"))
    with pytest.raises(ConfigError, match="a share is above 0 and at most 1"):
        await augment([Origin(rows, 1.5)], tmp_path / "run")
    with pytest.raises(ConfigError, match="did you mean 'openai'"):
        await augment([Origin(rows)], tmp_path / "run", ["openay"])
    with pytest.raises(DataError, match="no such file"):
        await augment([Origin(tmp_path / "none.jsonl")], tmp_path / "run")
    assert not (tmp_path / "run").exists()


async def test_private_values_are_replaced_before_checks_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "_recognizers", lambda: [Emails()])
    row = asked("ann@acme.com")
    again = asked("Ann@acme.com and Oslo", {"city": "ann@acme.com"})
    data = [Origin(written(tmp_path / "rows.jsonl", row, again))]
    run = tmp_path / "run"
    report = await augment(data, run, ["openai"], replace_private=True)
    assert report.replaced == {"EMAIL_ADDRESS": 1}
    assert (report.kept, report.masked) == (2, {})
    text = (run / "export/openai/trajectories.jsonl").read_text()
    assert "acme" not in text
    assert len(set(re.findall(r"[\w.]+@example\.org", text))) == 1
    resumed = await augment(data, run, ["openai"], replace_private=True)
    assert resumed.replaced == report.replaced
    with pytest.raises(RunError):
        await augment(data, run, ["openai"])


class Emails:
    """A recogniser, as presidio has them."""

    supported_entities = ("EMAIL_ADDRESS",)

    def analyze(self, text: str, _kinds: Any, _artifacts: Any) -> list[Any]:
        found = re.finditer(r"\w+@\w+\.com", text)
        return [
            SimpleNamespace(entity_type="EMAIL_ADDRESS", start=one.start(), end=one.end())
            for one in found
        ]
