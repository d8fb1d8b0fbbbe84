"""The ablation in small: what its arms make of a dialogue, and what counts as right."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from dialogues import call, kept, result, says, user
from toolmind.config import ScenariosConfig
from toolmind.runs.checked import CheckedRow, CheckedTurn
from toolmind.tools.pool import read_pool

FOLDER = Path(__file__).parents[2] / "benchmarks" / "ablation"
MODULES = ("data", "turns", "summary", "corpora")


@pytest.fixture
def ablation(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    monkeypatch.syspath_prepend(FOLDER)
    yield SimpleNamespace(**{name: import_module(name) for name in MODULES})
    for name in MODULES:
        sys.modules.pop(name, None)


def test_the_pool_and_the_kinds_are_such_as_a_run_takes(ablation: SimpleNamespace) -> None:
    assert len(list(read_pool([FOLDER / "pool.jsonl"]))) == 12
    ScenariosConfig.model_validate({"kinds": yaml.safe_load(ablation.data.KINDS)})


def row(data: Any) -> Any:
    """A dialogue whose first call, m1, is wrong, which the rules know."""
    right = (call("get_weather", {"city": "Oslo"}), result({"sky": "grey"}), says("It is grey."))
    asks = user("What is the weather in Oslo?")
    wrong = (call("get_weather", {"city": "Rome"}, "c0"), result({"sky": "wet"}, "c0"))
    turns = tuple(CheckedTurn(message=name, train=name != "m1", weight=1) for name in ("m1", "m3"))
    checked = CheckedRow(file="f", row=1, id="t", keep=True, turns=turns)
    return data.Row(kept(asks, *wrong, *right), kept(asks, *right), "m1", checked, b"")


def test_an_arm_drops_masks_or_takes_out_the_wrong_turn(ablation: SimpleNamespace) -> None:
    one = row(ablation.data)

    def made(arm: str) -> list[Any]:
        return list(ablation.data.arm_rows(arm, [one]))

    def said(arm: str) -> list[str]:
        return [message.id for message in made(arm)[0].trajectory.messages]

    assert made("trajectories dropped") == []
    assert said("all turns") == ["m0", "m1", "m2", "m3", "m4", "m5"]
    assert said("turns dropped") == ["m0", "m3", "m4", "m5"]
    assert [
        list(made(arm)[0].decision.masked) for arm in ("all turns", "turns masked", "rules")
    ] == [
        [],
        ["m1"],
        ["m1"],
    ]


CALL = [
    "\n<tool_call>",
    '\n{"name": "',
    "get",
    "_sky",
    '", "arguments": ',
    '{"a": 1}}',
    "<end>",
    "\n",
]


@pytest.mark.parametrize(
    ("wrong", "called", "expected"),
    [
        ((), True, (True, True, True)),
        ((7,), True, (True, True, True)),
        ((5,), True, (True, True, False)),
        ((3,), True, (True, False, False)),
        ((), False, (False, False, False)),
    ],
)
def test_a_call_is_right_to_its_last_token(
    ablation: SimpleNamespace, wrong: tuple[int, ...], called: bool, expected: tuple[bool, ...]
) -> None:
    right = [at not in wrong for at in range(len(CALL))]
    found = ablation.turns.judged(CALL, right, called)
    assert (found["decided"], found["tool"], found["arguments"]) == expected
    words = ablation.turns.judged(["No", "."], [False, False], called)
    assert words["decided"] is not called


def test_turns_are_the_runs_of_labels(ablation: SimpleNamespace) -> None:
    assert list(ablation.turns.spans([-100, 5, 6, -100, 7])) == [(1, 3), (4, 5)]


def result_of(ablation: SimpleNamespace, arm: str, seed: int, right: int) -> Any:
    turns = [
        ablation.turns.Turn("held_out", at, True, at < right, False, False, 1.0, 2)
        for at in range(40)
    ]
    return ablation.turns.Result(arm, seed, 1, 1, 9, 1, 1, 0.0, 0.0, turns)


def test_a_difference_is_marked_where_its_interval_leaves_out_none(
    ablation: SimpleNamespace,
) -> None:
    found = {
        arm: [result_of(ablation, arm, seed, right) for seed in (0, 1)]
        for arm, right in (("all", 10), ("same", 10), ("better", 30))
    }
    table = ablation.summary.table(found, "all")
    assert "| same | 2 | 9 | 1 | 25.0 (+0.0 to +0.0)" in table
    better = next(line for line in table.splitlines() if line.startswith("| better"))
    assert "| 75.0 (+3" in better and "*)" in better


def test_a_point_of_a_curve_is_marked_where_it_is_apart_from_the_one_above(
    ablation: SimpleNamespace,
) -> None:
    found = {
        arm: [result_of(ablation, arm, seed, right) for seed in (0, 1)]
        for arm, right in (("1,000 samples", 10), ("3,000 samples", 10), ("10,000 samples", 30))
    }
    first, second, third = ablation.summary.curve(found).splitlines()[2:]
    assert "| 25.0 (12.5–" in first
    assert "*" not in first + second
    assert "| 75.0 (6" in third
    assert third.count("*") == 1


def test_only_turns_of_the_held_out_set_that_is_asked_for_count(ablation: SimpleNamespace) -> None:
    one = result_of(ablation, "all", 0, 3)
    assert len(one.on("held_out").turns) == 40
    assert one.on("held_out_open").turns == []


def test_arms_are_compared_by_the_seeds_that_all_have(ablation: SimpleNamespace) -> None:
    found = {
        "a": [result_of(ablation, "a", seed, 1) for seed in (0, 1, 2)],
        "b": [result_of(ablation, "b", seed, 1) for seed in (0, 2)],
    }
    assert [one.seed for one in ablation.summary.common(found)["a"]] == [0, 2]
    assert "| b | 2 |" in ablation.summary.curve(found), "each row has its own seeds"


def test_functions_and_dialogues_of_a_corpus_have_the_same_names_and_short_results(
    ablation: SimpleNamespace,
) -> None:
    function = ablation.corpora.shown_function({"id": "Events_2.Find", "name": "Find"})
    assert (function["id"], function["name"]) == ("Events_2_Find", "Events_2_Find")
    asked = {"id": "c", "function": {"name": "Events_2.Find", "arguments": "{}"}}
    row = {
        "tools": ["Events_2.Find"],
        "messages": [
            {"role": "assistant", "content": None, "tool_calls": [asked]},
            {"role": "tool", "tool_call_id": "c", "content": '[{"a": 1}, {"a": 2}]'},
            {"role": "tool", "tool_call_id": "c", "content": '{"a": 1}'},
        ],
    }
    shown = ablation.corpora.shown_dialogue(row)
    assert shown["tools"] == ["Events_2_Find"]
    assert shown["messages"][0]["tool_calls"][0]["function"]["name"] == "Events_2_Find"
    assert [message["content"] for message in shown["messages"][1:]] == ['[{"a":1}]', '{"a":1}']


def test_panels_of_other_settings_have_files_of_their_own(
    ablation: SimpleNamespace, tmp_path: Path
) -> None:
    names = []
    for seed in (1, 2, 1):
        (tmp_path / "judges.yaml").write_text(f"seed: {seed}\n")
        names.append(ablation.data.panel_name(tmp_path / "judges.yaml"))
    assert names[0] == names[2] != names[1]
