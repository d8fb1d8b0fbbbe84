"""The double is right in every turn of its own dialogues, and wrong where a fault is injected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import check_rows as rows
from toolmind.config import RunConfig
from toolmind.errors import RunError
from toolmind.evaluation.endpoints import Evaluated, evaluated
from toolmind.evaluation.turns import evaluate_turns
from toolmind.evaluation.turns_report import TurnsReport

pytestmark = pytest.mark.offline

CONFIG = RunConfig()


async def asked(
    out: Path, data: Path, *models: Evaluated, config: RunConfig = CONFIG, **options: Any
) -> TurnsReport:
    return await evaluate_turns([data], models, out, config, **options)


def at(server: Any) -> Evaluated:
    (found,) = evaluated([server.url], ["embedded"], "", CONFIG)
    return found


async def test_the_player_is_right_in_its_own_turns(
    tmp_path: Path, small_run: Path, double: Any
) -> None:
    async with double() as server:
        report = await asked(tmp_path, small_run / "run", at(server))
        (one,) = report.models
        assert one.all.right and one.all.right.share == 1.0 and one.all.right.low > 0.8
        assert one.all.arguments and one.all.arguments.share == 1.0
        assert not one.problems and report.turns == one.all.turns > 10
        assert server.stats["requests"] == report.turns == report.requests
        assert {"expected: words", "expected: one call"} <= one.slices.keys()
        before = (tmp_path / "report.json").read_bytes()
        await asked(tmp_path, small_run / "run", at(server))
        assert server.stats["requests"] == report.turns, "nothing is asked twice"
    assert (tmp_path / "report.json").read_bytes() == before


@pytest.mark.parametrize(
    ("fault", "problem", "tool_right"),
    [
        ("wrong-tool-name", "reply.unknown_tool", False),
        ("missing-argument", "", True),
        ("hallucinated-argument", "", True),
        ("broken-arguments", "reply.malformed_call", False),
    ],
)
async def test_exactly_the_injected_faults_are_wrong(
    fault: str, problem: str, tool_right: bool, tmp_path: Path, small_run: Path, double: Any
) -> None:
    async with double() as good, double({fault: 0.5}, seed=2) as bad:
        first, second = evaluated([good.url, bad.url], ["embedded"] * 2, "", CONFIG)
        report = await asked(tmp_path, small_run / "run", first, second)
        injected = sum(bad.stats["faults"].values())
    assert injected > 2
    pair = report.paired[0]
    assert (pair.only_first, pair.only_second) == (injected, 0)
    assert pair.difference == -injected / report.turns
    found = report.models[1]
    assert found.problems == ({problem: injected} if problem else {})
    assert found.all.decision and found.all.decision.share == 1.0, "it called all the same"
    wrong = found.all.tool and round((1 - found.all.tool.share) * found.all.tool.of)
    assert wrong == (0 if tool_right else injected)


async def test_what_was_not_answered_is_wrong_and_asked_again(tmp_path: Path, double: Any) -> None:
    data = rows.write(tmp_path / "a.jsonl", [rows.kept("a"), rows.kept("b")])
    quick = {"type": "openai", "model": "embedded", "runtime": {"retries": 0, "backoff": 0}}
    endpoints = {"quick": quick | {"base_url": "http://127.0.0.1:9/v1"}}
    async with double({"half-body": 1.0}) as server:
        endpoints["quick"]["base_url"] = server.url
        config = RunConfig.model_validate({"models": {"endpoints": endpoints}})
        broken = evaluated(["quick"], [], "", config)
        report = await asked(tmp_path / "out", data, *broken, config=config)
        one = report.models[0]
        assert one.unanswered == report.turns == 4
        assert one.all.right and one.all.right.share == 0
    async with double() as server:
        endpoints["quick"]["base_url"] = server.url
        config = RunConfig.model_validate({"models": {"endpoints": endpoints}})
        mended = evaluated(["quick"], [], "", config)
        report = await asked(tmp_path / "out", data, *mended, config=config)
    assert report.models[0].unanswered == 0 and report.turns == 4


async def test_a_limit_is_gone_on_from_and_other_data_refused(tmp_path: Path, double: Any) -> None:
    data = rows.write(tmp_path / "a.jsonl", [rows.kept("a"), rows.kept("b")])
    async with double() as server:
        model = at(server)
        assert (await asked(tmp_path / "out", data, model, limit=1)).turns == 1
        assert (await asked(tmp_path / "out", data, model)).turns == 4
        assert (await asked(tmp_path / "out", data, model, limit=2)).turns == 2
        rows.write(data, [rows.kept("a"), rows.kept("b"), rows.kept("c")])
        with pytest.raises(RunError, match="another kind"):
            await asked(tmp_path / "out", data, model)
        assert (await asked(tmp_path / "out", data, model, fresh=True)).turns == 6
