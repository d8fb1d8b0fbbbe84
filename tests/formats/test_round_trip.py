"""Our form → each format → our form: equal, whatever a dialogue holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues import BOOK, HOSTILE_ROWS, WEATHER, given_up_and_compacted, scenario, trajectory
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.chat import learnt_weight
from toolmind.formats.load import EXPORTERS
from toolmind.records import Decision, Message, Origin, ToolCall
from trainer_rows import built

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["", " \n", "</tool_call>", '{"a": 1}', "[1, 2]", "null", "\u2028", 'quote " slash \\', "日本"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
arguments = st.dictionaries(texts, values, max_size=4).map(lambda v: orjson.dumps(v).decode())
faults = st.sampled_from([(), ("arguments.invalid",), ("a.b", "c.d")])
weights = st.sampled_from([0.0, 0.25, 1.0, 1.0])


PAIRLESS = {"trl_dpo": {"no offer was turned down for it": 8}}
"""What is left out of dialogues of which nothing was offered anew."""


@st.composite
def rounds(draw: st.DrawFn) -> list[Message]:
    """A user's message, calls at once with their results in any order, and an answer."""
    made = [Message(role="user", content=draw(texts))]
    for _ in range(draw(st.integers(0, 2))):
        names = draw(st.lists(st.sampled_from([WEATHER.name, BOOK.name]), min_size=1, max_size=3))
        calls = tuple(
            ToolCall(id=f"c{at}", name=name, arguments=draw(arguments))
            for at, name in enumerate(names)
        )
        made.append(_turn(draw, calls))
        for call in draw(st.permutations(calls)):
            status = draw(st.sampled_from(["ok", "error"]))
            made.append(
                Message(role="tool", content=draw(texts), tool_call_id=call.id, status=status)
            )
    return [*made, _turn(draw, ())]


def _turn(draw: st.DrawFn, calls: tuple[ToolCall, ...]) -> Message:
    offers = draw(st.lists(st.builds(_offer, texts, texts, arguments, faults), max_size=2))
    return Message(
        role="assistant",
        content=draw(texts),
        reasoning=draw(st.just("") | texts),
        tool_calls=calls,
        weight=draw(weights),
        origin=Origin(alternatives=tuple(offers), faults=draw(faults)),
    )


def _offer(said: str, thought: str, made: str, why: tuple[str, ...]) -> Message:
    calls = (ToolCall(id="c0", name=BOOK.name, arguments=made),) if said else ()
    origin = Origin(faults=why)
    return Message("assistant", said, reasoning=thought, tool_calls=calls, origin=origin)


@st.composite
def dialogues(draw: st.DrawFn) -> KeptTrajectory:
    system = draw(
        st.lists(texts.map(lambda text: Message(role="system", content=text)), max_size=1)
    )
    said = [
        *system,
        *(one for part in draw(st.lists(rounds(), min_size=1, max_size=3)) for one in part),
    ]
    played = trajectory(*said)
    turns = [message.id for message in played.messages if message.role == "assistant"]
    masked = draw(st.sets(st.sampled_from(turns), max_size=len(turns) - 1))
    return KeptTrajectory(
        trajectory=played,
        scenario=scenario(),
        decision=Decision(keep=True, masked=dict.fromkeys(masked, "arguments.invalid")),
        tools=(WEATHER, BOOK),
    )


@pytest.mark.parametrize("name", EXPORTERS.built_in)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kept=dialogues())
def test_every_format_gives_back_what_was_put_in(
    name: str, tmp_path_factory: pytest.TempPathFactory, kept: KeptTrajectory
) -> None:
    exporter = built(name, tmp_path_factory.getbasetemp())
    for chat in exporter.chats([kept], Counter()):
        row = orjson.loads(orjson.dumps(exporter.row(chat), option=orjson.OPT_SERIALIZE_NUMPY))
        assert list(exporter.faults(row)) == []
        assert exporter.taught(row) == exporter.wanted(chat)


@pytest.mark.parametrize("name", EXPORTERS.built_in)
def test_whatever_is_hostile_comes_back_from_the_files(name: str, tmp_path: Path) -> None:
    rows = [*HOSTILE_ROWS, given_up_and_compacted()]
    exporter = built(name, tmp_path)
    report = exporter.export(rows, tmp_path)
    assert report.left_out == PAIRLESS.get(name, {})
    assert exporter.verify(tmp_path, rows) == report.rows


WEIGHTS: dict[str, Callable[[Any], list[float]]] = {
    "huggingface": lambda row: [one["weight"] for one in row["messages"] if one["train"]],
    "llamafactory_v1": lambda row: [
        one["loss_weight"] for one in row["messages"] if one["loss_weight"]
    ],
    "ms_swift": lambda row: [
        one.get("loss_scale", 1.0)
        for at, one in enumerate(row["messages"])
        if one.get("loss")
        and (one["role"] == "assistant" or not row["messages"][at - 1].get("loss"))
    ],
    "atif": lambda row: [
        step["extra"]["weight"] for step in row["steps"] if step.get("extra", {}).get("train")
    ],
    "trl": lambda row: [row["weight"]],
    "trl_tokens": lambda row: [next(one for one in row["weights"] if one)],
}
"""Where formats that have fractions of a loss write them, of what is learnt, in order."""


@pytest.mark.parametrize("name", WEIGHTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kept=dialogues())
def test_weights_come_back(
    name: str, tmp_path_factory: pytest.TempPathFactory, kept: KeptTrajectory
) -> None:
    exporter = built(name, tmp_path_factory.getbasetemp())
    for chat in exporter.chats([kept], Counter()):
        row = orjson.loads(orjson.dumps(exporter.row(chat), option=orjson.OPT_SERIALIZE_NUMPY))
        meant = [weight for one in chat.messages if (weight := learnt_weight(one))]
        assert WEIGHTS[name](row) == meant
