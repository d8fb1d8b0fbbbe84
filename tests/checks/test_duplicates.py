"""Duplicates in index order: the first stays, the next ones are named after it."""

import random

from hypothesis import given
from hypothesis import strategies as st

from dialogues import GOOD, call, result, says, trajectory, user
from toolmind.checks.duplicates import find_duplicates, shingles
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
    again = play("Paris", ask="Do I need an umbrella over there in {}?", index=1)
    found = find_duplicates([play("Paris"), again, play("Rome", index=2)])
    assert set(found) == {1}
    assert (found[1].outcome, found[1].code, found[1].scope) == ("fail", "same_calls", "trajectory")
    assert "t0" in found[1].explanation


def test_order_and_spacing_of_arguments_do_not_make_a_call_new():
    one = call("get_weather", '{"city": "Rome", "days": 2}')
    other = call("get_weather", '{"days":2,"city":"Rome"}')
    first = trajectory(user("a"), one, result({}), says("b"))
    again = trajectory(user("quite other words"), other, result({}), says("c"), index=1)
    assert {at: fault.code for at, fault in find_duplicates([first, again]).items()} == {
        1: "same_calls"
    }


def chat(text, index):
    return trajectory(user(text), says("I have no tool for that, sorry."), index=index)


def test_dialogues_without_calls_are_compared_by_their_words():
    rng = random.Random(0)
    words = [f"word{rng.randrange(10_000)}" for _ in range(120)]
    near = [*words[:60], "changed", *words[61:]]
    other = [f"word{rng.randrange(10_000)}" for _ in range(120)]
    texts = [" ".join(text) for text in (words, words, near, other)]
    found = find_duplicates(chat(text, index) for index, text in enumerate(texts))
    assert {at: fault.code for at, fault in found.items()} == {1: "exact", 2: "near"}


def test_what_is_dropped_is_not_compared_with_what_follows():
    words = [f"word{at}" for at in range(40)]
    drift = [" ".join(["new"] * at + words[at:]) for at in range(0, 40, 2)]
    found = find_duplicates(chat(text, index) for index, text in enumerate(drift))
    named = {fault.explanation.split()[5] for fault in found.values()}
    assert found
    assert not {f"t{at}" for at in found} & named


def test_same_calls_can_be_allowed():
    played = [
        play("Paris"),
        play("Paris", ask="Tell me, shall I take an umbrella when I go to {}?", index=1),
        trajectory(*GOOD, index=2),
        trajectory(*GOOD, index=3),
    ]
    found = find_duplicates(played, DuplicatesConfig(same_calls=False))
    assert {at: fault.code for at, fault in found.items()} == {3: "exact"}


def test_of_nothing_nothing_is_a_duplicate():
    assert find_duplicates([]) == {}


@given(st.lists(st.sampled_from(["a", "b", "c", "dé"]), max_size=8))
def test_shingles_are_equal_exactly_where_word_triples_are(said):
    numbers = shingles([user(" ".join(said))], "")
    triples = [tuple(said[at : at + 3]) for at in range(max(1, len(said) - 2))]
    assert len(numbers) == len(triples)
    assert len({*zip(numbers.tolist(), triples, strict=True)}) == len(set(triples))
    assert len(set(numbers.tolist())) == len(set(triples))
