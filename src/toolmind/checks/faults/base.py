"""What a fault is: one known way in which a dialogue goes wrong, planted in one that is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Literal, Protocol, TypeVar

import orjson
from msgspec.structs import replace

from toolmind.records import JSON, Message, Tool, ToolCall

T = TypeVar("T")

Group = Literal["structure", "grounding", "answer", "conduct", "environment"]
"""What a fault is against: the form, the values of calls, what is told, what is done, the world."""


@dataclass(frozen=True)
class Good:
    """A dialogue without known fault, and the tools shown in it, by name."""

    messages: tuple[Message, ...]
    tools: Mapping[str, Tool]

    def calls(self) -> Iterator[tuple[int, ToolCall]]:
        """Yield every call with the position of its message."""
        for at, message in enumerate(self.messages):
            for call in message.tool_calls:
                yield at, call

    def answers(self) -> Iterator[int]:
        """Yield where the assistant speaks to the user and calls nothing."""
        for at, message in enumerate(self.messages):
            if message.role == "assistant" and not message.tool_calls and message.content:
                yield at

    def results(self, at: int) -> range:
        """Return where the results stand of the calls that the message at `at` makes."""
        end = at + 1
        while end < len(self.messages) and self.messages[end].role == "tool":
            end += 1
        return range(at + 1, end)

    def before(self, at: int) -> list[int]:
        """Return where, since the user last spoke, messages stand before the one at `at`."""
        start = at
        while start and self.messages[start - 1].role in ("assistant", "tool"):
            start -= 1
        return list(range(start, at))

    def text(self) -> str:
        """Return all that is said, called and returned, so that what is invented is not in it."""
        parts = (part for m in self.messages for part in (m.content, *_arguments(m)))
        return "\n".join(parts)


def _arguments(message: Message) -> list[str]:
    return [call.arguments for call in message.tool_calls]


@dataclass(frozen=True)
class Planted:
    """A dialogue with one fault: that of the assistant's message at position `at`."""

    messages: tuple[Message, ...]
    at: int


class Fault(Protocol):
    """One kind of fault."""

    @property
    def name(self) -> str:
        """What it is counted under."""

    @property
    def group(self) -> Group:
        """What it is against."""

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Return the dialogue with the fault in one place drawn; None where there is no place."""


class CallFault:
    """Base of the faults that change one call: subclasses say what becomes of it."""

    name: ClassVar[str]
    group: ClassVar[Group] = "structure"
    of_shown: ClassVar[bool] = True
    """Whether only a call of a tool that is shown can have the fault: it is one against that."""

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Return the call with the fault, or None where it cannot have it."""
        raise NotImplementedError

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Change the first call, in an order drawn, that can have the fault."""
        for at, call in shuffled(good.calls(), rng):
            if self.of_shown and call.name not in good.tools:
                continue
            if (wrong := self.changed(call, good, rng)) is not None and wrong != call:
                message = good.messages[at]
                made = tuple(wrong if one is call else one for one in message.tool_calls)
                return put(good, at, replace(message, tool_calls=made))
        return None


class ArgumentFault(CallFault):
    """Base of the faults of one value: subclasses say what it becomes."""

    group = "grounding"
    of_shown = False

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Return another value for an argument, or None where it cannot have the fault."""
        raise NotImplementedError

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Change the first argument, in an order drawn, that can have the fault."""
        arguments = read(call)
        for name, value in shuffled(arguments.items(), rng):
            other = self.value(name, value, call, good, rng)
            if other is not None and other != value:
                return with_arguments(call, {**arguments, name: other})
        return None


class ResultFault:
    """Base of the faults of the results of one turn: subclasses say what becomes of them."""

    name: ClassVar[str]
    group: ClassVar[Group] = "structure"

    def changed(self, good: Good, at: int, results: range, rng: Random) -> Planted:
        """Return the dialogue with the fault, where the message at `at` has these results."""
        raise NotImplementedError

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Change the results of one turn drawn."""
        places = [at for at, m in enumerate(good.messages) if m.tool_calls and good.results(at)]
        if not places:
            return None
        at = rng.choice(places)
        return self.changed(good, at, good.results(at), rng)


class AnswerFault:
    """Base of the faults of one answer: subclasses say where, and what it says instead."""

    name: ClassVar[str]
    group: ClassVar[Group] = "answer"

    def places(self, good: Good) -> list[int]:
        """Return where the answers stand that can have the fault."""
        return list(good.answers())

    def changed(self, said: str, rng: Random) -> str:
        """Return what the answer says instead."""
        raise NotImplementedError

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Change one answer drawn."""
        if not (places := self.places(good)):
            return None
        at = rng.choice(places)
        answer = good.messages[at]
        return put(good, at, replace(answer, content=self.changed(answer.content, rng)))


def read(call: ToolCall) -> dict[str, JSON]:
    """Return a call's arguments, none where they cannot be read."""
    try:
        return call.parsed()
    except ValueError:
        return {}


def with_arguments(call: ToolCall, arguments: Mapping[str, JSON]) -> ToolCall:
    """Return the call with other arguments."""
    return replace(call, arguments=orjson.dumps(arguments).decode())


def properties(call: ToolCall, good: Good) -> dict[str, JSON]:
    """Return the schemas of a tool's arguments by name; none of a tool that is not shown."""
    tool = good.tools.get(call.name)
    found = tool.parameters.get("properties") if tool else None
    return found if isinstance(found, dict) else {}


def put(good: Good, at: int, message: Message) -> Planted:
    """Return the dialogue with another message at `at`, whose fault it is."""
    return Planted((*good.messages[:at], message, *good.messages[at + 1 :]), at)


def without(good: Good, places: set[int], at: int) -> Planted:
    """Return the dialogue without some messages; the one that stood at `at` is at fault."""
    left = tuple(one for place, one in enumerate(good.messages) if place not in places)
    return Planted(left, at - sum(place < at for place in places))


def shuffled(items: Iterable[T], rng: Random) -> list[T]:
    """Return the items in an order drawn."""
    found = list(items)
    rng.shuffle(found)
    return found
