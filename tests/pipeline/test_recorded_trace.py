"""`examples/traces`: what an agent did, as recorded, becomes TRL's rows by the page's commands."""

from __future__ import annotations

import asyncio
import re
import shlex
from pathlib import Path
from typing import Any

import orjson
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from toolmind.cli.main import build_app
from toolmind.pipeline.augment import Origin, augment

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "formats.md"
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
    "{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""In place of TRL's own template, which comes with TRL."""


def section() -> str:
    found = re.search(r"^## From an agent's trace$(.*?)^## ", PAGE.read_text("utf-8"), re.M | re.S)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """What the commands of the page print, run in a folder."""
    folder = tmp_path_factory.mktemp("traced")
    (folder / "chatml.jinja").write_text(CHATML)
    block = re.search(r"```bash\n(.*?)```", section(), re.DOTALL)
    assert block
    printed = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (folder / "examples").symlink_to(ROOT / "examples")
        for line in block[1].replace("trl:qwen3", "chatml.jinja").splitlines():
            verb, *rest = shlex.split(line)[1:]
            done = CliRunner().invoke(build_app(verb), [verb, *rest], env={"COLUMNS": "200"})
            assert done.exit_code == 0, done.output
            printed.append(done.stdout)
    return folder, printed


def rows(folder: Path) -> list[tuple[list[Any], list[Any]]]:
    """The prompt and the completion of each row."""
    table = parquet.read_table(folder / "rows" / "trl" / "turns.parquet").to_pylist()
    return [
        (
            [orjson.loads(message) for message in row["prompt"]],
            [orjson.loads(message) for message in row["completion"]],
        )
        for row in table
    ]


def wrong_calls(messages: list[Any]) -> int:
    calls = [call["function"] for m in messages for call in m.get("tool_calls", ())]
    return sum("time" not in call["arguments"] for call in calls)


def test_the_page_shows_what_the_first_command_prints(said: tuple[Path, list[str]]) -> None:
    assert f"```\n{said[1][0].strip()}\n```" in section()


def test_the_rows_teach_what_was_right_and_show_what_was_wrong_as_context(
    said: tuple[Path, list[str]],
) -> None:
    found = rows(said[0])
    assert [len(completion) for _, completion in found] == [1] * 5
    assert sum(wrong_calls(completion) for _, completion in found) == 0
    assert [wrong_calls(prompt) for prompt, _ in found] == [1, 1, 0, 0, 0]
    assert [m["role"] for m in found[0][0]] == ["system", "user", "assistant", "tool"]
    assert found[1][1][0]["content"] == "When it is 14:30 in Tokyo, it is 08:30 in Nairobi."
    assert len(found[2][1][0]["tool_calls"]) == 2
    assert "06:45" not in str([completion for _, completion in found])


def test_the_proof_finds_just_the_kept_turns_under_loss(said: tuple[Path, list[str]]) -> None:
    assert "5 turns in 5 rows" in said[1][1]
    assert "under loss are just the kept turns, each with its stop token" in said[1][1]


async def test_spans_without_definitions_give_the_same_rows_with_a_pool(
    said: tuple[Path, list[str]], tmp_path: Path
) -> None:
    data = [Origin(ROOT / "examples" / "traces" / "genai.jsonl")]
    without = await augment(data, tmp_path / "without", ["trl"])
    assert without.reasons == {"nothing_left.known_tool.unknown_tool": 3}
    pool = tmp_path / "pool.jsonl"
    spans = "openinference:" + str(ROOT / "examples" / "traces" / "openinference.jsonl")
    typed = ["tools", "import", spans, "--out", str(pool)]
    assert (await asyncio.to_thread(CliRunner().invoke, build_app("tools"), typed)).exit_code == 0
    report = await augment(data, tmp_path / "rows", ["trl"], tools=pool)
    assert report.masked == {"answer.untraced_figure": 1}
    (tmp_path / "rows" / "trl").symlink_to(tmp_path / "rows" / "export" / "trl")
    taught = [completion[0] for _, completion in rows(tmp_path)]
    assert [said_of(one) for one in taught] == [said_of(one) for _, [one] in rows(said[0])]


def said_of(message: dict[str, Any]) -> tuple[str, list[Any]]:
    return message["content"], [call["function"] for call in message.get("tool_calls", ())]


@pytest.mark.parametrize("name", ["openinference", "genai"])
def test_the_trace_holds_nothing_of_the_machine_it_was_recorded_on(name: str) -> None:
    text = (ROOT / "examples" / "traces" / f"{name}.jsonl").read_text("utf-8")
    assert not re.search(r"/(home|root|tmp|work|Users)/|host\.name|process\.", text)
