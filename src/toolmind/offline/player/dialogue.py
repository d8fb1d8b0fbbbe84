"""What the embedded assistant makes of a dialogue: wishes, facts, calls made, results seen.

The model is stateless, as any chat model is: it reads the whole dialogue anew for each reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import orjson

from toolmind.offline.player.language import (
    Reference,
    read_facts,
    read_question,
    read_references,
    stems,
)
from toolmind.offline.player.wishes import (
    VERBS,
    distinction,
    first_sentence,
    is_at_once,
    read_goal,
    read_steps,
)
from toolmind.records import JSON, Message, Tool
from toolmind.schema import problem
from toolmind.schema.slots import slots
from toolmind.text.identifiers import label
from toolmind.text.words import words

MATCH = 0.8
"""Share of a wish's content words that a tool must cover to be taken for it (ours)."""

_ALIKE = 0.02
"""Difference of fit up to which two tools fit a wish alike (ours)."""

_TELLING = 0.3
"""What it adds that a tool's description has the wish, but for its verb, word for word (ours)."""

_CERTAIN = 3.0
"""What it adds that a wish says in brackets what tells the tool from others."""

_BLANKS = re.compile(r"\s+")
_BRACKET = re.compile(r"(.*) \(([^()]*)\)$", re.DOTALL)


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
    """Read a dialogue from its beginning; a tool that comes late serves nothing said before it."""
    reading = Reading()
    late = {name for message in messages for name in message.adds_tools}
    there = [tool for tool in tools if tool.name not in late] if late else tools
    question: tuple[str, ...] = ()
    waiting: dict[str, Task] = {}
    for message in messages:
        if message.role == "user":
            if message.adds_tools:
                there = [*there, *(tool for tool in tools if tool.name in message.adds_tools)]
            _read_user(message.content, question, reading, there)
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
                task.stated = {**_answered(text, question, task.tool), **task.stated}
        return
    reading.past.extend(reading.tasks)
    reading.together = is_at_once(text)
    reading.tasks = [_understand(step, tools) for step in read_steps(text)]


def _answered(text: str, question: tuple[str, ...], tool: Tool) -> dict[str, JSON]:
    """Return what an answer tells of the parameters that a call cannot be without.

    An answer may be meant for another wish: what does not fit the parameter is. What was asked
    for is known by its own words: an ``order id`` is no ``id``.
    """
    needed = {
        slot.label: slot.schema
        for slot in slots(tool.parameters).values()
        if slot.required or slot.required_within
    }
    told = read_facts(text, (*_labels(tool), *question))
    return {
        name: value
        for name, value in told.items()
        if name in needed and problem(needed[name], value) is None
    }


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
    """Score a tool for a goal: by how alike the goal and its texts are.

    0 below `MATCH`, and where the tool does something else: the wish begins with the verb.
    """
    name = label(name)
    plain, told = _parts(goal, name, description)
    wanted = stems(plain)
    verb, _, rest = _flat(plain).partition(" ")
    does = stems(verb)
    sentences = (stems(s) for s in _sentences(description))
    said = max(sentences, key=lambda s: (does <= s, _alike(wanted, s)))
    offered = said | stems(name)
    # A name's verb may come last in it, and first in the wish: `volumes_get`, "get volumes".
    if told == name or (sorted(name.split()) == sorted(plain.lower().split()) and not told):
        return 2 * _CERTAIN
    if not wanted or not does <= offered:
        return 0.0
    covered = len(wanted & offered) / len(wanted)
    fit = covered + max(_alike(wanted, said), _alike(wanted, offered))
    fit += _TELLING if f" {rest} " in f" {_flat(description)} " else 0.0
    if told and told == distinction(plain, name):
        return _CERTAIN + fit
    if told or covered < MATCH or not _does(verb, name, description):
        return 0.0
    # Where it is not for all that is asked, it is not for something else either.
    return fit if covered == 1 or _things(name) <= wanted else 0.0


def _does(verb: str, *texts: str) -> bool:
    """Tell whether a verb says what is done: that something was ``created`` says nothing of it."""
    if verb not in VERBS:
        return True
    forms = (verb, f"{verb}s", f"{verb}es", f"{verb[:-1]}ies")
    return any(not set(forms).isdisjoint(_flat(text).split()) for text in texts)


def _things(name: str) -> frozenset[str]:
    """Return the words of a tool's name that say what it is about."""
    return stems(" ".join(word for word in name.split() if word not in VERBS))


def _parts(goal: str, name: str, description: str) -> tuple[str, str]:
    """Return a goal without what its bracket says to tell tools apart, and that."""
    match = _BRACKET.match(goal)
    if match is None:
        return goal, ""
    plain, told = match.groups()
    ours = told in (name, distinction(plain, name))
    return (goal, "") if not ours and _flat(told) in _flat(description) else (plain, told)


@lru_cache(maxsize=16384)
def _flat(text: str) -> str:
    """Return a text's words."""
    return " ".join(words(text))


@lru_cache(maxsize=4096)
def _sentences(description: str) -> tuple[str, ...]:
    parts = re.split(r"(?<=[.!?])\s+|\n+", description)
    if "\n" in description:  # where a line ends, a sentence may go on
        parts += re.split(r"(?<=[.!?])\s+|\n\n+", description)
    return tuple(first_sentence(_BLANKS.sub(" ", part)) for part in parts)


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if right else 0.0


def _labels(tool: Tool) -> tuple[str, ...]:
    return tuple(slot.label for slot in slots(tool.parameters).values())


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
    if result is UNREADABLE:
        task.error, task.retryable = "the answer could not be read", True
        return
    error = result.get("error") if isinstance(result, dict) else None
    if error:
        detail = error if isinstance(error, dict) else {"message": error}
        task.error = str(detail.get("message", error)).rstrip(".")
        task.retryable = bool(detail.get("retryable"))
        return
    task.done, task.result, task.error = True, result, ""


UNREADABLE = "(unreadable)"
"""What stands for a result that is no JSON."""


@lru_cache(maxsize=4096)
def _parse(content: str) -> JSON:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return UNREADABLE


def look_up(reference: Reference, reading: Reading) -> JSON:
    """Return the earlier result's value that the reference means, or None.

    In a result, the value is meant whose last name is the words said, before one whose last names
    are, and the one that lies least deep.
    """
    for task in _meant(reference.of, [task for task in reading.everything() if task.done]):
        found = [
            (length, len(steps), value)
            for steps, value in scalars(task.result)
            for length in range(1, len(steps) + 1)
            if label(" ".join(steps[-length:])) == reference.take
        ]
        if found:
            return min(found, key=lambda each: each[:2])[2]
    return None


def _meant(quote: str, tasks: list[Task]) -> list[Task]:
    """Return the tasks that a quote may mean, the likeliest first.

    Of the wishes that begin with the words quoted, that is the one with the least beyond them.
    """
    if not quote:
        return tasks
    said = _flat(quote)
    beginning = [task for task in tasks if _flat(task.goal).startswith(said)]
    if beginning:
        return sorted(beginning, key=lambda task: len(_flat(task.goal)))
    return [task for task in tasks if stems(quote) <= stems(task.goal)]


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
