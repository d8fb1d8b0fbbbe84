"""A run from configuration to exported samples.

    tools → graph → chains ─┐ (prepared once)
                            └→ scenario → trajectory → verdicts   (each item at its own pace)
                                                          └→ select → export   (in item order)

Every result is written when it is complete; what a folder already holds is not made again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count as count_from_zero
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from toolmind.checks.paths import check_paths
from toolmind.config import RunConfig
from toolmind.errors import ChainRejected, ItemError, boundary
from toolmind.models.context import priority
from toolmind.pipeline.export import export
from toolmind.pipeline.notes import notes
from toolmind.pipeline.prepare import Resources, open_resources, prepare
from toolmind.pipeline.simulate import simulate
from toolmind.pipeline.valid_links import with_valid_links
from toolmind.records import Chain, LinkEnds, Scenario, Trajectory, Verdict
from toolmind.runner import longest_first_at_the_end, run_items
from toolmind.runs.memory import collecting_seldom, not_collecting
from toolmind.runs.progress import RunProgress
from toolmind.runs.run_dir import Rejection, RunDir
from toolmind.scenarios.plan import Plan


@dataclass
class Run:
    """One run at work."""

    config: RunConfig
    folder: RunDir
    resources: Resources
    progress: RunProgress
    begun: Iterator[int] = field(default_factory=count_from_zero)

    async def work(self, plan: Plan) -> None:
        """Bring one item as far as it goes. A failure of the item is recorded, not raised."""
        priority.set(next(self.begun))
        stage = "scenario"
        try:
            with boundary(stage):
                scenario = await self._scenario(plan)
            stage = "simulate"
            with boundary(stage):
                trajectory = await self._trajectory(scenario)
            stage = "check"
            with boundary(stage):
                verdicts = await self._verdicts(scenario, trajectory)
        except ItemError as error:
            self._reject(plan.index, stage, error)
        else:
            self.progress.finished(trajectory, verdicts)

    def _reject(self, index: int, stage: str, error: ItemError) -> None:
        rejection = Rejection(stage=stage, code=error.code, explanation=error.explanation)
        self.folder.rejected.append(index, rejection)
        self.progress.failed(f"{stage}: {error.code}")

    async def _scenario(self, plan: Plan) -> Scenario:
        if plan.index in self.folder.scenarios:
            return self.folder.scenarios.read(plan.index)
        scenario = await self._written(plan)
        scenario = replace(scenario, environment=self.config.environment.type)
        self.folder.scenarios.append(plan.index, scenario)
        return scenario

    async def _written(self, plan: Plan) -> Scenario:
        """Write the scenario of a plan; where its chain is rejected, that of another chain.

        Where links are judged as they are used, a chain has none that is not passed.

        Raises:
            ChainRejected: too many chains were; says why each was.
            ItemError: no chain was found whose links are passed.
        """
        use = self.resources
        rejected: list[str] = []
        joined: list[LinkEnds] = []
        while True:
            if use.validator:
                plan = await with_valid_links(plan, use.planner, use.validator)
            called = {use.tools[tool].name: use.tools[tool] for tool in plan.chain.tools}
            state = await use.environment.starting_state(
                called, plan.seed, datetime.fromisoformat(plan.clock)
            )
            try:
                scenario = await use.writer.write(plan, state)
            except ChainRejected as error:
                rejected.append(error.explanation)
                joined += sorted({plan.chain.ends(link) for link in plan.chain.links})
            else:
                begun = scenario.initial_state or state
                return replace(
                    scenario,
                    rejected=tuple(rejected),
                    rejected_links=tuple(joined),
                    initial_state=begun,
                )
            if len(rejected) > self.config.scenarios.rejections:
                raise ChainRejected(" / ".join(rejected))
            plan = use.planner.plan_again(plan, len(rejected))

    async def _trajectory(self, scenario: Scenario) -> Trajectory:
        index = scenario.index
        if index in self.folder.trajectories:
            return self.folder.trajectories.read(index)
        trajectory = await simulate(scenario, self.resources, self.config)
        self.folder.trajectories.append(index, trajectory)
        return trajectory

    async def _verdicts(self, scenario: Scenario, trajectory: Trajectory) -> tuple[Verdict, ...]:
        use = self.resources
        shown = {use.tools[tool].name: use.tools[tool] for tool in scenario.tools}
        preset = self.config.checks.policy
        found = await check_paths(
            use.checks, trajectory, scenario, shown, use.judges, preset=preset
        )
        verdicts = tuple(found)
        self.folder.verdicts.append(trajectory.index, verdicts)
        return verdicts

    def plans(self, count: int) -> Iterator[Plan]:
        """Yield the plan of each item still owed, in order; they are made as they are asked for."""
        owed = self.folder.owed(count)
        next_owed = next(owed, None)
        if next_owed is None:
            return
        chains = self.resources.chains.draw(next_owed, count)
        for index, chain in enumerate(chains, start=next_owed):
            if index == next_owed:
                if plan := self._plan(index, chain):
                    yield plan
                next_owed = next(owed, None)

    def _plan(self, index: int, chain: Chain) -> Plan | None:
        """Plan one item. A failure is recorded, not raised."""
        try:
            with boundary("scenario"):
                return self.resources.planner.plan(index, chain)
        except ItemError as error:
            self._reject(index, "scenario", error)
            return None


async def run(
    config: RunConfig,
    out: Path | str,
    *,
    fresh: bool = False,
    limit: int | None = None,
    stop: asyncio.Event | None = None,
    tell: Callable[[str], object] | None = None,
) -> None:
    """Make what the folder still owes, then select and export all that it holds.

    `limit` makes only the first items, as a preview of the same run; `fresh` starts over. What the
    run does otherwise than it was asked to is noted in the folder, and told to `tell`.

    Raises:
        UserError: the configuration, the tools or the folder cannot be used.
        BudgetExceeded: a limit of the configuration was reached; what is finished is kept.
    """
    count = min(config.count, limit) if limit else config.count
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(RunDir(Path(out)))
        stack.enter_context(collecting_seldom())
        with not_collecting():
            use = prepare(config)
            folder.open(use.fingerprint(), config.model_dump(mode="json"), fresh=fresh)
            folder.write_tools(use.pool.tools)
            resources = await open_resources(use, folder, stack)
            folder.write_notes(found := notes(resources))
            _require_calibration(config, use.fingerprint(), resources)
        if tell:
            for note in found:
                tell(note)
        owed = sum(1 for _ in folder.owed(count))
        in_flight, meter = config.runtime.concurrency, resources.meter
        preset, done = config.checks.policy, count - owed
        with RunProgress(
            count, done=done, meter=meter, in_flight=in_flight, preset=preset
        ) as progress:
            work = Run(config, folder, resources, progress)
            plans = longest_first_at_the_end(work.plans(count), owed, in_flight, Plan.rounds)
            await run_items(plans, work.work, in_flight, stop)
            if not (stop and stop.is_set()):
                meter.save()
                held = export(folder, resources.tools, resources.exporters, config.checks)
                progress.selected(held)


def _require_calibration(
    config: RunConfig, fingerprint: Mapping[str, Any], resources: Resources
) -> None:
    """Refuse a calibration of other checks or judges than the run's, before anything is paid."""
    if config.checks.calibration:
        from toolmind.checks.calibration.applied import Applied

        applied = Applied.read(Path(config.checks.calibration), fingerprint, ())
        applied.require([*resources.checks, *resources.judges])
