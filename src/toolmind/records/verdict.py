"""What a check found, and what became of a trajectory."""

from __future__ import annotations

from typing import Literal

from toolmind.records.base import Record

Outcome = Literal["pass", "fail", "unsure", "error"]
Scope = Literal["trajectory", "turn"]
Source = Literal["rule", "execution", "judge"]
TurnLabel = Literal["good", "unnecessary", "mistake", "recovery"]


class Verdict(Record, frozen=True):
    """One check's finding about one trajectory or one of its assistant turns.

    `outcome` is `error` when the check itself failed: that is never a pass. It is `unsure` where
    the check cannot know: that is counted, and decides nothing. `code` is a short
    reason that is counted; `explanation` is for people. `turn` is the id of the assistant message
    judged (empty for scope `trajectory`); `evidence` are the ids of the messages it rests on. With
    role `user` it is the user's fault, and `turn` the id of the user's message.

    Of a judge, `score` is what it gave in numbers, if it did, `model` who it was, and `vote` which
    of its votes this is, from 1 on (0 where it votes once).
    """

    check: str
    scope: Scope
    outcome: Outcome
    code: str = ""
    explanation: str = ""
    turn: str = ""
    role: Literal["assistant", "user"] = "assistant"
    evidence: tuple[str, ...] = ()
    version: str = "1"
    source: Source = "rule"
    score: float | None = None
    model: str = ""
    vote: int = 0


class Decision(Record, frozen=True):
    """What becomes of a trajectory: dropped for `reasons`, or kept with `masked` turns.

    `masked` maps the id of each assistant message that must not be learnt from to its reason.
    `user_faults` are the reasons of what was the user's fault, each once; they decide nothing.
    `labels` says of assistant messages, by id, what they are if not good; `weights` are factors of
    how much is to be learnt, of those that do not keep their own.
    """

    keep: bool
    reasons: tuple[str, ...] = ()
    masked: dict[str, str] = {}
    user_faults: tuple[str, ...] = ()
    labels: dict[str, TurnLabel] = {}
    weights: dict[str, float] = {}
