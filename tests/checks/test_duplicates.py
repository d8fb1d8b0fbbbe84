"""Duplicates in index order: the first stays, the next ones are named after it."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import GOOD, call, result, says, trajectory, user
from toolmind.checks.duplicates import Sketches, find_duplicates, minhash, shingles, word_triples
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


@pytest.mark.parametrize("common", [0, 300, 600, 900])
def test_minhash_estimates_the_jaccard_index_as_well_as_128_draws_can(common):
    rng = np.random.default_rng(common)
    jaccard, errors = common / (2000 - common), []
    for _ in range(100):
        drawn = rng.choice(1 << 32, 2000 - common, replace=False).astype(np.uint64)
        left, right = drawn[:1000], drawn[1000 - common :]
        errors.append((minhash(left) == minhash(right)).mean() - jaccard)
    spread = (jaccard * (1 - jaccard) / 128) ** 0.5
    assert abs(np.mean(errors)) < 0.01
    assert np.std(errors) <= 1.3 * spread + 1e-3  # 16 bits are equal by chance now and then


def test_a_set_has_one_signature_in_whatever_order_and_number_its_members_stand():
    members = np.arange(50, dtype=np.uint64)
    assert (minhash(members) == minhash(np.tile(members[::-1], 3))).all()


@given(st.lists(st.sampled_from(["a", "b", "c", "dé"]), max_size=8))
def test_shingles_are_equal_exactly_where_word_triples_are(said):
    numbers = shingles([user(" ".join(said))], "")
    triples = [tuple(said[at : at + 3]) for at in range(max(1, len(said) - 2))]
    assert len(numbers) == len(triples)
    assert len({*zip(numbers.tolist(), triples, strict=True)}) == len(set(triples))
    assert len(set(numbers.tolist())) == len(set(triples))


def test_rows_of_one_family_are_not_held_against_each_other():
    sketches = Sketches()
    text = word_triples("put the kettle on and then we all have tea")
    for family in ("a", "a", "b", ""):
        sketches.add(text, "the same call", family)
    assert list(sketches.repeats(0.9)) == [(2, 0, None), (3, 0, None)]
