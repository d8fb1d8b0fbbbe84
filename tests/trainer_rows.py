"""Rows as the formats of trainers write them, for their tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from dialogues import call, kept, result, says, user
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.load import EXPORTERS
from toolmind.records import Message, Origin, ToolCall


def parallel() -> KeptTrajectory:
    """Thoughts, text and two calls at once, answered the other way round; then an answer."""
    calls = (
        ToolCall(id="call_0", name="get_weather", arguments='{"city": "Paris"}'),
        ToolCall(id="call_1", name="book_hotel", arguments='{"hotel_id": "h1"}'),
    )
    return kept(
        Message(role="system", content="Be brief."),
        user("Weather and room?"),
        Message(role="assistant", content="Both.", reasoning="Two calls.", tool_calls=calls),
        result("booked", "call_1"),
        result("clear", "call_0"),
        says("Clear, and booked."),
    )


def masked() -> KeptTrajectory:
    """A call that is masked, and an answer that is learnt by a quarter."""
    return kept(
        user("Paris?"),
        call("get_weather", {"city": "Rome"}, "call_0"),
        result("clear", "call_0"),
        msgspec.structs.replace(says("Clear."), weight=0.25),
        masked=("m1",),
    )


def written(exporter: Any, *rows: KeptTrajectory) -> list[Any]:
    """Return the rows as they stand in the file."""
    chats = exporter.chats(rows, Counter())
    option = orjson.OPT_SERIALIZE_NUMPY
    return [orjson.loads(orjson.dumps(exporter.row(chat), option=option)) for chat in chats]


def left_out(exporter: Any, *rows: KeptTrajectory) -> dict[str, int]:
    """Return what is counted as left out."""
    counts = Counter[str]()
    assert list(exporter.chats(rows, counts)) == []
    return dict(counts)


CHATML = (
    "{% for m in messages %}{% if tools and loop.first %}<|im_start|>system\n{{ tools | tojson }}"
    "<|im_end|>\n{% endif %}<|im_start|>{{ m.role }}\n{% if m.reasoning_content %}<think>\n"
    "{{ m.reasoning_content }}\n</think>\n\n{% endif %}{{ m.content }}"
    "{% for c in m.tool_calls or [] %}<tool_call>{{ c.function | tojson }}</tool_call>{% endfor %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tiny_model(folder: Path, template: str = CHATML) -> str:
    """Write a model's folder: a tokenizer of single bytes, and a template. Return its path."""
    tokenizers = pytest.importorskip("tokenizers")
    pytest.importorskip("jinja2")
    letters = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    model = tokenizers.models.BPE(
        vocab={letter: at for at, letter in enumerate(letters)}, merges=[]
    )
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "chat_template.jinja").write_text(template)
    return str(folder)


def built(name: str, folder: Path) -> Any:
    """Return a format that comes with ToolMind, with a tokenizer where it needs one."""
    needs = {"tokenizer": tiny_model(folder / "model")} if name == "trl_tokens" else {}
    return EXPORTERS.load({"type": name, **needs}).build()


def offered_anew() -> KeptTrajectory:
    """A call offered anew: two of the other offers had faults, one had none."""
    right = call("get_weather", {"city": "Paris"}, "call_0")
    offers = (
        _offer(call("get_weather", {"city": "Rome"}, "call_0"), "grounding.invented"),
        _offer(call("get_weather", {"town": 1}, "x"), "arguments.invalid", "grounding.invented"),
        _offer(says("Where?")),
    )
    chosen = msgspec.structs.replace(right, origin=Origin(alternatives=offers))
    return kept(user("Paris?"), chosen, result("clear", "call_0"), says("Clear."))


def _offer(message: Message, *faults: str) -> Message:
    return msgspec.structs.replace(message, origin=Origin(faults=faults))
