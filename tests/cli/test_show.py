"""`toolmind show`: dialogues for people to read, whatever the width."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from dialogues import call, result, says, user
from run_folders import written
from toolmind.cli.main import build_app
from toolmind.records import Decision, Message
from toolmind.runs.run_dir import Rejection

LONG = " ".join(f"word{n}" for n in range(60))
JSON = {"text": "x" * 300, "[bold]": "no markup"}
DIALOGUE = (
    Message(role="system", content="Be good."),
    user(f"Hello.\n{LONG}"),
    call("book_hotel", JSON, reasoning="Let me see."),
    result(JSON),
    says("天気は晴れです。" * 20),
    says("y" * 5000),
)
DECISIONS = {0: Decision(keep=True, masked={"m2": "arguments.invalid"}, labels={"m4": "recovery"})}
FAILED = {1: Rejection(stage="simulate", code="value.none", explanation=f"get_item: {LONG}")}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("COLUMNS", raising=False)
    return written(tmp_path, {0: DIALOGUE, 2: DIALOGUE}, DECISIONS, FAILED)


def show(run: Path, *arguments: str, code: int = 0, **env: str) -> str:
    asked = ["show", str(run), *arguments]
    done = CliRunner().invoke(build_app("show"), asked, env=env)
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.parametrize("width", [None, 60])
def test_lines_wrap_at_the_width_and_below_what_was_said(run: Path, width: int | None) -> None:
    printed = show(run, **({"COLUMNS": str(width)} if width else {}))
    lines = printed.splitlines()
    widest = max(map(cell_len, lines))
    assert (width or 100) - 10 < widest <= (width or 100)
    assert lines[0].startswith("── t0 · single · ") and lines[0].endswith(" · kept")
    said = [line for line in lines if "word0" in line or "word59" in line]
    assert all(line.startswith(" " * 15 + "word") for line in said)
    assert f"  m1 user      Hello.\n{' ' * 15}word0 word1" in printed
    assert "[bold]" in printed and "(Let me see.)" in printed
    together = "".join(line.strip() for line in lines)
    assert "x" * 300 in together
    assert "天気は晴れです。" * 20 in together
    assert "[masked: arguments.invalid]" in " ".join(line.strip() for line in lines)
    assert "  [recovery]" in printed
    assert "(5000 characters)" in printed


def test_the_first_is_shown_or_all_that_are_named_or_as_many_as_asked(run: Path) -> None:
    assert show(run).count("── ") == 1
    named = show(run, "0-2")
    assert named.count("── ") == 3
    assert "── t000001 · failed · simulate: value.none\n   get_item: word0" in named
    assert "not selected yet" in named
    assert show(run, "0-2", "-n", "2").count("── ") == 2
    assert show(run, "-n", "9").count("── ") == 2


def test_a_reason_finds_its_items(run: Path) -> None:
    assert "t000001 · failed" in show(run, "--reason", "value.none")
    assert "── t0 ·" in show(run, "--reason", "arguments.invalid")


@pytest.mark.parametrize(
    "asked", [["7"], ["--kind", "mulit_step"], ["--reason", "x"], ["--start", "9"]]
)
def test_what_is_not_there_is_an_error(run: Path, asked: list[str]) -> None:
    from toolmind.errors import UserError

    done = CliRunner().invoke(build_app("show"), ["show", str(run), *asked])
    assert isinstance(done.exception, UserError)


def test_as_json_items_that_failed_have_their_reason(run: Path) -> None:
    played, failed = json.loads(show(run, "0-1", "--json"))
    assert played["trajectory"]["messages"][1]["content"].startswith("Hello.")
    assert played["decision"]["masked"] == {"m2": "arguments.invalid"}
    assert failed["index"] == 1
    assert failed["rejection"]["code"] == "value.none"


def test_without_a_system_prompt_the_first_words_are_the_users(tmp_path: Path) -> None:
    bare = written(tmp_path, {0: (user("Hello."), says("Good day."))}, {0: Decision(keep=True)}, {})
    assert "Hello." in show(bare) and "Good day." in show(bare)
