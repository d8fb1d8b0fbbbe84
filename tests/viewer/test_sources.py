"""Where items come from: runs, also at work, and files in any form that is read."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import UserError
from toolmind.viewer.sources import DataSource, RunSource, Source, open_source
from viewed_rows import dialogue


@pytest.mark.offline
def test_a_run_gives_its_items_once_with_what_became_of_them(small_run: Path) -> None:
    with closing(open_source([small_run / "run"])) as source:
        a_run_gives_its_items_once(source)


def a_run_gives_its_items_once(source: Source) -> None:
    assert isinstance(source, RunSource)
    items = list(source.new())
    assert [item.index for item in items] == list(range(6))
    assert all(item.scenario and item.trajectory and item.decision for item in items)
    assert all(item.tools for item in items)
    assert not list(source.new())
    assert source.item(3) == items[3]
    with pytest.raises(KeyError):
        source.item(6)


@pytest.mark.offline
def test_a_run_at_work_gives_more_as_it_comes(small_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(small_run / "run", run)
    (run / "decisions.jsonl").unlink()
    verdicts = (run / "verdicts.jsonl").read_bytes().splitlines(keepends=True)
    (run / "verdicts.jsonl").write_bytes(b"".join(verdicts[:2]))
    source = RunSource(run)
    first = list(source.new())
    assert len(first) == 2
    assert all(item.decision for item in first), "as the policy alone would have it"
    with (run / "verdicts.jsonl").open("ab") as file:
        file.writelines(verdicts[2:])
    assert len(list(source.new())) == len(verdicts) - 2
    shutil.copy(small_run / "run" / "decisions.jsonl", run)
    assert len(list(source.new())) == len(verdicts), "all again, as they were decided anew"
    source.close()


def test_files_are_read_and_checked_and_a_broken_row_is_named(hostile: Path) -> None:
    source = open_source([hostile])
    assert isinstance(source, DataSource)
    items = list(source.new())
    assert len(items) == 13
    assert [item.index for item in items] == list(range(13))
    assert items[12].failed == "unread" and "hostile.jsonl:13" in items[12].explanation
    assert all(item.decision for item in items[:12])
    assert items[0].trajectory and items[0].trajectory.messages[1].content.startswith("<script>")
    assert source.item(10) == items[10]
    assert set(source.tools()) == {tool.id for item in items for tool in item.tools}
    assert source.labels.parent == hostile.parent
    source.close()


def test_without_definitions_no_tool_is_unknown(tmp_path: Path) -> None:
    row = dialogue("Berlin")
    (tmp_path / "rows.jsonl").write_text(json.dumps({**row, "tools": []}) + "\n" + json.dumps(row))
    with closing(open_source([tmp_path / "rows.jsonl"])) as source:
        bare, defined = ({verdict.check for verdict in item.verdicts} for item in source.new())
    assert defined - bare == {"known_tool", "arguments"}


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        open_source([tmp_path / "none.jsonl"])
