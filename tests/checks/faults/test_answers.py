"""Faults of answers: what is told and not so."""

from __future__ import annotations

from dialogues import call, result, says, user
from planted import GOOD, found, plant
from toolmind.checks.faults.base import Good


def test_a_number_of_a_result_is_told_otherwise() -> None:
    planted = plant("wrong_number")
    assert planted is not None
    assert planted.at == 3
    assert "1357" not in planted.messages[3].content
    assert len(planted.messages[3].content) == len(GOOD.messages[3].content)


def test_a_sentence_that_rests_on_nothing_is_added() -> None:
    planted = plant("unsupported_claim")
    assert planted is not None
    said = planted.messages[planted.at].content
    assert said.startswith(GOOD.messages[planted.at].content)
    assert any(char.isdigit() for char in said.removeprefix(GOOD.messages[planted.at].content))


def test_results_are_told_that_nobody_looked_up() -> None:
    planted = plant("premature_answer")
    assert planted is not None
    assert planted.messages == (GOOD.messages[0], *GOOD.messages[3:])
    assert planted.at == 1


def test_a_failure_is_told_as_a_success() -> None:
    planted = plant("ignored_failure")
    assert planted is not None
    assert planted.messages[planted.at] == GOOD.messages[planted.at]
    assert planted.messages[planted.at - 1].status == "error"


async def test_what_nobody_did_is_claimed() -> None:
    good = Good((user("a room"), says("Where?"), user("Oslo"), *GOOD.messages[1:4]), GOOD.tools)
    planted = plant("claimed_action", good=good)
    assert planted is not None
    assert planted.at == 1
    assert "no_action" in {one.code for one in await found(planted)}
    assert plant("claimed_action") is None  # no answer comes before the first call


async def test_what_nobody_did_is_claimed_in_the_language_of_the_answer():
    asked = (user("Ein Zimmer, bitte."), says("In welcher Stadt suchen Sie denn ein Zimmer?"))
    planted = plant("claimed_action", good=Good((*asked, user("Oslo"), *GOOD.messages[1:4]), {}))
    assert planted is not None
    assert planted.messages[1].content.endswith(asked[1].content)
    assert "gebucht" in planted.messages[1].content or "storniert" in planted.messages[1].content


async def test_one_less_is_told_than_there_are() -> None:
    listed = result([{"room": at} for at in range(14, 20)])
    good = Good((user("rooms?"), call("find_rooms", {}), listed, says("Here they are.")), {})
    planted = plant("wrong_count", good=good)
    assert planted is not None
    assert planted.messages[3].content == "There are 5 options in all. Here they are."
    assert "other_number" in {one.code for one in await found(planted)}
    assert plant("wrong_count") is None
