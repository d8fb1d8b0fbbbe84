"""Verdicts of a run made again: those that failed, or those of one check or judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from toolmind.checks.base import Check
from toolmind.checks.paths import check_paths
from toolmind.checks.policy import decide
from toolmind.config import RunConfig, nearest
from toolmind.errors import ConfigError, RunError
from toolmind.models.cost import Meter
from toolmind.models.factory import ROLES
from toolmind.pipeline.checkers import Checkers, CheckPlugins
from toolmind.pipeline.export import RunExport, export_run
from toolmind.records import Record, Tool, Verdict
from toolmind.runner import run_items
from toolmind.runs.fingerprint import differences
from toolmind.runs.progress import Progress
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import ToolPool

ERRORS = "errors"
"""Names what failed to be judged."""

_JUDGING = ("judge", "auditor")
"""Roles whose models may be others than when the run was played."""


class RecheckReport(Record, frozen=True):
    """How many trajectories were `judged` again, in how many verdicts `changed`, in how many a
    check or judge still fails itself (`errors`), and what was exported anew.
    """

    judged: int
    changed: int
    errors: int
    exported: RunExport


async def recheck(run: Path, only: str, config: RunConfig | None = None) -> RecheckReport:
    """Run again what failed to be judged (``errors``), or one check or judge; select and export.

    Other verdicts stand. Checks and judges that have none yet, because a dialogue was dropped
    before or they are new in `config`, look at what is kept now. By default the run's own
    configuration is taken, with its prompts as they are now; another may differ in what judges
    alone, and becomes the run's.

    Raises:
        ConfigError: there is no such check or judge, or it cannot be as configured.
        RunError: `run` is not a run folder, is in use, or was played with another configuration.
        BudgetExceeded: a limit of the configuration was reached; what is finished is kept.
    """
    with RunDir.amend(run) as folder:
        settings = config or own_config(folder)
        found = CheckPlugins.load(settings)
        tools = folder.read_tools()
        limits = settings.runtime
        meter = Meter(
            max_cost=limits.max_cost,
            max_tokens=limits.max_tokens,
            before=folder.account(),
            keep=folder.write_account if found.ask else None,
        )
        async with found.open(ToolPool(tools.values()), run, meter) as use:
            again = _named(only, found, use)
            _note_config(folder, settings, found)
            work = _Work(folder, use, tools, again)
            owed = list(work.owed())
            with Progress("trajectories", meter, total=len(owed)) as progress:
                work.progress = progress
                await run_items(owed, work.judge, limits.concurrency)
    return RecheckReport(len(owed), work.changed, work.errors, export_run(run))


@dataclass
class _Work:
    """The trajectories of a run, to be judged again. Without `again` it is what failed."""

    folder: RunDir
    use: Checkers
    tools: Mapping[str, Tool]
    again: frozenset[str]
    progress: Progress | None = None
    changed: int = 0
    errors: int = 0

    def owed(self) -> Iterator[int]:
        """Yield the items to be judged."""
        for index in self.folder.trajectories:
            if index in self.folder.verdicts:
                if self.again or _failed(self.folder.verdicts.read(index)):
                    yield index
            elif not self.again and self._fell_at_check(index):
                yield index

    def _fell_at_check(self, index: int) -> bool:
        there = self.folder.rejected
        return index in there and there.read(index).stage == "check"

    async def judge(self, index: int) -> None:
        """Judge one trajectory again, and write its verdicts where they are others."""
        folder = self.folder
        before = folder.verdicts.read(index) if index in folder.verdicts else ()
        played, scenario = folder.trajectories.read(index), folder.scenarios.read(index)
        shown = {self.tools[tool].name: self.tools[tool] for tool in scenario.tools}
        turns = [message.id for message in played.messages if message.role == "assistant"]
        rules, judges, preset = self.use.checks, self.use.judges, self.use.policy.preset
        standing = self._standing(before)
        found = await check_paths(
            rules, played, scenario, shown, known=_of(standing, rules), preset=preset
        )
        if _masked(_of(before, rules), turns) <= _masked(found, turns):
            found += _of(standing, judges)
        # Else a turn is learnt now that no judge was to look at: all are asked.
        found = await check_paths((), played, scenario, shown, judges, known=found, preset=preset)
        order = {check.name: at for at, check in enumerate((*rules, *judges))}
        verdicts = tuple(sorted(found, key=lambda one: order[one.check]))
        if verdicts != before:
            folder.verdicts.append(index, verdicts)
            self.changed += 1
        self.errors += bool(_failed(verdicts))
        if self.progress:
            self.progress.step()

    def _standing(self, before: Sequence[Verdict]) -> list[Verdict]:
        """Return the verdicts that are not made again."""
        again = self.again or _failed(before)
        names = {check.name for check in (*self.use.checks, *self.use.judges)} - again
        return [one for one in before if one.check in names]


def _failed(verdicts: Sequence[Verdict]) -> frozenset[str]:
    return frozenset(one.check for one in verdicts if one.outcome == "error")


def _of(verdicts: Sequence[Verdict], checks: Sequence[Check]) -> list[Verdict]:
    names = {check.name for check in checks}
    return [one for one in verdicts if one.check in names]


def _masked(verdicts: Sequence[Verdict], turns: Sequence[str]) -> set[str]:
    return set(decide(verdicts, turns).masked)


def own_config(folder: RunDir) -> RunConfig:
    """Return the configuration that a run was made with.

    Raises:
        RunError: it has none: the folder holds data of others.
    """
    try:
        return RunConfig.model_validate(folder.read_config())
    except ValidationError:
        raise RunError(
            f"{folder.path}: its configuration is none of a run that was played. Data of others"
            " is checked by: toolmind check DATA --out DIR"
        ) from None


def _named(only: str, found: CheckPlugins, use: Checkers) -> frozenset[str]:
    """Return the names, as verdicts have them, of the checks that `only` means; of errors none."""
    if only == ERRORS:
        return frozenset()
    plugins = (*found.checks, *found.judges)
    pairs = list(zip(plugins, (*use.checks, *use.judges), strict=True))
    names = {check.name for plugin, check in pairs if only in (plugin.config.type, check.name)}
    if not names:
        known = [ERRORS, *(check.name for _, check in pairs)]
        raise ConfigError(f"--only: no check or judge {only!r} in the run{nearest(only, known)}")
    return frozenset(names)


def _note_config(folder: RunDir, config: RunConfig, found: CheckPlugins) -> None:
    """Make the configuration the folder's; what was played may not depend on what is new in it.

    Raises:
        RunError: it does; names each key.
    """
    old = folder.read_fingerprint()
    new = found.fingerprint(str(old.get("tools (content)")))
    merged = {key: value for key, value in old.items() if " " in key or key in new} | new
    played = [config.models.endpoint_of(role) for role in ROLES if role not in _JUDGING]
    kept = tuple(f"models.endpoints.{name}." for name in played)
    judging = ("checks.", "prompt ", *(f"models.{role}" for role in _JUDGING), "models.endpoints.")
    changed = [
        line
        for line in differences(old, merged)
        if not line.startswith(judging) or line.startswith(kept)
    ]
    if changed:
        text = "\n  ".join(changed)
        raise RunError(f"{folder.path}: was played with another configuration:\n  {text}")
    folder.write_start(config.model_dump(mode="json"), merged)
