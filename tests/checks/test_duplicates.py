"""Duplicates in index order: the first stays, the next ones are named after it."""

import random

from dialogues import GOOD, call, result, says, trajectory, user
from toolmind.checks.duplicates import Deduplicator, minhash
from toolmind.config import DuplicatesConfig


def play(city, *, ask="What will the weather be in {}?", index=0):
    return trajectory(
        user(ask.format(city)),
        call("get_weather", {"city": city}),
        result({}),
        says("Clear."),
        index=index,
    )


def test_the_same_calls_in_other_words_are_a_duplicate():
    seen = Deduplicator()
    assert seen.verdict(play("Paris")).outcome == "pass"
    verdict = seen.verdict(play("Paris", ask="Do I need an umbrella over there in {}?", index=1))
    assert (verdict.outcome, verdict.code, verdict.scope) == ("fail", "same_calls", "trajectory")
    assert "t0" in verdict.explanation
    assert seen.verdict(play("Rome", index=2)).outcome == "pass"


def test_order_and_spacing_of_arguments_do_not_make_a_call_new():
    seen = Deduplicator()
    one = call("get_weather", '{"city": "Rome", "days": 2}')
    other = call("get_weather", '{"days":2,"city":"Rome"}')
    assert seen.verdict(trajectory(user("a"), one, result({}), says("b"))).outcome == "pass"
    again = trajectory(user("quite other words"), other, result({}), says("c"), index=1)
    assert seen.verdict(again).code == "same_calls"


def chat(text, index):
    return trajectory(user(text), says("I have no tool for that, sorry."), index=index)


def test_dialogues_without_calls_are_compared_by_their_words():
    rng = random.Random(0)
    words = [f"word{rng.randrange(10_000)}" for _ in range(120)]
    near = [*words[:60], "changed", *words[61:]]
    other = [f"word{rng.randrange(10_000)}" for _ in range(120)]
    seen = Deduplicator()
    outcomes = [
        seen.verdict(chat(" ".join(text), index))
        for index, text in enumerate((words, words, near, other))
    ]
    assert [(v.outcome, v.code) for v in outcomes] == [
        ("pass", ""),
        ("fail", "exact"),
        ("fail", "near"),
        ("pass", ""),
    ]


def test_same_calls_can_be_allowed():
    seen = Deduplicator(DuplicatesConfig(same_calls=False))
    assert seen.verdict(play("Paris")).outcome == "pass"
    other = play("Paris", ask="Tell me, shall I take an umbrella when I go to {}?", index=1)
    assert seen.verdict(other).outcome == "pass"
    assert seen.verdict(trajectory(*GOOD, index=2)).outcome == "pass"
    assert seen.verdict(trajectory(*GOOD, index=3)).code == "exact"


def test_minhash_estimates_the_jaccard_index():
    left = {f"a{n}" for n in range(1000)}
    right = {f"a{n}" for n in range(250, 1250)}  # 750 in common of 1,250
    estimate = (minhash(left) == minhash(right)).mean()
    assert abs(estimate - 0.6) < 0.13  # three standard errors of 128 draws
