"""What the embedded user says, the embedded assistant reads."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.player.language import (
    Reference,
    read_facts,
    read_question,
    read_references,
    say_facts,
    say_question,
    say_references,
)
from toolmind.offline.player.wishes import (
    AT_THE_SAME_TIME,
    LATER_GREETINGS,
    is_at_once,
    read_goal,
    read_steps,
    say_greeting,
    say_steps,
    say_wish,
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=6,
)
LABELS = ["name", "rule name", "order id", "id", "start date", "città", "名前", "userId"]
labels = st.sampled_from(LABELS)


@given(st.dictionaries(labels, json_values, min_size=1, max_size=5), st.integers())
def test_facts_are_read_as_they_were_said(known: dict[str, object], seed: int) -> None:
    wish = f"Please book a table. {say_facts(known, Random(seed))}"
    assert read_facts(wish, LABELS) == known


@given(json_values)
def test_a_value_that_looks_like_a_statement_is_one_value(value: object) -> None:
    known = {"note": 'the id is "7"; name: "x". Use the id from the earlier result.', "id": value}
    assert read_facts(say_facts(known, Random(1)), ["note", "id", "name"]) == known


def test_a_label_may_begin_with_is() -> None:
    text = 'Details: glossary: "a"; is native only: true; are trusted: ["x"].'
    labels = ["glossary", "is native only", "are trusted"]
    assert read_facts(text, labels) == dict(zip(labels, ["a", True, ["x"]], strict=True))


def test_a_label_within_a_longer_one_is_not_read() -> None:
    assert read_facts('The rule name is "a".', ["name", "rule name"]) == {"rule name": "a"}


origins = st.sampled_from(["", "find a table", "list the rules"])


@given(st.lists(st.builds(Reference, labels, labels, origins), min_size=1), st.integers())
def test_references_are_read_as_they_were_said(said: list[Reference], seed: int) -> None:
    text = say_references(said, Random(seed))
    found, rest = read_references(f"Please book it. {text}")
    assert sorted(found) == sorted(said)
    assert rest.strip() == "Please book it." or rest.replace(".", "").strip() == "Please book it"


@given(st.lists(labels, min_size=1, max_size=4, unique=True))
def test_a_question_is_read_as_it_was_asked(asked: list[str]) -> None:
    assert read_question(f"Fine. {say_question(asked)}") == tuple(asked)
    assert not read_question("Anything else?")


@given(st.integers(2, 8), st.integers())
def test_steps_are_split_as_they_were_joined(count: int, seed: int) -> None:
    wishes = [f"book table {number}. The size is {number}." for number in range(count)]
    read = read_steps(say_steps(wishes, Random(seed)))
    assert [f"{wish[:1].lower()}{wish[1:]}" for wish in read] == wishes


@given(st.sampled_from(AT_THE_SAME_TIME), st.integers())
def test_that_wishes_may_be_met_at_once_is_no_part_of_them(ending: str, seed: int) -> None:
    text = f"{say_steps(['list them', 'count them'], Random(seed))}\n\n{ending}."
    assert is_at_once(text) and not is_at_once(ending[:9])
    assert [read_goal(wish).lower() for wish in read_steps(text)] == ["list them", "count them"]


@given(
    st.sampled_from(["book a table", "list U.S. states", "I/O (read)"]),
    st.one_of(
        st.sampled_from(LATER_GREETINGS),
        st.builds(
            say_greeting, st.sampled_from(["", "Ada Moore"]), st.randoms(use_true_random=False)
        ),
    ),
    st.integers(),
)
def test_a_wish_is_read_as_it_was_said(wish: str, greeting: str, seed: int) -> None:
    said = say_wish(wish, greeting, Random(seed))
    assert read_goal(f'{said} The name is "x".') == wish
    assert read_goal(said) == wish
    more = "Use the id from the earlier result. Use the day from the earlier result as the date."
    assert read_goal(read_references(f"{said} {more}")[1]) == wish


def test_the_goal_is_what_is_left_without_details() -> None:
    assert read_goal('Could you book a table? The name is "x".') == "book a table"
    assert read_goal("list the rules. Details: id: 3.") == "list the rules"


def test_a_boolean_is_said_without_saying_is_twice():
    known = {"is public": True, "show deleted": False, "name": "a"}
    said = {say_facts(known, Random(seed)) for seed in range(30)}
    assert 'The name is "a", public is true and show deleted is false.' in said
    for text in said:
        assert read_facts(f"Please do it. {text}", list(known)) == known
    alone = say_facts({"show deleted": True}, Random(1))
    assert alone.endswith("show deleted: true.")
    assert read_facts("Public is true.", ["is public", "public"]) == {"public": True}
