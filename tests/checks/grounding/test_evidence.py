"""What was said proves the same whenever it is asked for."""

import json
from datetime import date, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.numbers import numbers_in

CLOCK = datetime(2025, 3, 5, 10, 0)
TEXTS = """
New York; tomorrow at half past six; twenty-five; 20%; 5; k; San Francisco; fullTime; in SF; $;
for 4 nights; 2025-03-04; [1,200]; a; couple
"""
SAID = st.lists(st.sampled_from([text.strip() for text in TEXTS.split(";")]), max_size=5)


def answers(evidence):
    return (
        [evidence.has_text(text) for text in ("new york", "25", "full time", "a couple", "5 k")],
        [evidence.has_initials("San Francisco"), evidence.has_initials("New York")],
        [evidence.has_word(word) for word in ("usd", "nights", "25", "francis", "full", "time")],
        [evidence.has_number(number) for number in (25, 20, 0.2, 5, 5000, 1, 200, 1200, 2)],
        [evidence.has_date(date(2025, 3, day)) for day in range(1, 12)],
        [evidence.has_time(hour, 30) for hour in (6, 18)],
        evidence.date_parts(),
    )


@given(SAID, SAID)
def test_it_does_not_matter_when_questions_are_asked(spoken, returned):
    late, early = Evidence(CLOCK), Evidence(CLOCK)
    for text in spoken:
        late.add(text)
        early.add(text)
        answers(early)
    for text in returned:
        content = orjson.dumps({"key": [text]}).decode()
        late.add_result(content)
        early.add_result(content)
        answers(early)
    assert answers(late) == answers(early)


@given(SAID)
def test_texts_prove_nothing_together_that_none_of_them_proves(texts):
    together, alone = Evidence(CLOCK), []
    together.add_result(orjson.dumps(texts).decode())
    for text in texts:
        one = Evidence(CLOCK)
        one.add_result(orjson.dumps([text]).decode())
        alone.append(answers(one))
    for kind, found in enumerate(answers(together)[:-1]):
        known = [any(each[kind][place] for each in alone) for place in range(len(found))]
        assert not texts or found == known


def test_signs_are_known_as_they_are_written():
    evidence = Evidence(CLOCK)
    evidence.add('The mask is "#".')
    evidence.add_result('{"emoji":"\N{THUMBS UP SIGN}"}')
    assert evidence.has_text("#") and evidence.has_text("\N{THUMBS UP SIGN}")
    assert not evidence.has_text("*")


def test_a_text_of_several_lines_is_known_as_json_quotes_it():
    lines = "BEGIN\n2a+k/zU5\nEND"
    evidence = Evidence(CLOCK)
    evidence.add(f"Use {orjson.dumps(lines).decode()}.")
    assert evidence.has_text(lines)
    assert not evidence.has_text(lines.replace("2a", "2b"))


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_number_proves_itself_and_no_other(said, asked):
    assert (asked in set(numbers_in(f"take {said} of them"))) == (said == asked)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,200 and 3,4", [1200, 3, 4]),
        ("[1,200]", [1, 200]),
        ("20% of 5k", [20, 0.2, 5, 5000]),
        ("2.5 million", [2.5, 2_500_000]),
        ("three hundred", [3, 300]),
        ("-.5 and .25", [-0.5, 0.25]),
        ("A12 v1.2", []),
        ("10-20", [10, 20]),
    ],
)
def test_numbers_are_read_as_written_and_with_their_unit(text, numbers):
    assert list(numbers_in(text)) == numbers


def test_a_result_that_is_no_json_is_one_text_and_keys_count():
    evidence = Evidence(CLOCK)
    evidence.add_result("Room 12 of the Ritz")
    evidence.add_result('{"wind_speed":3,"ok":true,"none":null}')
    assert evidence.has_text("the ritz") and evidence.has_number(12)
    assert evidence.has_text("wind speed") and evidence.has_number(3) and evidence.has_text("true")
    assert not evidence.has_text("null")


def test_what_echoes_an_invention_proves_nothing_and_what_stands_beside_it_does():
    evidence = Evidence(CLOCK)
    evidence.add_result('{"id":"H-99 booked","code":"B-1"}', {"H-99"})
    assert evidence.has_text("B-1")
    assert not evidence.has_text("booked") and not evidence.has_word("99")


def test_the_clock_is_known_and_without_one_no_day_is():
    assert Evidence(CLOCK).has_date(CLOCK.date()) and Evidence(CLOCK).has_time(10, 0)
    assert {2025, 3, 5, 10, 0} <= Evidence(CLOCK).date_parts()
    assert Evidence().date_parts() == set()


_SOUGHT = ("usd", "usds", "nausea", "date", "city", "w4082615", "twenty", "25th", "philadelphia")
_RETURNED = ("$5", "birthDate", "cities", "W4082615", "twenty-fifth", "Phil", "dates", "caf\u00e9")


@given(
    st.lists(st.sampled_from(_RETURNED), max_size=4),
    st.lists(st.sampled_from(_SOUGHT), min_size=1, max_size=4),
    st.booleans(),
)
def test_words_that_are_nowhere_are_told_without_taking_results_apart(
    returned: list[str], sought: list[str], ascii_only: bool
) -> None:
    content = json.dumps({"found": returned}, ensure_ascii=ascii_only)
    quick, plain = Evidence(), _ReadsAll()
    for evidence in (quick, plain):
        evidence.add("we saw it on the first day")
        evidence.add_result(content)
    assert quick.has_words(sought, 2) == plain.has_words(sought, 2)
    assert list(map(quick.has_word, sought)) == list(map(plain.has_word, sought))
    assert list(map(quick.has_form, sought)) == list(map(plain.has_form, sought))


class _ReadsAll(Evidence):
    def _lacks_begin(self, word: str) -> bool:
        return False
