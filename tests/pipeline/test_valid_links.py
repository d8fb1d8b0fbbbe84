"""An item is planned again until all of its links are passed, by verdicts alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from drawn_chains import CHAINS, material, planner
from scripted import ScriptedModel, blocks
from toolmind.config import ScenariosConfig
from toolmind.errors import ItemError, ModelError
from toolmind.graph.validate_lazily import LazyValidator
from toolmind.models.base import ChatRequest
from toolmind.pipeline.valid_links import with_valid_links
from toolmind.prompts import load_prompt
from toolmind.scenarios.plan import Plan, Planner

PLANNER = planner(ScenariosConfig(kinds=[{"type": "multi_step", "min_calls": 2}]), 1)


def by(rule: str) -> Callable[[ChatRequest], str]:
    """Answer 9 for a link whose input has no letter of `rule` in its last name, else 1."""

    def answer(request: ChatRequest) -> str:
        told = blocks(request.messages[0].content)
        verdicts = []
        for one in told["Targets"]:
            ((_, into),) = one["links"]
            score = 1 if set(into.rpartition(".")[2]) & set(rule) else 9
            verdicts.append(
                {"target": one["name"], "transitivity": [score], "coherence": 9, "reason": ""}
            )
        return orjson.dumps({"verdicts": verdicts}).decode()

    return answer


def validator(answer: object, store: Path) -> LazyValidator:
    tools, _ = material()
    model = ScriptedModel(always=answer)
    return LazyValidator(tools, model, load_prompt("validate_edge"), store, (5, 5))


def plans() -> tuple[Planner, list[Plan]]:
    _, chains = material()
    return PLANNER, [PLANNER.plan(index, chains[index]) for index in range(0, CHAINS, 3)]


async def test_what_is_played_has_passed_links_alone_whoever_was_judged_before(
    tmp_path: Path,
) -> None:
    plans_by, drawn = plans()
    one, other = (validator(by("aou"), tmp_path / name) for name in "ab")
    made = [await with_valid_links(plan, plans_by, one) for plan in drawn]
    assert any(before.chain != after.chain for before, after in zip(drawn, made, strict=True))
    assert all(len(plan.chain.tools) >= 2 and plan.chain.links for plan in made)
    for plan in made:
        inputs = (link.dst_input.rpartition(".")[2] for link in plan.chain.links)
        assert not any(set("aou") & set(name) for name in inputs)
    # Verdicts on other items' links change no item.
    backwards = [await with_valid_links(plan, plans_by, other) for plan in reversed(drawn)]
    assert backwards[::-1] == made


async def test_all_passed_changes_nothing(tmp_path: Path) -> None:
    plans_by, drawn = plans()
    judge = validator(by(""), tmp_path / "v")
    assert [await with_valid_links(plan, plans_by, judge) for plan in drawn] == drawn


async def test_where_nothing_passes_the_item_fails_and_is_no_pass(tmp_path: Path) -> None:
    plans_by, drawn = plans()
    with pytest.raises(ItemError, match=r"links\.refused|kind\.none_allows"):
        await with_valid_links(drawn[0], plans_by, validator("no verdict", tmp_path / "v"))


async def test_an_endpoint_that_does_not_answer_is_told_as_what_it_is(tmp_path: Path) -> None:
    plans_by, drawn = plans()
    judge = validator(ModelError("model.unavailable"), tmp_path / "v")
    with pytest.raises(ModelError):
        await with_valid_links(drawn[0], plans_by, judge)
