"""What turns are beside each other: a mistake, what repeats it, what recovers from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import orjson

from toolmind.records import Message, ToolCall, TurnLabel, Verdict

NEEDLESS = ("repeats",)
"""Checks whose finding is a turn that nobody needed, rather than one that is wrong."""


def carried(messages: Sequence[Message], wrong: Mapping[str, str]) -> dict[str, str]:
    """Return the turns that do again what a wrong turn before them did: ``carried.<its reason>``.

    That is one of its calls with equal arguments, or its words where it calls nothing. Once the
    user has spoken, the same may be right: what had no consent may have it now.
    """
    seen: dict[object, str] = {}
    found: dict[str, str] = {}
    for message in messages if wrong else ():
        if message.role == "user":
            seen.clear()
        if message.role != "assistant":
            continue
        deeds = _deeds(message)
        if message.id in wrong:
            seen.update(dict.fromkeys(deeds, wrong[message.id]))
        elif known := [seen[deed] for deed in deeds if deed in seen]:
            found[message.id] = f"carried.{known[0]}"
    return found


def _deeds(message: Message) -> list[object]:
    if message.tool_calls:
        return [(call.name, _arguments(call)) for call in message.tool_calls]
    return [message.content.strip()]


def _arguments(call: ToolCall) -> bytes:
    try:
        return orjson.dumps(call.parsed(), option=orjson.OPT_SORT_KEYS)
    except (ValueError, TypeError):
        return call.arguments.encode()


def turn_labels(
    messages: Sequence[Message], verdicts: Iterable[Verdict], masked: Mapping[str, str]
) -> dict[str, TurnLabel]:
    """Return the labels of the assistant's turns; one that nobody could judge has none.

    `mistake`: it failed, or repeats one that did; `unnecessary`: nothing is wrong with it but that
    it was not needed; `recovery`: good, and the first after a mistake or a call that failed;
    `good`: the rest.
    """
    faults: dict[str, set[str]] = {}
    unsure: set[str] = set()
    for one in verdicts:
        if one.outcome == "fail" and one.role == "assistant":
            faults.setdefault(one.turn, set()).add(one.check)
        elif one.outcome == "unsure":
            unsure.add(one.turn)
    labels: dict[str, TurnLabel] = {}
    stumbled = False
    for message in messages:
        if message.role == "tool":
            stumbled |= message.status == "error"
        if message.role != "assistant":
            continue
        if label := _label(message.id, faults, masked, unsure):
            labels[message.id] = "recovery" if stumbled and label == "good" else label
        stumbled = label == "mistake"
    return labels


def _label(
    turn: str, faults: Mapping[str, set[str]], masked: Mapping[str, str], unsure: set[str]
) -> TurnLabel | None:
    if turn in faults:
        return "unnecessary" if faults[turn] <= set(NEEDLESS) else "mistake"
    if turn in masked:
        return None if masked[turn].endswith(".error") else "mistake"
    return None if turn in unsure else "good"
