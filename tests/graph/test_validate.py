"""Validation: verdicts beside scores, resumed, failures no passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from full_disk import room_for
from graph_tools import make_tool
from scripted import ScriptedModel, blocks
from small_graphs import Joint, small_graph
from toolmind.chains.walk import sample_chains
from toolmind.config import ChainsConfig
from toolmind.errors import BudgetExceeded, DataError, ModelError, RunError
from toolmind.graph.build import build_graph
from toolmind.graph.graph import FAILED, NOT_ASKED, load_graph
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
            {
                "target": one["name"],
                "transitivity": [self._score] * len(one["links"]),
                "coherence": 7,
                "reason": "so",
            }
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


# --- what is asked, and what is made of the answers ---------------------------------------------

STAR = small_graph(
    ("s", "t0", "t1", "t2"),
    [
        *(Joint("s", f"out{at}", "t0", f"in{at}", 0.9 - at / 100) for at in range(8)),
        Joint("s", "out0", "t1", "in0"),
        Joint("t1", "out0", "t2", "in0"),
    ],
)
TOOLS = {name: make_tool(name, {"in0": "In"}, {"out0": "Out"}) for name in STAR.tools}


def verdicts(*targets: str, transitivity: Any = 7) -> dict[str, Any]:
    scores = {"t0": [transitivity] * 6}
    return {
        "verdicts": [
            {
                "target": name,
                "transitivity": scores.get(name, [transitivity]),
                "coherence": 5,
                "reason": "so",
            }
            for name in targets
        ]
    }


def one_short() -> dict[str, Any]:
    answer = verdicts("t0", "t1")
    answer["verdicts"][0]["transitivity"].pop()
    return answer


async def test_a_link_that_does_not_carry_over_leaves_the_others_of_its_pair(
    tmp_path: Path,
) -> None:
    answer = verdicts("t0", "t1")
    answer["verdicts"][0]["transitivity"] = [9, 2, 9, 9, 9, 9]
    model = ScriptedModel(answer, verdicts("t2"))
    judged = await validate_graph(STAR, TOOLS, model, tmp_path / "v", in_flight=1)
    assert judged.passed(5, 5).tolist() == [True, False, *[True] * 4, False, False, True, True]


async def test_pairs_of_one_source_are_asked_about_together_by_their_best_links(
    tmp_path: Path,
) -> None:
    model = ScriptedModel(verdicts("t0", "t1"), verdicts("t2"))
    told: list[tuple[int, int]] = []
    judged = await validate_graph(
        STAR, TOOLS, model, tmp_path / "v", judged=lambda *now: told.append(now), in_flight=1
    )
    assert judged.transitivity.tolist() == [7] * 6 + [NOT_ASKED] * 2 + [7] * 2
    assert told == [(0, 3), (2, 3), (3, 3)]
    shown = blocks(model.prompts[0])
    assert shown["Source"] == {
        "name": "s",
        "description": "",
        "outputs": {"out0": "string: Out"},
    }
    assert [target["name"] for target in shown["Targets"]] == ["t0", "t1"]
    assert shown["Targets"][0]["links"] == [[f"out{at}", f"in{at}"] for at in range(6)]
    assert model.requests[0].sampling.temperature == 0.0


async def test_of_fields_without_a_link_the_names_are_shown_alone(tmp_path: Path) -> None:
    graph = small_graph(("s", "t"), [Joint("s", "out", "t", "to")])
    tools = {
        "s": make_tool("s", {}, {"out": "The id", "more": "A long story"}),
        "t": make_tool("t", {"to": "An id", "size": "How large"}, {}),
    }
    model = ScriptedModel(verdicts("t"))
    await validate_graph(graph, tools, model, tmp_path / "v")
    shown = blocks(model.prompts[0])
    source, target = shown["Source"], shown["Targets"][0]
    assert (source["outputs"], source["others"]) == ({"out": "string: The id"}, ["more"])
    assert (target["inputs"], target["others"]) == ({"to": "string: An id"}, ["size"])


async def test_only_so_many_go_into_one_request(tmp_path: Path) -> None:
    model = ScriptedModel(verdicts("t0"), verdicts("t1"), verdicts("t2"))
    await validate_graph(STAR, TOOLS, model, tmp_path / "v", batch=1, in_flight=1)
    assert len(model.requests) == 3


async def test_only_what_matters_is_asked_about(tmp_path: Path) -> None:
    wanted = np.array([False] * 9 + [True])
    model = ScriptedModel(verdicts("t2"))
    judged = await validate_graph(STAR, TOOLS, model, tmp_path / "v", wanted=wanted)
    assert judged.transitivity.tolist() == [NOT_ASKED] * 9 + [7]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (verdicts("t0"), "a list of 2 entries"),
        (verdicts("t1", "t0"), "entry 1 is of 't0'"),
        (verdicts("t0", "t1", transitivity=10), "transitivity"),
        (one_short(), "`transitivity` of 't0' must be a list of 6 scores"),
        ("no JSON", "JSON"),
    ],
)
async def test_an_answer_that_fits_no_pair_is_told_why_and_asked_for_again(
    answer: Any, told: str, tmp_path: Path
) -> None:
    good = verdicts("t0", "t1", transitivity=8.0)
    model = ScriptedModel(answer, good, verdicts("t2"))
    judged = await validate_graph(STAR, TOOLS, model, tmp_path / "v", in_flight=1)
    assert told in model.requests[1].messages[-1].content
    assert judged.transitivity.tolist() == [8] * 6 + [NOT_ASKED] * 2 + [8, 7]


async def test_what_is_never_answered_right_failed_with_its_code_and_no_other_pair_did(
    tmp_path: Path,
) -> None:
    model = ScriptedModel(*["no"] * 3, verdicts("t2"))
    judged = await validate_graph(STAR, TOOLS, model, tmp_path / "v", in_flight=1)
    assert judged.transitivity.tolist() == [FAILED] * 6 + [NOT_ASKED] * 2 + [FAILED, 7]
    codes = [orjson.loads(line).get("failed") for line in (tmp_path / "v").read_bytes().split()]
    assert codes == ["reply.malformed_json", "reply.malformed_json", None]


async def test_a_graph_without_links_asks_nothing(tmp_path: Path) -> None:
    nothing = small_graph(("a", "b"), [])
    judged = await validate_graph(nothing, {}, ScriptedModel(), tmp_path / "v")
    assert judged.n_links == 0


async def test_where_no_verdict_can_be_written_none_is_asked_for(tmp_path: Path) -> None:
    model = ScriptedModel(verdicts("t0", "t1"), verdicts("t2"))
    with pytest.raises(RunError, match="cannot be written"):
        await validate_graph(STAR, TOOLS, model, tmp_path / "no" / "v")
    assert model.requests == []


async def test_without_room_what_was_judged_before_is_kept(tmp_path: Path) -> None:
    store = tmp_path / "v"
    first = ScriptedModel(verdicts("t0", "t1"), BudgetExceeded("enough"))
    with pytest.raises(BudgetExceeded):
        await validate_graph(STAR, TOOLS, first, store, in_flight=1)
    size = store.stat().st_size
    with room_for(size + 10), pytest.raises(RunError, match=r"v: cannot be written: .*kept"):
        await validate_graph(STAR, TOOLS, ScriptedModel(verdicts("t2")), store)
    judged = await validate_graph(STAR, TOOLS, ScriptedModel(verdicts("t2")), store)
    assert judged.transitivity.tolist() == [7] * 6 + [NOT_ASKED] * 2 + [7] * 2
