"""The one policy that makes kept, masked and dropped of what checks found."""

from __future__ import annotations

from collections.abc import Iterable

from toolmind.records import Decision, Verdict


def reason(verdict: Verdict) -> str:
    """Return the verdict's reason as it is counted: ``check.code``, or ``check.error``."""
    return f"{verdict.check}.{'error' if verdict.outcome == 'error' else verdict.code or 'fail'}"


def decide(verdicts: Iterable[Verdict], assistant_turns: Iterable[str]) -> Decision:
    """Decide what becomes of a trajectory.

    A trajectory that fails (or could not be judged) as a whole is dropped. A turn that fails (or
    could not be judged) is masked, not deleted, so that the turns after it keep their context
    (paper §3.3). A verdict that names none of the assistant's turns is about the whole, whatever
    scope it claims: there is nothing to mask. A trajectory with nothing left to learn from is
    dropped. What was the fault of a user's turn is noted, and decides nothing.
    """
    turns = set(assistant_turns)
    reasons: list[str] = []
    masked: dict[str, str] = {}
    of_user: list[str] = []
    for verdict in verdicts:
        if verdict.outcome == "pass":
            continue
        if verdict.role == "user" and verdict.outcome == "fail":
            of_user.append(reason(verdict))
        if verdict.role == "user" and verdict.scope == "turn":
            continue
        if verdict.scope == "trajectory" or verdict.turn not in turns:
            reasons.append(reason(verdict))
        else:
            masked.setdefault(verdict.turn, reason(verdict))
    if not reasons and turns <= masked.keys():
        reasons = sorted({f"nothing_left.{why}" for why in masked.values()}) or ["nothing_left"]
    return Decision(
        keep=not reasons,
        reasons=tuple(dict.fromkeys(reasons)),
        masked=masked,
        user_faults=tuple(dict.fromkeys(of_user)),
    )
