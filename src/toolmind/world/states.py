"""The states that a thing may be in right after a call: a job that was just started has not failed.

A result that declares a state as one of several values is narrowed to those that fit the call, as
far as the values' names tell. Where none fits, it stays as it is declared.
"""

from __future__ import annotations

import re
from datetime import datetime
from random import Random
from typing import Any

from toolmind.schema import Kept, label, split
from toolmind.types import JSON, Schema
from toolmind.values.runs import Run, is_state_word, over, run_of, under_way
from toolmind.values.times import iso
from toolmind.world.verbs import Deed

_FAULTS = "fail error invalid unspecified unknown unhealthy".split()
_GONE = "delet remov trash recycl terminat destroy drop expir reclaim revok emptied return".split()
_HELD = (
    "stop cancel suspend paus inactiv disabl disassociat detach deactivat abort declin reject"
).split()
_CHANGED, _MADE = ["updat", "modif"], ["creat"]
_DONE = "complet succe done finish".split()
"""How the names of states begin, by what they say of a thing (ours)."""

_BEGINS = frozenset("start begin submit schedule launch import".split())
_ENDS = frozenset(
    "stop cancel pause disable disassociate detach deactivate reject archive close trash".split()
)
"""Verbs that begin what takes time, and those that bring something to rest (ours)."""

_ANY_CHANGE = frozenset("update modify change edit patch set".split())
"""Verbs that leave open what becomes of a thing: it need not be ``UPDATING`` later on."""


def is_state(path: str) -> bool:
    """Tell whether a field says in which state something is."""
    return is_state_word(split(path)[-1]) if path else False


_STATED: Kept[tuple[int, str, str], tuple[Schema, Schema]] = Kept(1024)


def stated(returns: Schema, deed: Deed) -> Schema:
    """Return a result's schema with the states that fit what was done; reading fits all of them."""
    if not deed.writes:
        return returns
    key = (id(returns), deed.verb, deed.word)
    known = _STATED.get(key) or _STATED.keep(key, (returns, _narrowed(returns, deed)))
    return known[1]  # what it is made of is kept, so that no id is used again


def _narrowed(schema: Schema, deed: Deed) -> Schema:
    """Return the schema, or a copy where something in it is narrowed."""
    changed: dict[str, Any] = {}
    properties: dict[str, Schema] = schema.get("properties") or {}
    for name, inner in properties.items():
        if isinstance(inner, dict):
            new = _of_state(inner, deed) if is_state_word(name) else _narrowed(inner, deed)
            if isinstance(items := inner.get("items"), dict):
                each = _narrowed(items, deed)
                new = inner if each is items else {**inner, "items": each}
            if new is not inner:
                changed[name] = new
    return {**schema, "properties": {**properties, **changed}} if changed else schema


def _of_state(schema: Schema, deed: Deed) -> Schema:
    values = schema.get("enum")
    fitting = [value for value in values if fits(value, deed)] if isinstance(values, list) else []
    echoed = [value for value in fitting if _echoes(value, deed.word)]
    fitting = echoed or fitting
    return {**schema, "enum": fitting} if fitting and fitting != values else schema


def settle(result: JSON, returns: Schema, deed: Deed, rng: Random) -> None:
    """Let the states of a result be such as fit what was done last, in place.

    For what is read after that: a narrowed schema would cost a recipe more a tool.
    """
    properties: dict[str, Any] = returns.get("properties") or {}
    for name, value in result.items() if isinstance(result, dict) else ():
        inner = properties.get(name)
        if not isinstance(inner, dict):
            continue
        if isinstance(value, dict):
            settle(value, inner, deed, rng)
        elif is_state_word(name) and isinstance(values := inner.get("enum"), list):
            fitting = [each for each in values if fits(each, deed)]
            if deed.verb == "update" and deed.word not in _ANY_CHANGE:
                fitting = [each for each in fitting if _echoes(each, deed.word)] or fitting
            result[name] = rng.choice(fitting) if fitting and value not in fitting else value


def agree(result: JSON, returns: Schema, clock: datetime, name: str = "") -> None:
    """Let the runs in a result have ended just if their states say so, in place.

    As they are drawn, they do; then the call, or what is known of a thing, sets some states.
    """
    if isinstance(result, list):
        if isinstance(items := returns.get("items"), dict):
            for item in result:
                agree(item, items, clock, name)
        return
    properties = returns.get("properties")
    if not isinstance(result, dict) or not isinstance(properties, dict):
        return
    for field, value in result.items():
        if isinstance(value, dict | list) and isinstance(inner := properties.get(field), dict):
            agree(value, inner, clock, label(field))
    if any(map(is_state_word, result)) and (run := run_of(returns, name)):
        _end(result, run, returns, clock)


def _end(result: dict[str, JSON], run: Run, returns: Schema, clock: datetime) -> None:
    """Take from a run the times of its end, or give it one: no later than now."""
    state = result.get(run.state)
    if under_way(state):
        for name in set(run.ends).difference(returns.get("required") or ()):
            result.pop(name, None)
    elif over(state) and not any(name in result for name in run.ends):
        written = [value for value in result.values() if _ISO.fullmatch(str(value))]
        if written:
            result[run.ends[0]] = min(max(map(str, written)), iso(clock))


_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def fits(value: JSON, deed: Deed) -> bool:
    """Tell whether something may be in a state of that name after such a call."""
    if not isinstance(value, str):
        return True
    unlike = [*_FAULTS]
    if deed.verb == "create":
        unlike += [*_GONE, *_HELD, *_CHANGED, *(_DONE if deed.word in _BEGINS else ())]
    elif deed.verb == "update":
        unlike += [*_MADE, *(() if deed.word in _ENDS else _GONE + _HELD)]
    return not any(word.startswith(tuple(unlike)) for word in label(value).split())


def _echoes(value: JSON, verb: str) -> bool:
    """Tell whether a state is named after what was done: ``APPROVED`` after approving."""
    stem = verb.removesuffix("e")
    return isinstance(value, str) and any(w.startswith(stem) for w in label(value).split())
