"""Links judged as chains use them: once, by themselves, failures no passes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph_tools import make_tool
from scripted import ScriptedModel, blocks
from toolmind.errors import BudgetExceeded, ModelError
from toolmind.graph.validate_lazily import LazyValidator, requests_of
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link

TOOLS = {name: make_tool(name, {"x": "In", "y": "In"}, {"p": "Out", "q": "Out"}) for name in "abc"}
PROMPT = load_prompt("validate_edge")
CHAIN = Chain(
    id="c",
    tools=("a", "b", "c"),
    links=(Link(0, "p", 1, "x"), Link(0, "q", 2, "x[]"), Link(1, "p", 2, "y")),
)
AB, AC, BC = ("a", "p", "b", "x"), ("a", "q", "c", "x"), ("b", "p", "c", "y")


def said(*scores: tuple[str, int, int]) -> dict[str, Any]:
    return {
        "verdicts": [
            {"target": target, "transitivity": [t], "coherence": c, "reason": "so"}
            for target, t, c in scores
        ]
    }


def validator(model: ScriptedModel, store: Path, least: tuple[int, int] = (5, 5)) -> LazyValidator:
    return LazyValidator(TOOLS, model, PROMPT, store, least)


async def test_each_link_has_a_verdict_of_its_own_and_those_of_a_source_one_request(
    tmp_path: Path,
) -> None:
    model = ScriptedModel(said(("b", 9, 4), ("c", 5, 5)), said(("c", 4, 9)))
    assert await validator(model, tmp_path / "v").refused(CHAIN) == {AB, BC}
    asked = [blocks(prompt) for prompt in model.prompts]
    assert [one["Source"]["name"] for one in asked] == ["a", "b"]
    assert [target["links"] for target in asked[0]["Targets"]] == [[["p", "x"]], [["q", "x"]]]


async def test_what_was_judged_is_not_asked_again_not_by_the_next_start_either(
    tmp_path: Path,
) -> None:
    store = tmp_path / "v"
    first = validator(ScriptedModel(said(("b", 9, 9), ("c", 9, 9)), said(("c", 1, 1))), store)
    found = [await first.refused(CHAIN) for _ in range(2)]
    store.write_bytes(store.read_bytes() + b'{"key": "to')  # a kill in the middle of a line
    found.append(await validator(ScriptedModel(), store).refused(CHAIN))
    assert found == [{BC}] * 3
    # Another cut-off needs no other verdict.
    assert not await validator(ScriptedModel(), store, (1, 1)).refused(CHAIN)


async def test_two_that_ask_at_once_ask_once(tmp_path: Path) -> None:
    model = ScriptedModel(said(("b", 9, 9), ("c", 9, 9)), said(("c", 9, 9)))
    it = validator(model, tmp_path / "v")
    assert await asyncio.gather(*(it.refused(CHAIN) for _ in range(3))) == [frozenset()] * 3
    assert len(model.requests) == 2


async def test_a_reply_without_verdicts_is_a_failure_that_is_no_pass_and_asked_for_anew(
    tmp_path: Path,
) -> None:
    store = tmp_path / "v"
    it = validator(ScriptedModel(*["no"] * 3, said(("c", 9, 9))), store, (0, 0))
    assert await it.refused(CHAIN) == {AB, AC}
    assert await it.refused(CHAIN) == {AB, AC}, "one start asks once"
    codes = [orjson.loads(line).get("failed") for line in store.read_bytes().split()]
    assert codes == ["reply.malformed_json", "reply.malformed_json", None]
    again = ScriptedModel(said(("b", 9, 9), ("c", 9, 9)))
    assert not await validator(again, store).refused(CHAIN)


@pytest.mark.parametrize("error", [ModelError("model.unavailable"), BudgetExceeded("enough")])
async def test_an_endpoint_that_does_not_answer_leaves_the_item_owed(
    error: Exception, tmp_path: Path
) -> None:
    it = validator(
        ScriptedModel(error, said(("b", 9, 9), ("c", 9, 9)), said(("c", 9, 9))), tmp_path / "v"
    )
    with pytest.raises(type(error)):
        await it.refused(CHAIN)
    assert not await it.refused(CHAIN), "what comes then asks again"


async def test_a_chain_without_links_asks_nothing(tmp_path: Path) -> None:
    assert not await validator(ScriptedModel(), tmp_path / "v").refused(Chain(id="c", tools=("a",)))


def test_what_chains_would_ask_counts_each_link_once() -> None:
    asked = list(requests_of([CHAIN, CHAIN], TOOLS, PROMPT))
    assert [judged for _, judged in asked] == [2, 1]
