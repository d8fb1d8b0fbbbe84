"""One item as a person looks at it: what was played, what was found, what it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import orjson

from toolmind.checks.cascade import was_spared
from toolmind.checks.policy import reason
from toolmind.records import (
    JSON,
    Chain,
    Decision,
    Message,
    Record,
    Scenario,
    Tool,
    Trajectory,
    Verdict,
)

_TITLE = 200
_SHORT = 4
"""Characters of a value below which it must stand as a word of its own."""


class Item(Record, frozen=True):
    """An item with all that is known of it; a failed one has a reason and nothing played."""

    index: int
    id: str
    scenario: Scenario | None = None
    trajectory: Trajectory | None = None
    verdicts: tuple[Verdict, ...] = ()
    decision: Decision | None = None
    failed: str = ""
    explanation: str = ""
    tools: tuple[Tool, ...] = ()
    chances: dict[str, float] = {}
    """By turn how probably it is wrong, where a calibration tells."""
    run: str = ""
    """The run that it is of, where several are shown."""


class Row(Record, frozen=True):
    """What a list shows of an item, and filters by."""

    index: int
    id: str
    run: str
    state: str
    """``kept``, ``dropped``, ``failed`` or ``open`` (played, and not decided)."""
    kind: str
    title: str
    reasons: tuple[str, ...]
    verdicts: tuple[str, ...]
    """What checks found that is no pass, as ``check.outcome``, and whom it was spared to ask, as
    ``judge.spared``."""
    masked: int
    turns: int
    calls: int
    tools: tuple[str, ...]
    language: str
    disputed: bool
    """Whether judges that gave several votes, or several judges, did not agree on a turn."""
    probability: float | None
    """How probably its worst turn is wrong, where a calibration tells."""
    pairs: tuple[str, ...]
    """The pairs of tools that its chain joins, with a tab between."""


def row_of(item: Item) -> Row:
    """Return the row of an item."""
    messages = item.trajectory.messages if item.trajectory else ()
    decision = item.decision or Decision(keep=False)
    called = [call.name for message in messages for call in message.tool_calls]
    return Row(
        index=item.index,
        id=item.id,
        run=item.run,
        state=_state(item),
        kind=item.scenario.kind if item.scenario else "",
        title=_title(item)[:_TITLE],
        reasons=(item.failed,)
        if item.failed
        else tuple(dict.fromkeys((*decision.reasons, *decision.masked.values()))),
        verdicts=_verdicts(item.verdicts),
        masked=len(decision.masked),
        turns=sum(message.role == "assistant" for message in messages),
        calls=len(called),
        tools=tuple(dict.fromkeys(called)),
        language=item.scenario.language if item.scenario else "",
        disputed=_disputed(item.verdicts),
        probability=max(item.chances.values(), default=None),
        pairs=tuple("\t".join(pair) for pair in sorted(pairs_of(item.scenario.chain)))
        if item.scenario
        else (),
    )


def _verdicts(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    found = {f"{v.check}.{v.outcome}" for v in verdicts if v.outcome != "pass"}
    return tuple(sorted(found | {f"{v.check}.spared" for v in verdicts if was_spared(v)}))


def pairs_of(chain: Chain) -> set[tuple[str, str]]:
    """Return the pairs of tools that the links of a chain join, each once."""
    return {(chain.tools[link.src], chain.tools[link.dst]) for link in chain.links}


def _state(item: Item) -> str:
    if item.failed:
        return "failed"
    if item.decision is None:
        return "open"
    return "kept" if item.decision.keep else "dropped"


def _title(item: Item) -> str:
    if item.failed:
        return item.explanation
    if item.scenario and item.scenario.intent:
        return item.scenario.intent
    messages = item.trajectory.messages if item.trajectory else ()
    return next((message.content for message in messages if message.role == "user"), "")


def _disputed(verdicts: Sequence[Verdict]) -> bool:
    said: dict[str, set[str]] = {}
    for verdict in verdicts:
        if verdict.source == "judge":
            said.setdefault(verdict.turn, set()).add(verdict.outcome)
    return any(len(outcomes) > 1 for outcomes in said.values())


def detail(item: Item) -> dict[str, JSON]:
    """Return all that a page shows of an item, as JSON."""
    plain = msgspec.to_builtins
    return {
        "index": item.index,
        "id": item.id,
        "scenario": plain(item.scenario),
        "trajectory": plain(item.trajectory),
        "decision": plain(item.decision),
        "run": item.run,
        "chances": plain(item.chances),
        "failed": item.failed,
        "explanation": item.explanation,
        "tools": plain(item.tools),
        "row": plain(row_of(item)),
        "origins": origins(item.trajectory.messages if item.trajectory else ()),
        "findings": [
            {**plain(verdict), "reason": reason(verdict)}
            for verdict in item.verdicts
            if verdict.outcome != "pass"
        ],
        "passed": sorted({v.check for v in item.verdicts if v.outcome == "pass"}),
    }


def origins(messages: Sequence[Message]) -> dict[str, list[dict[str, JSON]]]:
    """Return, by call id, where each argument's value stood before: the latest message with it.

    A value that stands nowhere has no message: it was derived, or made up.
    """
    found: dict[str, list[dict[str, JSON]]] = {}
    for at, message in enumerate(messages):
        for call in message.tool_calls:
            found[call.id] = [
                {"path": path, "value": value, "message": _holder(value, messages[:at])}
                for path, value in leaves(parsed(call.arguments))
            ]
    return found


def _holder(value: JSON, before: Sequence[Message]) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    alone = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)") if len(text) < _SHORT else None
    for message in reversed(before):
        said = message.content
        if message.role != "assistant" and (alone.search(said) if alone else text in said):
            return message.id
    return ""


def parsed(arguments: str) -> JSON:
    """Return what a JSON text says; None of one that is none."""
    try:
        return orjson.loads(arguments)
    except orjson.JSONDecodeError:
        return None


def leaves(value: JSON, path: str = "") -> Iterator[tuple[str, JSON]]:
    """Yield the values in a JSON value, each with its path as links write it; null is none."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from leaves(child, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for child in value:
            yield from leaves(child, f"{path}[]")
    elif value is not None:
        yield path, value
