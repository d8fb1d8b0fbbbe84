"""Where a run cannot be as it was asked for it is another, and that is told: with what helps."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest

from graph_tools import shop_tools
from toolmind.records import Tool
from typed import typed

pytestmark = pytest.mark.offline


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


SINGLE = {"kinds": {"single": 1}}


def configured(tools: list[Tool], **settings: Any) -> None:
    Path("pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(tools))
    Path("c.yaml").write_text(
        json.dumps({"tools": {"paths": ["pool.jsonl"]}, "count": 6} | settings)
    )


def undeclared() -> list[Tool]:
    return [msgspec.structs.replace(tool, returns=None) for tool in shop_tools()]


def commands(note: str) -> list[list[str]]:
    return [shlex.split(part) for part in note.split("`")[1::2] if part.startswith("toolmind ")]


def test_tools_without_results_are_run_one_by_one_and_the_command_told_helps() -> None:
    configured(undeclared(), scenarios=SINGLE)
    done = typed("validate", "c.yaml")
    assert done.exit_code == 0 and "8 tools (0 rows skipped), 0 links" in done.stdout
    [note] = [line for line in done.stderr.splitlines() if line.startswith("note: ")]
    assert "No tool leads to another" in note and "8 of 8 tools declare no result" in note
    ran = typed("run", "c.yaml")
    assert ran.exit_code == 0 and ran.stderr.count("No tool leads to another") == 1
    assert json.loads(Path("runs/c/notes.json").read_bytes()) == [note.removeprefix("note: ")]
    told = typed("report", "runs/c", "--json").stdout
    assert json.loads(told)["notes"] and json.loads(told)["kept"] == 6
    assert "declare no result" in " ".join(typed("report", "runs/c").stdout.split())
    [command] = commands(note)
    assert typed(*command[1:]).exit_code == 0
    done = typed(
        "validate", "c.yaml", f"tools.paths=[{command[command.index('--out') + 1]}]", "--fresh"
    )
    assert done.exit_code == 0 and " 0 links" not in done.stdout
    assert "declare no result" not in done.stderr


def test_chains_that_the_tools_cannot_make_so_long_are_told() -> None:
    configured(shop_tools(), chains={"min_length": 12, "max_length": 20})
    done = typed("validate", "c.yaml")
    assert done.exit_code == 0
    assert "100% of the chains are shorter than chains.min_length 12, the longest" in done.stderr
    assert "Lower chains.min_score" in done.stderr


def test_tools_of_too_many_domains_are_told() -> None:
    tools = [
        msgspec.structs.replace(tool, domain=f"field {at}") for at, tool in enumerate(shop_tools())
    ]
    configured(tools, chains={"max_domains": 1, "min_score_across": 0})
    assert "100% of the steps lead into another domain. Raise" in typed("validate", "c.yaml").stderr


def test_a_run_that_is_as_it_was_asked_for_has_no_notes() -> None:
    configured(shop_tools(), chains={"min_length": 2, "max_length": 3}, scenarios=SINGLE)
    ran = typed("run", "c.yaml")
    assert ran.exit_code == 0 and "note: " not in ran.stderr
    assert not Path("runs/c/notes.json").exists()
    assert json.loads(typed("report", "runs/c", "--json").stdout)["notes"] == []


def test_kinds_that_no_chain_allows_are_named() -> None:
    configured(undeclared(), scenarios={"kinds": {"single": 1, "long_horizon": 1}})
    done = typed("validate", "c.yaml")
    assert "No chain of these tools allows long_horizon" in done.stderr
    typed("run", "c.yaml")
    assert "long_horizon" in " ".join(typed("report", "runs/c").stdout.split())


def test_an_import_says_how_to_complete_what_declares_no_result() -> None:
    Path("tools.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(undeclared()))
    done = typed("tools", "import", "tools.jsonl", "--out", "pool.jsonl")
    assert "note: 8 of 8 tools declare no result" in done.stderr
    [command] = commands(done.stderr)
    again = typed(*command[1:])
    assert again.exit_code == 0 and "declare no result" not in again.stderr
    assert "8 with a result" in again.stdout
