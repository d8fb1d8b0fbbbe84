"""Faults that only the whole data set shows."""

import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_rows import ASK, answer, calls, found, right, row, text
from toolmind.audit.data_faults import ArrowTypes, dialogue_key, tail_bound
from toolmind.datasets.dialogue import Dialogue
from toolmind.records import Message

BAD = {
    "reasoning_lost": [row(ASK, text(), ASK, text(reasoning_content="Now I think."))],
    "arrow_types": [
        row(
            ASK,
            calls("get_weather", {"city": "Paris"}, "a"),
            answer(call_id="a"),
            calls("get_weather", {"city": ["Paris"]}, "b"),
        )
    ],
}


@pytest.mark.parametrize(("name", "bad"), [(n, r) for n, rows in BAD.items() for r in rows])
def test_a_row_with_the_fault_is_found_and_placed(name, bad, tmp_path):
    faults = found(tmp_path, right(), bad)
    assert name in faults
    assert faults[name].rows == 1
    assert faults[name].where.startswith(f"{tmp_path}/data.jsonl:2")
    assert faults[name].example


def listed(number, place, rng, shown=4):
    tools = [f"tool{number}x{other}" for other in range(shown)]
    called = tools[0]
    others = rng.sample(tools[1:], shown - 1)
    others.insert(place, called)
    specs = [{"type": "function", "function": {"name": name}} for name in others]
    return row({"role": "user", "content": f"{number}"}, calls(called, "{}"), tools=specs)


def test_the_called_tool_first_is_a_bias_and_a_shuffle_is_none(tmp_path):
    rng = random.Random(0)
    biased = [listed(n, 0 if n % 50 else 1, rng) for n in range(100)]
    faults = found(tmp_path, *biased)
    assert faults["called_first"].rows == 98
    for seed in range(5):
        rng = random.Random(seed)
        shuffled = [listed(n, rng.randrange(4), rng) for n in range(200)]
        assert "called_first" not in found(tmp_path, *shuffled)


def test_one_tool_shown_says_nothing_of_order(tmp_path):
    rows = [listed(n, 0, random.Random(0), shown=1) for n in range(50)]
    assert "called_first" not in found(tmp_path, *rows)


def test_the_bound_holds_against_the_exact_binomial():
    for hits in range(11):
        exact = sum(comb(10, k) * 0.3**k * 0.7 ** (10 - k) for k in range(hits, 11))
        assert tail_bound(hits, 10, 0.3) >= exact - 1e-12


def test_few_call_traces(tmp_path):
    faults = found(tmp_path, right("Paris"), right("Rome"), right("Paris"))
    assert faults["few_traces"].rows == 1
    assert faults["few_traces"].example.endswith("data.jsonl:1")
    rows = [right(city) for city in ("Paris", "Rome", "Oslo")]
    assert "few_traces" not in found(tmp_path, *rows)


def test_turns_of_one_trajectory_are_not_repeats_of_each_other(tmp_path):
    named = [right("Paris", trajectory="t1"), right("Paris", trajectory="t1")]
    assert "few_traces" not in found(tmp_path, *named)


def test_few_traces_among_named_trajectories(tmp_path):
    named = [right("Paris", trajectory=f"t{number}") for number in range(3)]
    fault = found(tmp_path, *named)["few_traces"]
    assert fault.rows == 2
    assert fault.example


def test_few_traces_are_those_of_more_than_one_row_in_twenty(tmp_path):
    rows = [right(f"Town{n}") for n in range(19)]
    assert "few_traces" not in found(tmp_path, *rows, right("Town0"))
    assert found(tmp_path, *rows, right("Town0"), right("Town1"))["few_traces"].rows == 2


def test_rows_without_calls_repeat_nothing(tmp_path):
    assert "few_traces" not in found(tmp_path, *[row(ASK, text())] * 5)


def test_of_the_rows_of_a_trajectory_the_longest_is_compared(tmp_path):
    whole = [right("Paris", trajectory="t1"), right("Rome", trajectory="t2")]
    cut = [{**one, "messages": one["messages"][:2]} for one in whole]
    assert "few_traces" not in found(tmp_path, *cut, *whole)
    again = right("Paris", trajectory="t3")
    assert found(tmp_path, *cut, *whole, again)["few_traces"].where == f"{tmp_path}/data.jsonl:5"


def thinking(*thoughts):
    turns = [text(reasoning_content=thought) if thought else text() for thought in thoughts]
    return row(*[message for turn in turns for message in (ASK, turn)])


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ([("", "a")], 1),
        ([("", "a"), ("a", "a")], 1),
        ([("", "a"), ("a", "a"), ("a", "a")], 0),
        ([("a",)], 0),
        ([("", "")], 0),
        ([("a", "")], 0),
    ],
)
def test_reasoning_is_lost_where_most_rows_have_it_in_the_last_turn_alone(rows, lost, tmp_path):
    faults = found(tmp_path, *[thinking(*thoughts) for thoughts in rows])
    assert ("reasoning_lost" in faults) is bool(lost)
    assert not lost or faults["reasoning_lost"].rows == lost


def typed_call(number, **arguments):
    return row(ASK, calls("get_weather", arguments, f"c{number}"))


@pytest.mark.parametrize(
    ("values", "mixed"),
    [
        ((1, 2.5), False),
        ((1, None), False),
        ((True, 1), True),
        (([1], [None]), False),
        (([1], ["a"]), True),
        (({"a": 1}, {"b": "x"}), False),
        (({"a": 1}, {"a": "x"}), True),
        ((["a"], {"a": 1}), True),
    ],
)
def test_types_are_mixed_where_arrow_has_no_column_for_them(values, mixed, tmp_path):
    rows = [typed_call(number, days=value) for number, value in enumerate(values)]
    assert ("arrow_types" in found(tmp_path, *rows)) is mixed
    texts = [typed_call(number, days=str(value)) for number, value in enumerate(values)]
    assert "arrow_types" not in found(tmp_path, *texts)


def test_types_are_mixed_within_a_file_and_in_parquet_not_at_all():
    def one(file, value):
        return Dialogue((), (), frozenset(), argument_values=(value,), file=file)

    fault = ArrowTypes()
    rows = [one("a.jsonl", "{}"), one("b.jsonl", {}), one("c.parquet", {}), one("c.parquet", [])]
    assert [list(fault.look(row)) for row in rows] == [[], [], [], []]
    assert list(fault.look(one("b.jsonl", [])))


def test_rows_cut_from_one_dialogue_have_one_key():
    def dialogue(first, tools=(), trajectory=""):
        messages = (Message(role="system", content="s"), Message(role="user", content=first))
        return Dialogue(messages, tools, frozenset(), trajectory=trajectory)

    assert dialogue_key(dialogue("a")) == dialogue_key(dialogue("a"))
    assert dialogue_key(dialogue("a", trajectory="t")) == dialogue_key(
        dialogue("b", trajectory="t")
    )
    assert len({dialogue_key(dialogue(*parts)) for parts in ARGUMENTS}) == len(ARGUMENTS)


ARGUMENTS = [("a",), ("b",), ("a", ({"name": "x"},)), ("a", ({"name": "y"},)), ("a", (), "t")]


@given(st.integers(1, 60), st.data())
def test_the_bound_is_a_probability_that_falls_with_the_hits(trials, data):
    chance = data.draw(st.floats(0.01, 0.99))
    bounds = [tail_bound(hits, trials, chance) for hits in range(trials + 1)]
    assert all(0 <= bound <= 1 for bound in bounds)
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] == 1.0
