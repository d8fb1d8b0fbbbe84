"""From what checks and judges said of a dialogue to the votes on each of its turns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from toolmind.checks.calibration.labelled import LabelledTurn, Vote
from toolmind.checks.cascade import LOOKED
from toolmind.records import Trajectory, Verdict


def votes_on(
    played: Trajectory, verdicts: Iterable[Verdict], judges: Collection[str], judging: Digest
) -> list[LabelledTurn]:
    """Return the assistant's turns with the votes on them, without labels.

    `judges` are the names of those checks that are judges, `judging` tells what each of them and
    of the rules was (see `judging_digest`).
    """
    of_assistant = [one for one in verdicts if one.role == "assistant"]
    made_by = {one.check: maker(one.version, judging(one.check)) for one in of_assistant}
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


def maker(version: str, digest: str) -> str:
    """Return what a check or judge is bound to: its version, its settings, prompts and model."""
    return f"{version}-{digest}"


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


Digest = Callable[[str], str]
"""From the name of a check or judge to a hash of what makes it say what it says."""


def judging_digest(fingerprint: Mapping[str, Any]) -> Digest:
    """Return what tells of each check and judge of a configuration what its verdicts depend on.

    That is its own settings, and of a judge its prompts and its model. What others are is no
    matter, nor in what order they stand. Of a class of one's own, whose name a configuration does
    not say, it is what all such classes are, with all prompts and the model of judges.
    """
    places = sorted({match[0] for key in fingerprint if (match := _PLACE.match(key))})
    plugins = [
        {key.removeprefix(place): fingerprint[key] for key in fingerprint if key.startswith(place)}
        for place in places
    ]

    def digest(check: str) -> str:
        mine = [one for one in plugins if _name(one) == check]
        mine = mine or [one for one in plugins if ":" in str(one.get("type")) and "name" not in one]
        parts = [[sorted(one.items()), _asked(one, fingerprint)] for one in mine]
        data = orjson.dumps(sorted(parts, key=str), default=str)
        return hashlib.sha256(data).hexdigest()[:16]

    return digest


_PLACE = re.compile(r"checks\.(?:use|judges)\.\d+\.")
_OF_JUDGES = {"trajectory": "trajectory_judge", "turn": "turn_judge"}
"""What the verdicts of built-in judges are counted under, by type; those of rules are by it."""


def _name(plugin: Mapping[str, Any]) -> str:
    kind = str(plugin.get("type", ""))
    return str(plugin.get("name", _OF_JUDGES.get(kind, kind)))


def _asked(plugin: Mapping[str, Any], fingerprint: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the prompts and the model that a judge asks; a built-in rule has none."""
    kind = str(plugin.get("type", ""))
    if kind not in _OF_JUDGES and ":" not in kind:
        return []
    shown = plugin.get("prompt", f"judge_{kind}"), plugin.get("dialogue", "judge_dialogue")
    prompts = tuple(f"prompt {name}" for name in shown) if kind in _OF_JUDGES else ("prompt ",)
    model = str(plugin.get("model", "judge"))
    model = str(fingerprint.get(f"models.{model}", model))
    asked = (*prompts, f"models.endpoints.{model}.")
    of_it = {key: value for key, value in fingerprint.items() if key.startswith(asked)}
    return sorted({**of_it, "model": model}.items())
