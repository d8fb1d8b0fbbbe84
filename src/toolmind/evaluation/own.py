"""Held-out scenarios of a run, played in their environments with another assistant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import xxhash
from msgspec.structs import replace

from toolmind.checks.paths import check_paths
from toolmind.checks.policy import reason
from toolmind.config import RunConfig
from toolmind.errors import ItemError, RunError, boundary
from toolmind.evaluation.endpoints import Evaluated, first_reply
from toolmind.evaluation.folder import REPORT, locked, replies, results, write_json
from toolmind.evaluation.grade import normal
from toolmind.evaluation.own_report import OwnReport, OwnResult, summarize_own
from toolmind.evaluation.stage import OwnStage, Trial, open_stage, recast
from toolmind.models.context import priority
from toolmind.models.cost import Meter
from toolmind.pipeline.check_out import meter_of
from toolmind.pipeline.loaded_run import LoadedRun, load
from toolmind.pipeline.recheck import own_config
from toolmind.pipeline.simulate import simulate
from toolmind.records import Scenario, Tool, Trajectory, Verdict
from toolmind.runner import run_items
from toolmind.runs.append_log import AppendLog
from toolmind.runs.progress import Progress
from toolmind.runs.run_dir import RunDir
from toolmind.tools.effects import tool_effect

_POLICY = "policy"
"""The check of what a turn may not do, and nothing later mends (a write that nobody confirmed)."""

Case = tuple[int, Scenario, int]
"""Where its result goes, a scenario, and which trial of it this is."""


async def evaluate_own(
    run: Path,
    models: Sequence[Evaluated],
    out: Path,
    settings: RunConfig,
    *,
    trials: int = 1,
    fresh: bool = False,
) -> OwnReport:
    """Play the scenarios that a run kept, `trials` times each, and write `report.json`.

    User, tools and environment are as the run's configuration has them; `settings` gives the
    concurrency, the cache and the budget. The assistant's first reply stands: no check has a turn
    played again. The same command goes on where it was stopped, and plays again what was not the
    evaluated model's fault.

    Raises:
        RunError: `run` is no run that was played and selected, with scenarios that it kept; `out`
            is of another evaluation, in use, or cannot be written.
        ConfigError: a model, check or environment cannot be as configured.
        BudgetExceeded: a limit of the configuration was reached; what is finished is kept.
    """
    with RunDir.view(run) as folder:
        config, before = own_config(folder), folder.read_fingerprint()
    with locked(out), load(run) as held:
        chosen = tuple(one.scenario.index for one in held.kept())
        if not chosen:
            raise RunError(f"{run}: no dialogue was kept, so that no scenario is known to be good")
        digest = f"{len(chosen)} of digest {xxhash.xxh3_64_hexdigest(str(chosen).encode())}"
        meter = meter_of(settings, out, asks=True)
        try:
            for one in models:
                asked = Evaluated(one.label, first_reply(one.config))
                depends_on = {"scenarios": digest, **before, **asked.depends_on()}
                with results(out / one.folder, OwnResult, depends_on, fresh=fresh) as log:
                    await _play(held, chosen, trials, recast(config, asked), log, meter, settings)
        finally:
            meter.save()
        report = summarize_own(out, models, trials, chosen, meter.account())
        write_json(out / REPORT, report)
    return report


async def _play(
    held: LoadedRun,
    chosen: Sequence[int],
    trials: int,
    config: RunConfig,
    log: AppendLog[OwnResult],
    meter: Meter,
    settings: RunConfig,
) -> None:
    """Play with one model all that is owed."""
    owed = list(_owed(held, chosen, trials, log))
    total = trials * len(chosen)
    with (
        replies(log.path.parent, settings.runtime) as cache,
        Progress("dialogues", meter, total=total, done=total - len(owed)) as progress,
    ):
        async with open_stage(config, held.tools, cache, meter) as stage:

            async def work(case: Case) -> None:
                index, scenario, trial = case
                priority.set(index)
                kept = held.trajectories[scenario.index]
                log.append(index, await play(scenario, trial, stage, config, kept))
                progress.step()

            await run_items(owed, work, settings.runtime.concurrency)


def _owed(
    held: LoadedRun, chosen: Sequence[int], trials: int, log: AppendLog[OwnResult]
) -> Iterator[Case]:
    for trial in range(trials):
        for at, scenario in enumerate(chosen, trial * len(chosen)):
            if at not in log or log.read(at).unplayed:
                yield at, held.scenarios[scenario], trial


async def play(
    scenario: Scenario, trial: int, stage: OwnStage, config: RunConfig, kept: Trajectory
) -> OwnResult:
    """Play one scenario and judge what came of it; `kept` is the dialogue that the run has."""
    shown = {stage.tools[tool].name: stage.tools[tool] for tool in scenario.tools}
    names = {stage.tools[step.tool].name for step in scenario.steps}
    result = OwnResult(
        scenario=scenario.id,
        trial=trial,
        slices=(f"kind: {scenario.kind}", *sorted(f"tool: {name}" for name in names)),
        expected_calls=sum(one != "none" for one in scenario.expected()),
        no_call=scenario.no_call_expected,
    )
    assistant = Trial(stage.models["assistant"], trial)
    try:
        with boundary("simulate"):
            played = await simulate(scenario, stage.with_trial(assistant), config)
        with boundary("check"):
            verdicts = await check_paths(stage.checks, played, scenario, shown)
    except ItemError as error:
        its_own = assistant.failed.startswith("reply.")
        return replace(
            result, problem=error.code, explanation=error.explanation, unplayed=not its_own
        )
    return judged(result, scenario, played, verdicts, kept, shown)


def judged(
    result: OwnResult,
    scenario: Scenario,
    played: Trajectory,
    verdicts: Sequence[Verdict],
    kept: Trajectory,
    shown: dict[str, Tool],
) -> OwnResult:
    """Return what comes of a dialogue: a breach of policy spoils it, as no later turn mends it."""
    faults = [one for one in verdicts if one.outcome in ("fail", "error") and one.role != "user"]
    turns = {message.id for message in played.messages if message.role == "assistant"}
    grave = [
        one
        for one in faults
        if one.scope == "trajectory" or one.turn not in turns or one.check == _POLICY
    ]
    calls = [call for message in played.messages for call in message.tool_calls]
    wanted = {step.tool for step in scenario.steps}
    return replace(
        result,
        state=_normal(played) == _normal(kept),
        checks=not grave,
        clean=not faults,
        calls=len(calls),
        unasked_writes=sum(
            call.name in shown
            and shown[call.name].id not in wanted
            and tool_effect(shown[call.name]).writes
            for call in calls
        ),
        reasons=tuple(dict.fromkeys(map(reason, faults))),
        played=played,
    )


def _normal(played: Trajectory) -> bytes:
    """Return the end state as text; of an environment without one it is empty."""
    return msgspec.json.encode(normal(played.final_state), order="deterministic")
