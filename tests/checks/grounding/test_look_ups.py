"""Choices that a look-up makes: gone through, unsure, or made up."""

from __future__ import annotations

import pytest

from dialogues import call
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.look_ups import LookUps

KINDS = {"enum": ["digger", "tower", "sander", "chipper"]}


def standing(*tried, value="tower", schema=KINDS, meant=None, said="Is there a digger?"):
    evidence = Evidence(None)
    evidence.add(said)
    made = [call("search", {"kind": one}, f"c{at}") for at, one in enumerate((*tried, value))]
    made.append(call("other", {"kind": "sander"}))
    broken = call("search", "{")
    calls = [one for message in (*made, broken) for one in message.tool_calls]
    return LookUps("search", calls, evidence).standing("kind", value, schema, meant)


@pytest.mark.parametrize(
    ("tried", "meant", "found"),
    [
        ((), None, "invented"),  # the digger was asked for
        (("digger",), None, "unsure"),  # and was looked for
        (("digger", "sander"), None, "own"),
        ((), ["digger"], "invented"),
        (("digger",), ["digger"], "unsure"),
        (("sander",), ["digger"], "invented"),
        ((), [], "invented"),  # told only when asked for
        (("sander",), [], "invented"),
        (("sander", "chipper"), [], "own"),
    ],
)
def test_what_was_asked_for_is_looked_for_before_another_choice(tried, meant, found):
    assert standing(*tried, meant=meant) == found


def test_of_two_choices_both_are_gone_through_and_of_one_there_is_no_choice():
    two = {"enum": ["tower", "digger"]}
    assert standing(schema=two, said="What is there?") == "unsure"
    assert standing("digger", schema=two) == "own"
    assert standing(schema={"enum": ["tower"]}, said="") == "unsure"
    assert standing(True, value=False, schema={"type": "boolean"}) == "own"
    assert standing(value=False, schema={"type": "boolean"}) == "unsure"


def test_of_what_is_told_only_when_asked_for_a_part_may_have_been_told_before():
    kinds = {"enum": ["floor sander", "wood chipper"]}
    for said, found in (("For an old floor.", "unsure"), ("For the hall.", "invented")):
        assert standing(value="floor sander", schema=kinds, meant=[], said=said) == found
    chosen = "The floor is under a wood chipper."
    assert standing(value="floor sander", schema=kinds, meant=[], said=chosen) == "invented"


def test_what_the_schema_does_not_offer_is_no_choice():
    assert standing("digger", "sander", value="boat") == "invented"
