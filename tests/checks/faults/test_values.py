"""Faults of values: nobody gave what a call carries."""

from __future__ import annotations

import pytest

from dialogues import call, result, says, user
from planted import GOOD, found, plant
from toolmind.checks.faults.base import Good

KINDS = ("invented_identifier", "invented_date", "invented_number", "invented_text", "off_by_one")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
async def test_each_is_found(kind: str, seed: int) -> None:
    planted = plant(kind, seed)
    assert planted is not None
    assert any(one.check == "grounding" for one in await found(planted))


@pytest.mark.parametrize("kind", (*KINDS, "placeholder", "swapped_arguments"))
def test_one_call_has_it_and_only_its_arguments(kind: str) -> None:
    planted = plant(kind)
    assert planted is not None
    differs = [a != b for a, b in zip(planted.messages, GOOD.messages, strict=True)]
    assert [at for at, other in enumerate(differs) if other] == [planted.at]
    (before,), (after,) = (m[planted.at].tool_calls for m in (GOOD.messages, planted.messages))
    assert (after.id, after.name) == (before.id, before.name)
    assert after.parsed().keys() == before.parsed().keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_tool_that_nobody_defines_will_do(kind: str) -> None:
    assert plant(kind, good=Good(GOOD.messages, {})) is not None


STAY = (
    user("the Ritz from March 10th, 2025 to March 14th, 2025"),
    call("find", {"name": "Ritz", "start_date": "2025-03-10", "end_date": "2025-03-14"}),
    result({}),
    says("Done."),
)


@pytest.mark.parametrize(
    ("kind", "check"),
    [("shifted_date", "grounding"), ("ends_first", "order"), ("missing_fact", "missing_fact")],
)
@pytest.mark.parametrize("seed", range(4))
async def test_days_and_facts(kind: str, check: str, seed: int) -> None:
    planted = plant(kind, seed, Good(STAY, {}))
    assert planted is not None
    assert planted.at == 1
    assert check in {one.check for one in await found(planted)}


def test_the_day_beside_one_that_was_said_is_no_fault() -> None:
    near = (user("from March 10th, 2025, not March 11th, 2025 nor March 9th, 2025"), *STAY[1:])
    only = call("find", {"start_date": "2025-03-10"})
    assert plant("shifted_date", good=Good((near[0], only, *STAY[2:]), {})) is None
