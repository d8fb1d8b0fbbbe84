"""Run folders made by hand, without a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dialogues import GOOD, TOOLS, scenario, trajectory
from toolmind.models.cost import Account, Consumed
from toolmind.records import Decision, Message, Usage, Verdict
from toolmind.runs.run_dir import Rejection, RunDir

FINGERPRINT = {"seed": 0, "scenarios.distractors": 6}


def opened(path: Path, *, fresh: bool = False, **changed: object) -> RunDir:
    """A folder of the same configuration, open for work."""
    folder = RunDir(path)
    folder.open(FINGERPRINT | changed, {"count": 2}, fresh=fresh)
    return folder


def written(
    path: Path,
    dialogues: Mapping[int, Sequence[Message]] | None = None,
    decisions: Mapping[int, Decision] | None = None,
    failed: Mapping[int, Rejection] | None = None,
    **usage: Usage,
) -> Path:
    """Write a folder of finished items, by index, what became of them, and items that failed.

    `usage` is by role.
    """
    with opened(path) as folder:
        folder.write_tools(list(TOOLS.values()))
        for index, messages in (dialogues if dialogues is not None else {0: GOOD}).items():
            folder.scenarios.append(index, scenario(index=index))
            folder.trajectories.append(index, trajectory(*messages, index=index))
            verdict = Verdict(check="role_order", scope="trajectory", outcome="pass")
            folder.verdicts.append(index, (verdict,))
        for index, rejection in (failed or {}).items():
            folder.rejected.append(index, rejection)
        if decisions is not None:
            folder.write_decisions(decisions)
        consumed = [Consumed(role=role, endpoint="embedded", usage=usage[role]) for role in usage]
        folder.write_account(Account(consumed=tuple(consumed)))
    return path
