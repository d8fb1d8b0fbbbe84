"""What the embedded assistant makes of a dialogue: wishes, facts, calls made, results seen.

The model is stateless, as any chat model is: it reads the whole dialogue anew for each reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import orjson

from toolmind.facts import facts
from toolmind.models.embedded.language import (
    AT_THE_SAME_TIME,
    Reference,
    first_sentence,
    read_facts,
    read_goal,
    read_question,
    read_references,
    read_steps,
    stems,
)
from toolmind.schema import label
from toolmind.types import JSON, Message, Tool

MATCH = 0.8
"""Share of a wish's content words that a tool must cover to be taken for it (ours)."""

_ALIKE = 0.02
"""Difference of fit up to which two tools fit a wish alike (ours)."""


@dataclass
class Task:
    """One wish of the user, the tool that fits it, and how far it has come."""

    goal: str
    tool: Tool | None
    stated: dict[str, JSON]
    references: tuple[Reference, ...]
    attempts: int = 0
    done: bool = False
    asked: frozenset[str] = frozenset()
    """The labels that the user was asked for since."""

    result: JSON = None
    error: str = ""
    retryable: bool = False


@dataclass
class Reading:
    """A dialogue as understood. `tasks` are those of the user's current request, `past` older."""

    tasks: list[Task] = field(default_factory=list)
    past: list[Task] = field(default_factory=list)
    together: bool = False

    def everything(self) -> Iterator[Task]:
        """All tasks, the latest first."""
        yield from reversed(self.tasks)
        yield from reversed(self.past)


def read(messages: Sequence[Message], tools: Sequence[Tool]) -> Reading:
    """Read a dialogue from its beginning."""
    reading = Reading()
    question: tuple[str, ...] = ()
    waiting: dict[str, Task] = {}
    for message in messages:
        if message.role == "user":
            _read_user(message.content, question, reading, tools)
            question = ()
        elif message.role == "assistant":
            question = read_question(message.content)
            for call in message.tool_calls:
                task = _task_of(call.name, reading)
                if task:
                    waiting[call.id] = task
        elif message.role == "tool" and (task := waiting.get(message.tool_call_id)):
            _read_result(message.content, task)
    return reading


def _read_user(
    text: str, question: tuple[str, ...], reading: Reading, tools: Sequence[Tool]
) -> None:
    if question:
        for task in reading.tasks:
            if task.tool and not task.done:
                task.asked |= set(question)
                known = read_facts(text, _labels(task.tool))
                task.stated = {**known, **task.stated}
        return
    reading.past.extend(reading.tasks)
    reading.together = AT_THE_SAME_TIME.lower() in text.lower()
    reading.tasks = [_understand(step, tools) for step in read_steps(text)]


def _understand(text: str, tools: Sequence[Tool]) -> Task:
    """Find the tool for a wish, and what the wish says of its parameters.

    Of tools that fit alike, the one that more of what was said speaks of is taken.
    """
    references, rest = read_references(text)
    goal = read_goal(rest)
    positions = _best(goal, tuple((tool.name, tool.description) for tool in tools))
    candidates = [(tools[p], read_facts(rest, _labels(tools[p]))) for p in positions]
    tool, stated = max(candidates, key=lambda fit: len(fit[1]), default=(None, {}))
    return Task(goal, tool, stated, references)


@lru_cache(maxsize=16384)
def _best(goal: str, offers: tuple[tuple[str, str], ...]) -> tuple[int, ...]:
    """Return the positions of the tools (name, description) that fit the goal best, if any do."""
    fits = [_fit(goal, name, description) for name, description in offers]
    best = max(fits, default=0.0)
    return tuple(p for p, fit in enumerate(fits) if best and fit >= best - _ALIKE)


def _fit(goal: str, name: str, description: str) -> float:
    """Score a tool for a goal: 0 below `MATCH`, else by how alike the goal and its texts are."""
    wanted = stems(goal)
    offered = stems(f"{label(name)} {description}")
    if not wanted or len(wanted & offered) / len(wanted) < MATCH:
        return 0.0
    said = max((stems(s) for s in _sentences(description)), key=lambda s: _alike(wanted, s))
    named = _alike(wanted, said | stems(label(name)))
    return len(wanted & offered) / len(wanted) + max(_alike(wanted, said), named)


@lru_cache(maxsize=4096)
def _sentences(description: str) -> tuple[str, ...]:
    return tuple(first_sentence(part) for part in re.split(r"(?<=[.!?])\s+|\n+", description))


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if right else 0.0


def _labels(tool: Tool) -> tuple[str, ...]:
    return tuple(fact.label for fact in facts(tool.parameters).values())


def _task_of(name: str, reading: Reading) -> Task | None:
    """Return the task that a call belongs to: the first of the current ones still open."""
    fitting = [t for t in reading.tasks if t.tool and t.tool.name == name and not t.done]
    unanswered = [t for t in fitting if not t.attempts] or fitting
    if unanswered:
        unanswered[0].attempts += 1
        return unanswered[0]
    return None


def _read_result(content: str, task: Task) -> None:
    result = _parse(content)
    error = result.get("error") if isinstance(result, dict) else None
    if error:
        detail = error if isinstance(error, dict) else {"message": error}
        task.error = str(detail.get("message", error)).rstrip(".")
        task.retryable = bool(detail.get("retryable"))
        return
    task.done, task.result, task.error = True, result, ""


@lru_cache(maxsize=4096)
def _parse(content: str) -> JSON:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content


def look_up(reference: Reference, reading: Reading) -> JSON:
    """Return the earlier result's value that the reference means, or None."""
    quoted = stems(reference.of)
    for task in reading.everything():
        if not task.done or (quoted and not quoted <= stems(task.goal)):
            continue
        for steps, value in scalars(task.result):
            if any(label(" ".join(steps[i:])) == reference.take for i in range(len(steps))):
                return value
    return None


def scalars(value: JSON, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Yield every scalar of a result with the property names that lead to it; lists are walked."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from scalars(child, (*steps, key))
    elif isinstance(value, list):
        for child in value:
            yield from scalars(child, steps)
    elif value is not None:
        yield steps, value
