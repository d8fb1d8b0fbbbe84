"""What a user may set of every format, and what is left out is counted."""

from __future__ import annotations

import orjson
import pytest

from dialogues import GOOD, kept, says, user
from toolmind.errors import ConfigError
from toolmind.formats.axolotl import AxolotlExporter
from toolmind.formats.load import EXPORTERS
from toolmind.formats.openai import OpenAIExporter
from trainer_rows import left_out, masked, parallel, written


def test_a_row_may_be_a_turn() -> None:
    rows = written(AxolotlExporter(per="turn"), kept(*GOOD))
    assert [row["metadata"]["id"] for row in rows] == ["t0/m1", "t0/m3"]
    marks = [[m["train"] for m in row["messages"] if "train" in m] for row in rows]
    assert marks == [[True], [False, True]]


def test_the_system_prompt_may_be_left_out() -> None:
    (row,) = written(OpenAIExporter(system=False), parallel())
    assert row["messages"][0]["role"] == "user"


@pytest.mark.parametrize(("reasoning", "kept_of"), [("keep", [2, 3]), ("last", [3]), ("strip", [])])
def test_reasoning_is_kept_or_of_the_last_turn_or_not(reasoning: str, kept_of: list[int]) -> None:
    told = kept(user("a"), user("b"), says("c", reasoning="x"), says("d", reasoning="y"))
    exporter = EXPORTERS.load({"type": "openai", "reasoning": reasoning}).build()
    (row,) = written(exporter, told)
    assert [n for n, m in enumerate(row["messages"]) if "reasoning_content" in m] == kept_of


def test_arguments_are_text_or_an_object() -> None:
    texts, objects = OpenAIExporter(), OpenAIExporter(arguments="object")
    for exporter, arguments in ((texts, '{"city": "Rome"}'), (objects, {"city": "Rome"})):
        (row,) = written(exporter, masked())
        found = row["messages"][1]["tool_calls"][0]["function"]["arguments"]
        assert found == arguments or orjson.loads(found) == orjson.loads(arguments)  # type: ignore[arg-type]


def test_what_is_masked_whole_is_counted() -> None:
    nothing = kept(user("Hi"), says("Ho"), masked=("m1",))
    assert left_out(OpenAIExporter(), nothing) == {"nothing in it is learnt": 1}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"type": "nemo_rl", "per": "trajectory"}, "per is turn: its only mask is"),
        ({"type": "axolotl", "arguments": "object"}, "axolotl parses the text itself"),
        ({"type": "openai", "max_tokens": 5}, "max_tokens and tokenizer are given together"),
        ({"type": "openai", "per": "row"}, "Input should be 'trajectory' or 'turn'"),
    ],
)
def test_settings_that_cannot_be_say_why(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        EXPORTERS.load(settings).build()


def test_rows_that_are_too_long_are_left_out_and_counted(tmp_path: object) -> None:
    from pathlib import Path

    template = Path(str(tmp_path)) / "plain.jinja"
    template.write_text("{% for m in messages %}{{ m.role }}: {{ m.content }}{% endfor %}")
    exporter = OpenAIExporter(max_tokens=40, tokenizer=str(template))
    short, long = kept(user("Hi"), says("Ho")), kept(user("Hi"), says("Ho" * 20))
    assert left_out(exporter, long) == {"longer than 40 tokens of plain.jinja": 1}
    assert len(written(exporter, short)) == 1
    template.write_text("{{ raise_exception('no') }}")
    refusing = OpenAIExporter(max_tokens=40, tokenizer=str(template))
    assert left_out(refusing, short) == {"the template of plain.jinja refuses it": 1}
