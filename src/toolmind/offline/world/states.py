"""The states that a thing may be in right after a call: a job that was just started has not failed.

A result that declares a state as one of several values is narrowed to those that fit the call, as
far as the values' names tell. Where none fits, it stays as it is declared.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Any

from toolmind.caches import BoundedDict
from toolmind.offline.values.field import description_of
from toolmind.offline.values.hints import examples, listed
from toolmind.offline.values.runs import Run, is_state_word, over, run_of, under_way
from toolmind.offline.values.times import iso
from toolmind.records import JSON, Schema
from toolmind.schema import split
from toolmind.text.identifiers import label
from toolmind.tools.effects import ToolEffect

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
    "stop cancel pause disable disassociate detach deactivate reject archive close trash suspend "
    "decline revoke block unpublish revert end".split()
)
"""Verbs that begin what takes time, and those that bring something to rest (ours)."""

_LEADS_TO: dict[str, tuple[str, ...]] = {
    verb: tuple(states.split())
    for verbs, states in (
        ("publish", "publish live public"),
        ("unpublish revert", "draft unpublish"),
        ("approve accept", "approv accept publish live activ"),
        ("decline reject", "declin reject"),
        ("enable activate reactivate resume unpause unsuspend", "enabl activ running resum live"),
        ("disable deactivate", "disabl inactiv deactivat off"),
        ("suspend pause", "suspend paus inactiv disabl"),
        ("close resolve complete end", "clos resolv complet done finish end"),
    )
    for verb in verbs.split()
}
"""How the states begin that verbs lead to, whose own words the states may not have (ours)."""

_RESTS = {
    verb: state
    for state in "paused disabled enabled suspended approved rejected declined cancelled stopped "
    "closed resolved archived locked unlocked published completed ended revoked".split()
    for verb in (state.removesuffix("d"), state.removesuffix("ed"), state[:-3])
} | {"activate": "active", "deactivate": "inactive", "resume": "running"}
"""What a thing is after a verb, where no values are told: ``paused`` after pausing (ours)."""

_STATE_OF = re.compile(
    r"\b(?:state|status) of (?:the |a |an )?(?!.*\b(?:operation|request|process|when|before)\b)",
    re.IGNORECASE,
)

_ANY_CHANGE = frozenset("update modify change edit patch set".split())
"""Verbs that leave open what becomes of a thing: it need not be ``UPDATING`` later on."""


def is_state(path: str) -> bool:
    """Tell whether a field says in which state something is."""
    return is_state_word(split(path)[-1]) if path else False


_STATED: BoundedDict[tuple[int, ToolEffect, str], tuple[Schema, Schema]] = BoundedDict(1024)


def stated(returns: Schema, effect: ToolEffect, name: str = "", description: str = "") -> Schema:
    """Return a result's schema with the states that fit what was done; reading fits all of them.

    A state that the tool's name or the beginning of its description names is the one.
    """
    if effect.reads:
        return returns
    says = _says(name, description)
    key = (id(returns), effect, says)
    known = _STATED.get(key) or _STATED.put(key, (returns, _narrowed(returns, effect, says)))
    return known[1]  # what it is made of is kept, so that no id is used again


@lru_cache(maxsize=1024)
def _says(name: str, description: str) -> str:
    """Return the words of a tool's name and of the first sentence of its description, if needed.

    Only a state after ``as``, ``to`` or ``not`` counts.
    """
    first = re.split(r"[.!?]\s|\n\n", description.strip(), maxsplit=1)[0][:300]
    plain = re.sub(r"[`'\"*]", "", first).replace("_", " ").lower()
    return f"{label(name)}. {plain}." if _TELLS.search(f"{label(name)}. {plain}") else ""


_TELLS = re.compile(r"\b(as|to|into|not) ")


def _narrowed(schema: Schema, effect: ToolEffect, says: str) -> Schema:
    """Return the schema, or a copy where something in it is narrowed."""
    changed: dict[str, Any] = {}
    properties: dict[str, Schema] = schema.get("properties") or {}
    for name, inner in properties.items():
        if isinstance(inner, dict):
            of_state = is_state_word(name)
            new = _of_state(inner, effect, says) if of_state else _narrowed(inner, effect, says)
            if isinstance(items := inner.get("items"), dict):
                each = _narrowed(items, effect, says)
                new = inner if each is items else {**inner, "items": each}
            if new is not inner:
                changed[name] = new
    return {**schema, "properties": {**properties, **changed}} if changed else schema


def _of_state(schema: Schema, effect: ToolEffect, says: str) -> Schema:
    values = schema.get("enum")
    if values is None and schema.get("type") == "string" and "const" not in schema:
        told = description_of(schema)
        values = list(listed(told) or examples(told))
        if not values and effect.word in _RESTS and _STATE_OF.search(told):
            return {**schema, "enum": [_RESTS[effect.word]]}
    if not isinstance(values, list):
        return schema
    named = [value for value in values if _is_named(value, says)]
    fitting = named or _led_to([value for value in values if fits(value, effect, says)], effect)
    return {**schema, "enum": fitting} if fitting and fitting != values else schema


def _led_to(values: list[Any], effect: ToolEffect) -> list[Any]:
    """Return those of the states that a verb leads to, or all where none is meant plainly."""
    if echoed := [value for value in values if _echoes(value, effect.word)]:
        return echoed
    begin = _LEADS_TO.get(effect.word, ())
    led_to = [value for value in values if begin and _begins(value, begin)]
    return led_to or values


def _is_named(value: JSON, says: str) -> bool:
    """Tell whether a tool says of itself that it leads to a state: ``reverts a post to draft``."""
    if not says or not isinstance(value, str) or not (state := label(value)):
        return False
    state, article = re.escape(state), "(?: an?| the)?"
    ends = r"(?: stat(?:e|us)\b|[.,;]| (?:for|in|until)\b)"
    return bool(re.search(rf"\b(?:as{article} {state}\b|(?:in)?to{article} {state}{ends})", says))


def settle(result: JSON, returns: Schema, effect: ToolEffect, rng: Random) -> None:
    """Let the states of a result be such as fit what was done last, in place.

    For what is read after that: a narrowed schema would cost a recipe more a tool.
    """
    properties: dict[str, Any] = returns.get("properties") or {}
    for name, value in result.items() if isinstance(result, dict) else ():
        inner = properties.get(name)
        if not isinstance(inner, dict):
            continue
        if isinstance(value, dict):
            settle(value, inner, effect, rng)
        elif is_state_word(name) and isinstance(values := inner.get("enum"), list):
            fitting = [each for each in values if fits(each, effect)]
            if effect.verb == "update" and effect.word not in _ANY_CHANGE:
                fitting = _led_to(fitting, effect)
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


def fits(value: JSON, effect: ToolEffect, says: str = "") -> bool:
    """Tell whether something may be in a state of that name after such a call.

    What the tool `says` of itself may be that it is another: it marks a comment ``as not spam``.
    """
    if not isinstance(value, str):
        return True
    if says and re.search(rf"\bnot(?: as)? {re.escape(label(value))}\b", says):
        return False
    unlike = [*_FAULTS]
    if effect.verb == "create":
        unlike += [*_GONE, *_HELD, *_CHANGED, *(_DONE if effect.word in _BEGINS else ())]
    elif effect.verb == "update":
        unlike += [*_MADE, *(() if effect.word in _ENDS else _GONE + _HELD)]
    return not any(word.startswith(tuple(unlike)) for word in label(value).split())


def _echoes(value: JSON, verb: str) -> bool:
    """Tell whether a state is named after what was done: ``APPROVED`` after approving."""
    return _begins(value, (verb.removesuffix("e"),))


def _begins(value: JSON, stems: tuple[str, ...]) -> bool:
    """Tell whether a word of a state's name begins with one of the stems."""
    return isinstance(value, str) and any(word.startswith(stems) for word in label(value).split())
