"""Validation: verdicts beside scores, resumed, failures no passes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from scripted import blocks
from toolmind.chains.walk import sample_chains
from toolmind.config import ChainsConfig
from toolmind.errors import BudgetExceeded, DataError, ModelError
from toolmind.graph.build import build_graph
from toolmind.graph.graph import FAILED, load_graph
from toolmind.graph.validate import validate_graph
from toolmind.models.ask_again import accepted
from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.records import Message, Tool


class Judge:
    """A model that gives one score to all, counts what it is asked, and fails where told to."""

    name = "judge"

    def __init__(self, score: int = 9, fail: str = "", stop_after: int | None = None) -> None:
        self.asked: list[str] = []
        self._score, self._fail, self._stop_after = score, fail, stop_after

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        if self._stop_after is not None and len(self.asked) >= self._stop_after:
            raise BudgetExceeded("enough")
        told = blocks(request.messages[0].content)
        self.asked.append(told["Source"]["name"])
        if told["Source"]["name"] == self._fail:
            raise ModelError("model.unavailable")
        verdicts = [
            {"target": one["name"], "transitivity": self._score, "coherence": 7, "reason": "so"}
            for one in told["Targets"]
        ]
        content = orjson.dumps({"verdicts": verdicts}).decode()
        reply = ChatReply(message=Message(role="assistant", content=content))
        return accepted(reply, request, read)

    async def close(self) -> None:
        pass


async def test_verdicts_stand_beside_scores_and_are_saved(shop: list[Tool], tmp_path: Path) -> None:
    graph = build_graph(shop)
    tools = {tool.id: tool for tool in shop}
    judged = await validate_graph(graph, tools, Judge(), tmp_path / "v.jsonl")
    assert set(judged.transitivity) == {9}
    assert set(judged.coherence) == {7}
    assert np.array_equal(judged.score, graph.score)
    judged.save(tmp_path / "graph.npz")
    edge = next(load_graph(tmp_path / "graph.npz").edges())
    assert edge.evidence["coherence, by a model"] == 7


async def test_what_was_judged_is_not_asked_again(shop: list[Tool], tmp_path: Path) -> None:
    graph = build_graph(shop)
    tools = {tool.id: tool for tool in shop}
    store = tmp_path / "v.jsonl"
    first = Judge(stop_after=2)
    with pytest.raises(BudgetExceeded):
        await validate_graph(graph, tools, first, store, in_flight=1)
    # A kill in the middle of a line: the pair on it is owed again.
    store.write_bytes(store.read_bytes()[:-20])
    second = Judge()
    judged = await validate_graph(graph, tools, second, store)
    assert set(judged.transitivity) == {9}
    assert first.asked[0] not in second.asked
    third = Judge()
    await validate_graph(graph, tools, third, store)
    assert third.asked == []


async def test_a_failed_validation_is_not_a_pass(shop: list[Tool], tmp_path: Path) -> None:
    graph = build_graph(shop)
    tools = {tool.id: tool for tool in shop}
    store = tmp_path / "v.jsonl"
    judged = await validate_graph(graph, tools, Judge(fail="list_orders"), store)
    failed = judged.transitivity == FAILED
    assert failed.any()
    assert {graph.tools[at] for at in graph.src[failed]} == {"shop.list_orders"}
    assert not judged.passed(0, 0)[failed].any()
    short = ChainsConfig(min_length=2, max_length=4)
    for chain in sample_chains(judged, 50, 1, short):
        assert all(chain.tools[link.src] != "shop.list_orders" for link in chain.links)
    again = Judge()
    assert (await validate_graph(graph, tools, again, store)).passed(5, 5).all()
    assert set(again.asked) == {"list_orders"}


async def test_links_below_the_cut_off_are_not_walked(shop: list[Tool], tmp_path: Path) -> None:
    graph = build_graph(shop)
    judged = await validate_graph(
        graph, {tool.id: tool for tool in shop}, Judge(score=3), tmp_path / "v.jsonl"
    )
    with pytest.raises(DataError, match="no links to walk"):
        list(sample_chains(judged, 1, 1, ChainsConfig(min_length=2)))
    low = ChainsConfig(min_length=2, max_length=3, min_transitivity=3)
    assert len(list(sample_chains(judged, 5, 1, low))) == 5
