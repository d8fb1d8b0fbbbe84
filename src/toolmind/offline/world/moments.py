"""The moments of a thing in their order: it is changed after it was made, it ends after it began.

Values are drawn in order; then a call, or what is known of the thing, sets some of them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeGuard

from toolmind.offline.values.times import day, iso, named_moment
from toolmind.offline.world.echo import objects
from toolmind.records import JSON
from toolmind.text.identifiers import label
from toolmind.tools.effects import ToolEffect
from toolmind.tools.verbs import Verb

_ORDER = (("created", "updated"), ("created", "end"), ("start", "end"))
_WHEN = "(?: (?:at|on|time|date|timestamp|date time))?"
_MADE = re.compile(rf"(?:creat\w*|insert\w*|submit\w*|added){_WHEN}|(?:date|time) created")
_CHANGED = re.compile(
    rf"(?:last )?(?:updat|modif|chang)\w*{_WHEN}|(?:date|time) (?:updat|modif)\w*"
)
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d.*)?")


def put_in_order(result: JSON, arguments: JSON) -> None:
    """Let no moment of an object lie before one that it follows, in place.

    It becomes the moment before it; if the call's arguments say it, that one becomes the later.
    """
    for node, _, _ in objects(result, ""):
        moments = [(name, which) for name in node if (which := _moment(name))]
        if len(moments) > 1:
            _order(node, moments, arguments)


def set_to_now(result: JSON, arguments: JSON, effect: ToolEffect, clock: datetime) -> None:
    """Let what a write made or changed say that this was now, in place, unless the call says when.

    Only what is written as in ISO 8601 or counted since 1970, of the result and of the objects
    right within, and of the items of its lists where they were made.
    """
    if not effect.writes or not isinstance(result, dict):
        return
    within = [value for value in result.values() if isinstance(value, dict)]
    if effect.verb == "create":
        lists = [value for value in result.values() if isinstance(value, list)]
        within += [item for items in lists for item in items if isinstance(item, dict)]
    for node in (result, *within):
        for name, value in node.items():
            if _is_set(name, effect.verb) and not _says(arguments, value):
                node[name] = _like(value, clock)


def _like(value: JSON, clock: datetime) -> JSON:
    """Return the clock's time as a value writes its own, or that value where it is no time."""
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        return iso(clock) if "T" in value else day(clock)
    if _counted(value):
        seconds = int(clock.replace(tzinfo=UTC).timestamp())
        return seconds if value < _MILLISECONDS else seconds * 1000
    return value


def _counted(value: JSON) -> TypeGuard[int]:
    """Tell whether a number is a time since 1970, in seconds or in milliseconds."""
    return type(value) is int and (
        _SECONDS <= value < 4 * _SECONDS or _MILLISECONDS <= value < 4 * _MILLISECONDS
    )


_SECONDS, _MILLISECONDS = 10**9, 10**12
"""Of the year 2001; four times as many are of 2096."""


@lru_cache(maxsize=8192)
def _is_set(name: str, verb: Verb) -> bool:
    words = label(name)
    return bool(_CHANGED.fullmatch(words) or (verb == "create" and _MADE.fullmatch(words)))


def _order(node: dict[str, Any], moments: list[tuple[str, str]], arguments: JSON) -> None:
    for earlier, later in _ORDER:
        for first in (name for name, which in moments if which == earlier):
            for last in (name for name, which in moments if which == later):
                if not _before(node[last], node[first]):
                    continue
                if _says(arguments, node[last]):
                    node[first] = node[last]
                else:
                    node[last] = node[first]


def _says(arguments: JSON, value: JSON) -> bool:
    if isinstance(arguments, dict):
        arguments = list(arguments.values())
    if isinstance(arguments, list):
        return any(_says(each, value) for each in arguments)
    return bool(arguments == value)


@lru_cache(maxsize=8192)
def _moment(name: str) -> str:
    return named_moment(label(name))


def _before(one: JSON, other: JSON) -> bool:
    """Say whether one moment lies before another, both written alike."""
    if _counted(one) and _counted(other) and (one < _MILLISECONDS) == (other < _MILLISECONDS):
        return one < other
    if not (isinstance(one, str) and isinstance(other, str) and len(one) == len(other)):
        return False
    return one < other and bool(_WRITTEN.fullmatch(one) and _WRITTEN.fullmatch(other))
