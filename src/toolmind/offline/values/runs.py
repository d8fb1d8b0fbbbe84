"""Runs: what begins, is under way and is over, such as jobs; how their states and times agree.

A calendar's event, a contact, a subscription is none: the end of it is a plan, and lies ahead.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from toolmind.records import JSON, Schema
from toolmind.text.identifiers import label

_WHEN = "(?: (?:at|on|time|date|timestamp|date time))"
_BEGAN = re.compile(rf"(?:.* )?(?:start|started|begin|began){_WHEN}")
_ENDED = re.compile(
    rf"(?:.* )?(?:end|ended|complete|completed|completion|finish|finished|stop|stopped){_WHEN}"
)
_PLANNED = re.compile(
    r"\b(?:schedul|plan|expect|estimat|project|target|maximum|contract|deadline|will\b|before\b|"
    r"after\b|filter)",
    re.IGNORECASE,
)
_RUNS = re.compile(r"in.?progress|running|queued|submitted|complet|succe|\bjob\b|\btask\b", re.I)
"""What the states of a run are called (ours)."""

_OVER = (
    "complet succe done finish fail stopped cancelled canceled terminated aborted ended timed "
    "partial"
).split()
_UNDER_WAY = ("queue submitted started requested").split()
"""How words of states begin that say so (ours); so do verbs in ``-ing``."""


class Run(NamedTuple):
    """The properties of a run: its state, and the times at which it ended."""

    state: str
    ends: tuple[str, ...]


def run_of(flat: Schema, parent: str) -> Run | None:
    """Return which properties tell of a run, or None where an object is none, as far as is told."""
    properties: dict[str, Any] = flat.get("properties") or {}
    states = [name for name in properties if is_state_word(name)]
    if len(states) != 1 or not isinstance(state := properties[states[0]], dict):
        return None
    ends = tuple(name for name, node in properties.items() if _is_end(name, node))
    told = " ".join(
        (parent, label(states[0]), str(state.get("description")), str(state.get("enum")))
    )
    if not ends or not _RUNS.search(told) or _PLANNED.search(str(state.get("enum"))):
        return None
    return Run(states[0], ends)


@lru_cache(maxsize=8192)
def is_state_word(name: str) -> bool:
    """Tell whether a field of that name says in which state something is."""
    return label(name).rpartition(" ")[2] in ("status", "state")


def _is_end(name: str, node: JSON) -> bool:
    about = node.get("description") if isinstance(node, dict) else None
    return moment_of_run(label(name)) == "updated" and not _PLANNED.search(str(about))


@lru_cache(maxsize=8192)
def moment_of_run(words: str) -> str:
    """Return which moment of a run a field tells, as those of things: created or updated."""
    if _PLANNED.search(words):
        return ""
    return "updated" if _ENDED.fullmatch(words) else "created" if _BEGAN.fullmatch(words) else ""


@lru_cache(maxsize=1024)
def _stage(state: str) -> str:
    words = label(state).split()
    if "progress" in words or any(_is_going_on(word) for word in words):
        return "under way"
    return "over" if any(word.startswith(tuple(_OVER)) for word in words) else ""


def _is_going_on(word: str) -> bool:
    return word.endswith("ing") or word.startswith(tuple(_UNDER_WAY))


def under_way(state: JSON) -> bool:
    """Tell whether a run in that state has not ended."""
    return isinstance(state, str) and _stage(state) == "under way"


def over(state: JSON) -> bool:
    """Tell whether a run in that state has ended."""
    return isinstance(state, str) and _stage(state) == "over"
