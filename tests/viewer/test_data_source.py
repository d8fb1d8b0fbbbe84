"""Files of dialogues, and the folder of a check over them."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.pipeline.check_out import check_out
from toolmind.viewer.data_source import CheckedSource, DataSource
from viewed_rows import dialogue


def test_files_are_read_and_checked_and_a_broken_row_is_named(hostile: Path) -> None:
    source = DataSource([hostile])
    items = list(source.new())
    assert len(items) == 13
    assert [item.index for item in items] == list(range(13))
    assert items[12].failed == "unread" and "hostile.jsonl:13" in items[12].explanation
    assert all(item.decision for item in items[:12])
    assert items[0].trajectory and items[0].trajectory.messages[1].content.startswith("<script>")
    assert source.item(10) == items[10]
    assert set(source.tools()) == {tool.id for item in items for tool in item.tools}
    assert source.labels() == [] and source.graph() is None and source.facts() == {}
    source.close()


def test_without_definitions_no_tool_is_unknown(tmp_path: Path) -> None:
    row = dialogue("Berlin")
    (tmp_path / "rows.jsonl").write_text(json.dumps({**row, "tools": []}) + "\n" + json.dumps(row))
    with closing(DataSource([tmp_path / "rows.jsonl"])) as source:
        bare, defined = ({verdict.check for verdict in item.verdicts} for item in source.new())
    assert defined - bare == {"known_tool", "arguments"}


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    wrong = dialogue("Berlin")
    wrong["messages"][2]["tool_calls"][0]["function"]["arguments"] = '{"what": "Paris"}'
    rows = [json.dumps(dialogue("Berlin")), json.dumps(wrong), "{broken"]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows) + "\n")
    asyncio.run(check_out([tmp_path / "rows.jsonl"], tmp_path / "out"))
    return tmp_path / "out"


def test_a_check_is_shown_with_the_verdicts_that_lie_in_it(checked: Path) -> None:
    file = checked / "verdicts.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[1]["turns"][0]["probability_bad"] = 0.75
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with closing(CheckedSource(checked)) as source:
        right, wrong, unread = source.new()
        assert source.item(1) == wrong
    assert right.decision and right.decision.keep and not right.decision.masked
    assert wrong.decision and list(wrong.decision.masked) == ["m2"]
    assert {verdict.check for verdict in wrong.verdicts} == {"grounding"}
    assert wrong.chances == {"m2": 0.75}
    assert unread.failed == "unread" and unread.trajectory is None


def test_data_that_is_gone_is_named(checked: Path) -> None:
    (checked.parent / "rows.jsonl").unlink()
    with pytest.raises(DataError, match="is not there"):
        CheckedSource(checked)
