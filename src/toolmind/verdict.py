"""What a check found, and the one policy that makes kept, masked and dropped of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from toolmind.types import Record

Outcome = Literal["pass", "fail", "error"]
Scope = Literal["trajectory", "turn"]
Source = Literal["rule", "execution", "judge"]


class Verdict(Record, frozen=True):
    """One check's finding about one trajectory or one of its assistant turns.

    `outcome` is `error` when the check itself failed: that is never a pass. `code` is a short
    reason that is counted; `explanation` is for people. `turn` is the id of the assistant message
    judged (empty for scope `trajectory`); `evidence` are the ids of the messages it rests on.
    """

    check: str
    scope: Scope
    outcome: Outcome
    code: str = ""
    explanation: str = ""
    turn: str = ""
    evidence: tuple[str, ...] = ()
    version: str = "1"
    source: Source = "rule"


class Decision(Record, frozen=True):
    """What becomes of a trajectory: dropped for `reasons`, or kept with `masked` turns.

    `masked` maps the id of each assistant message that must not be learnt from to its reason.
    """

    keep: bool
    reasons: tuple[str, ...] = ()
    masked: dict[str, str] = {}


def reason(verdict: Verdict) -> str:
    """Return the verdict's reason as it is counted: ``check.code``, or ``check.error``."""
    return f"{verdict.check}.{'error' if verdict.outcome == 'error' else verdict.code or 'fail'}"


def decide(verdicts: Iterable[Verdict], assistant_turns: Iterable[str]) -> Decision:
    """Decide what becomes of a trajectory.

    A trajectory that fails (or could not be judged) as a whole is dropped. A turn that fails (or
    could not be judged) is masked, not deleted, so that the turns after it keep their context
    (paper §3.3). A trajectory with nothing left to learn from is dropped.
    """
    reasons: list[str] = []
    masked: dict[str, str] = {}
    for verdict in verdicts:
        if verdict.outcome == "pass":
            continue
        if verdict.scope == "trajectory":
            reasons.append(reason(verdict))
        else:
            masked.setdefault(verdict.turn, reason(verdict))
    if not reasons and all(turn in masked for turn in assistant_turns):
        reasons = sorted({f"nothing_left.{why}" for why in masked.values()}) or ["nothing_left"]
    return Decision(keep=not reasons, reasons=tuple(dict.fromkeys(reasons)), masked=masked)
