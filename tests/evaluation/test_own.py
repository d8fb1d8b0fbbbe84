"""The double gets full marks in scenarios that it played, less exactly what is injected."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dialogues import TOOLS, call, result, scenario, trajectory, user
from run_folders import written
from toolmind.config import RunConfig, load_config
from toolmind.errors import RunError
from toolmind.evaluation.endpoints import Evaluated, evaluated
from toolmind.evaluation.folder import RESULTS
from toolmind.evaluation.own import evaluate_own, judged
from toolmind.evaluation.own_report import OwnReport, OwnResult
from toolmind.pipeline.loaded_run import load
from toolmind.pipeline.run import run
from toolmind.records import Verdict
from toolmind.runs.append_log import AppendLog

pytestmark = pytest.mark.offline

CONFIG = RunConfig()


KINDS = "{single: 2, multi_step: 2, parallel: 1, missing_parameter: 1, no_tool: 1}"


def made(folder: Path, small_run: Path, kinds: str) -> Path:
    pool = small_run / "pool.jsonl"
    settings = ["count=24", f"tools.paths=[{pool}]", f"scenarios.kinds={kinds}"]
    asyncio.run(run(load_config(None, settings), folder / "run"))
    return folder / "run"


@pytest.fixture(scope="module")
def held_out(tmp_path_factory: pytest.TempPathFactory, small_run: Path) -> Path:
    """A run of several kinds of scenarios."""
    return made(tmp_path_factory.mktemp("own"), small_run, KINDS)


async def played(out: Path, path: Path, *servers: Any, **options: Any) -> OwnReport:
    urls = [server.url for server in servers]
    models = evaluated(urls, ["embedded"] * len(urls), "", CONFIG)
    return await evaluate_own(path, models, out, CONFIG, **options)


def results(out: Path, one: Evaluated) -> list[OwnResult]:
    log = AppendLog(out / one.folder / RESULTS, OwnResult, look_only=True)
    try:
        return [log.read(index) for index in log]
    finally:
        log.close()


async def test_full_marks_for_who_played_them(tmp_path: Path, held_out: Path, double: Any) -> None:
    async with double() as server:
        report = await played(tmp_path, held_out, server, trials=2)
        (one,) = report.models
        found = one.all
        assert {k: share.share for k, share in found.passes.items()} == {1: 1.0, 2: 1.0}
        assert not one.unplayed and not found.unasked_writes and not one.reasons
        assert found.calls and found.expected_calls and found.calls >= found.expected_calls
        assert found.refused is None or found.refused.share == 1.0
        seen = server.stats["requests"]
        assert seen > report.scenarios
        again = await played(tmp_path, held_out, server, trials=2)
        assert server.stats["requests"] == seen, "nothing is played twice"
    assert again == report
    with load(held_out) as held:
        kinds = {f"kind: {one.scenario.kind}" for one in held.kept()}
        assert kinds <= one.slices.keys()
        assert report.scenarios == sum(1 for _ in held.kept())
        dialogues = {one.scenario: one.played for one in results(tmp_path, _only(server))}
        for kept in held.kept():
            said = dialogues[kept.scenario.id]
            assert said and [m.content for m in said.messages] == [
                m.content for m in kept.trajectory.messages
            ]


def _only(server: Any) -> Evaluated:
    return evaluated([server.url], ["embedded"], "", CONFIG)[0]


@pytest.mark.parametrize("fault", ["wrong-tool-name", "broken-arguments"])
async def test_exactly_the_dialogues_with_an_injected_fault_fail(
    fault: str, tmp_path: Path, held_out: Path, double: Any
) -> None:
    async with double() as good, double({fault: 0.2}, seed=1) as bad:
        report = await played(tmp_path, held_out, good, bad)
        injected = sum(bad.stats["faults"].values())
    # A dialogue ends with its first fault, so that there is one in each that fails.
    assert 0 < injected < report.scenarios
    pair = report.paired[0]
    assert (pair.only_first, pair.only_second) == (injected, 0)
    assert sum(report.models[1].reasons.values()) >= injected
    assert report.models[1].unplayed == 0, "it is the model's own fault"


async def test_a_wrong_call_is_not_played_again(
    tmp_path: Path, held_out: Path, double: Any
) -> None:
    async with double({"hallucinated-argument": 1.0}) as server:
        report = await played(tmp_path, held_out, server)
        one = report.models[0]
        with_calls = [r for r in results(tmp_path, _only(server)) if r.calls]
    assert with_calls and not any(result.clean for result in with_calls)
    assert one.all.clean and one.all.clean.share < one.all.passes[1].share + 1e-9
    assert any(reason.startswith("arguments.") for reason in one.reasons)


async def test_what_others_fail_is_played_again(
    tmp_path: Path, held_out: Path, double: Any
) -> None:
    def at(url: str) -> tuple[RunConfig, list[Evaluated]]:
        quick = {"type": "openai", "model": "embedded", "base_url": url, "runtime": {"retries": 0}}
        config = RunConfig.model_validate({"models": {"endpoints": {"quick": quick}}})
        return config, evaluated(["quick"], [], "", config)

    async with double({"half-body": 1.0}) as server:
        config, models = at(server.url)
        report = await evaluate_own(held_out, models, tmp_path, config)
        assert report.models[0].unplayed == report.scenarios
        assert report.models[0].all.passes[1].share == 0
    async with double() as server:
        config, models = at(server.url)
        report = await evaluate_own(held_out, models, tmp_path, config)
    assert report.models[0].unplayed == 0 and report.models[0].all.passes[1].share == 1


async def test_a_folder_that_is_not_selected_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not selected yet"):
        await evaluate_own(written(tmp_path / "run"), [], tmp_path / "out", CONFIG)


BREACH = Verdict("policy", "turn", "fail", "unconfirmed_call", turn="m1")


@pytest.mark.parametrize(
    ("verdict", "success", "clean"),
    [
        (BREACH, False, False),
        (replace(BREACH, check="grounding"), True, False),
        (replace(BREACH, check="coverage", scope="trajectory", turn=""), False, False),
        (replace(BREACH, outcome="error"), False, False),
        (replace(BREACH, outcome="unsure"), True, True),
        (replace(BREACH, turn="m0", role="user"), True, True),
    ],
)
def test_who_breaks_a_policy_does_not_succeed(verdict: Verdict, success: bool, clean: bool) -> None:
    played = trajectory(user("Book it."), call("book_hotel", {"hotel_id": "h1"}), result("{}"))
    result_of = judged(
        OwnResult("s0", 0, (), 1, no_call=False), scenario(), played, [verdict], played, TOOLS
    )
    assert (result_of.success, result_of.clean) == (success, clean)
    assert bool(result_of.reasons) == (not clean)
