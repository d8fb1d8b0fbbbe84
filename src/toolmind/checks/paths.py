"""A trajectory held against checks and judges, path by path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from msgspec.structs import replace

from toolmind.checks.base import Check, CheckContext, run_checks
from toolmind.checks.cascade import LOOKED, WHOLE, Doubts, only_of
from toolmind.checks.execution.yielding import yielded
from toolmind.checks.policy import Preset, decide
from toolmind.records import Scenario, Scope, Tool, Trajectory, Verdict


async def check_paths(
    checks: Sequence[Check],
    trajectory: Trajectory,
    scenario: Scenario,
    tools: Mapping[str, Tool],
    judges: Sequence[Check] = (),
    known: Sequence[Verdict] = (),
    preset: Preset = "balanced",
) -> list[Verdict]:
    """Run the checks on each root-to-leaf path of a trajectory; a verdict stands once.

    The judges come after, one by one, and are asked only while the trajectory would be kept under
    the policy's `preset`: one that is dropped already has no verdicts of theirs. Of checks and
    judges that have `known` verdicts, these stand, and they are not run. Where the end is found
    right, or a judge is to say whether it is, what is said of the plan is unsure (see `yielded`).
    Judges in stages: see `cascade`.

    Raises:
        ToolMindError: see `run_checks`.
    """
    contexts = [
        CheckContext(
            trajectory=trajectory
            if path is trajectory.messages
            else replace(trajectory, messages=path),
            scenario=scenario,
            tools=tools,
        )
        for path in trajectory.paths()
    ]
    turns = [message.id for message in trajectory.messages if message.role == "assistant"]
    there = {verdict.check for verdict in known}
    found = list(known)
    await _run([check for check in checks if check.name not in there], contexts, found)
    judged = bool(scenario.acceptance) and any(
        getattr(judge, "answers_acceptance", False) for judge in judges
    )
    work = _Judging(contexts, turns, preset, yielded(found, judged=judged))
    for at, judge in enumerate(judges):
        settled = frozenset(one.scope for one in judges[at:] if only_of(one) == "doubtful")
        if judge.name not in there and not await work.ask(judge, settled):
            break
    return work.found


async def _run(
    checks: Sequence[Check], contexts: Sequence[CheckContext], found: list[Verdict]
) -> None:
    for context in contexts:
        found += [one for one in await run_checks(checks, context) if one not in found]


@dataclass
class _Judging:
    """The judges of one dialogue at work; `found` are all verdicts so far."""

    contexts: Sequence[CheckContext]
    turns: Sequence[str]
    preset: Preset
    found: list[Verdict]
    doubts: Doubts = field(default_factory=Doubts)

    async def ask(self, judge: Check, settled: Set[Scope]) -> bool:
        """Ask a judge; False where the dialogue is dropped, so that nobody needs be asked.

        `settled` are the scopes of which this judge or a later one settles what others are in
        doubt of: there, what judges said before is no reason not to look.
        """
        standing = [one for one in self.found if one.source != "judge" or one.scope not in settled]
        decision = decide(standing, self.turns, self.preset)
        if not decision.keep:
            return False
        failed = frozenset(decision.masked)
        looks_at = [one for one in self.turns if one not in failed]
        places = looks_at if judge.scope == "turn" else [WHOLE]
        if only_of(judge) == "all":
            self.doubts.note(places, await self._asked(judge, failed))
            return True
        doubtful = self.doubts.among(places, self.found)
        self.found.append(_looked(judge, self.turns if doubtful == [WHOLE] else doubtful))
        if doubtful:
            before = self.found
            self.found = []
            said = await self._asked(judge, failed | (set(places) - set(doubtful)))
            self.found = self.doubts.settle(doubtful, before, said) + said
        return True

    async def _asked(self, judge: Check, failed: frozenset[str]) -> list[Verdict]:
        """Ask a judge about the turns that are not among those failed; return what it adds."""
        before = len(self.found)
        asked = [context.with_failed(failed) for context in self.contexts]
        await _run([judge], asked, self.found)
        return self.found[before:]


def _looked(judge: Check, turns: Sequence[str]) -> Verdict:
    return Verdict(
        check=judge.name,
        scope=judge.scope,
        outcome="pass",
        code=LOOKED,
        evidence=tuple(turns),
        version=judge.version,
        source="judge",
    )
