"""What the user said last of two things: a plan, or something else in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.values import invented
from toolmind.records import JSON, Message


def said_instead(
    messages: Iterable[Message], wanted: JSON, found: JSON, name: str, clock: datetime | None
) -> bool:
    """Say whether the user's last word is `found`, where `wanted` was planned.

    `name` is what the value is called. Said in one message, the plan counts; so it does where it is
    never said, and of what nobody words (true, false, null).
    """
    planned = last = False
    for message in messages:
        if message.role == "user":
            evidence = Evidence(clock)
            evidence.add(message.content)
            if _holds(evidence, wanted, name):
                planned, last = True, False
            elif planned and _holds(evidence, found, name):
                last = True
    return last


def _holds(evidence: Evidence, value: JSON, name: str) -> bool:
    known = [leaf for leaf in _leaves(value) if leaf is not None and not isinstance(leaf, bool)]
    return bool(known) and all(invented(leaf, {}, name, evidence) is None for leaf in known)


def _leaves(value: JSON) -> Iterator[JSON]:
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _leaves(child)
    else:
        yield value
