"""From what checks and judges said of a dialogue to the votes on each of its turns."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from toolmind.checks.calibration.labelled import LabelledTurn, Vote
from toolmind.checks.cascade import LOOKED
from toolmind.records import Trajectory, Verdict


def votes_on(
    played: Trajectory, verdicts: Iterable[Verdict], judges: Collection[str], judging: str
) -> list[LabelledTurn]:
    """Return the assistant's turns with the votes on them, without labels.

    `judges` are the names of those checks that are judges, `judging` is the hash of what they and
    the rules were (see `judging_digest`).
    """
    of_assistant = [one for one in verdicts if one.role == "assistant"]
    made_by = {one.check: maker(one.version, judging) for one in of_assistant}
    by_rule = {
        one.turn for one in of_assistant if one.outcome == "fail" and one.check not in judges
    }
    return [
        LabelledTurn(
            item=played.id,
            turn=message.id,
            verdicts={
                name: _vote(
                    message.id, name, of_assistant, message.id in by_rule and name in judges
                )
                for name in made_by
            },
            made_by=made_by,
        )
        for message in played.messages
        if message.role == "assistant"
    ]


def maker(version: str, judging: str) -> str:
    """Return what a check or judge is bound to: its version, and all prompts and models."""
    return f"{version}-{judging}"


def _vote(turn: str, check: str, verdicts: Sequence[Verdict], spared: bool) -> Vote | None:
    """Return what a check said of a turn; None of a judge that was spared it.

    It was where the turn was masked already, or where nothing was in doubt.
    """
    looked = [one.evidence for one in verdicts if one.check == check and one.code == LOOKED]
    if looked and not any(turn in turns for turns in looked):
        return None
    outcomes = {
        one.outcome
        for one in verdicts
        if one.check == check and (one.scope == "trajectory" or one.turn == turn)
    }
    said: tuple[Vote, ...] = ("error", "fail", "unsure")
    return next((one for one in said if one in outcomes), None if spared else "pass")


def judging_digest(fingerprint: Mapping[str, Any]) -> str:
    """Return a hash of what of a configuration changes what its checks and judges say."""
    named = (
        key for key in fingerprint if key.startswith("checks.judges.") and key.endswith("model")
    )
    models = {fingerprint[key] for key in (*named, "models.judge") if key in fingerprint}
    endpoints = (f"models.endpoints.{name}." for name in models)
    parts = ("checks.use.", "checks.judges.", "prompt judge_", "models.judge", *endpoints)
    of_judges = {key: value for key, value in fingerprint.items() if key.startswith(parts)}
    data = orjson.dumps(of_judges, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:16]
