"""Two arguments do not have each other's values.

Which parameter a value belongs to is told by where it came from: the key of a result, the argument
of an earlier call or the line of a system prompt that held it, the word before it when it was said
("my username is …", "from Paris to Rome"), and its shape (a time, an address, a number, an id).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from toolmind.checks.base import CheckContext, Finding, RuleCheck, objects_in, read_arguments
from toolmind.checks.grounding.dates import parse_moment
from toolmind.records import JSON, Message, Schema, ToolCall
from toolmind.text.identifiers import split_identifier

_FROM = frozenset("from origin source start departure depart sender old".split())
_TO = frozenset("to destination target end arrival receiver recipient return new".split())
"""Words of names whose values change sides with the direction."""

_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_DIGIT = re.compile(r"\d")
_NUMBERS = frozenset("amount count number price rating size age quantity num total zip".split())
_IDS = frozenset("id token uuid code key".split())
_PEOPLE = frozenset(
    "name city location place address title task content subject topic doctor artist director "
    "genre cuisine body message question description location".split()
)
_GENERIC = frozenset("id name title value key type text description code".split())
"""Keys under which results hold things of any sort."""

_LINE = re.compile(r"^\s*([A-Za-z][\w ]{1,30}):\s*(\S.{0,80})$", re.MULTILINE)
_BETWEEN = frozenset("is are was be called named s the a an of name as to dr mr ms mrs".split())
"""What may stand between a word that says what a value is, and the value."""

_NO_MARKS = frozenset("of in out on at the for by with up off".split())
_BACK = re.compile(r"\b(?:return|back|round[ -]?trip|reverse|opposite)\b", re.IGNORECASE)
_BEFORE = 48
"""Characters before a value in which the word is looked for that says what it is (ours)."""


class Swapped(RuleCheck):
    """Two arguments of a call, each of which fits the other's parameter, and not its own."""

    name = "swapped"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call with two values that changed places."""
        known = _Known()
        for message in context.trajectory.messages:
            for call in message.tool_calls:
                schema = _properties(call, context)
                if pair := _crossed(_texts(call, schema), known):
                    text = f"{call.name}: {pair[0]} and {pair[1]} have each other's values"
                    yield Finding("arguments", text, message.id, (message.id,))
                else:
                    known.learn_call(call)
            known.see(message)


def _properties(call: ToolCall, context: CheckContext) -> dict[str, Schema]:
    tool = context.tools.get(call.name)
    found = tool.parameters.get("properties") if tool else None
    return found if isinstance(found, dict) else {}


def _texts(call: ToolCall, schema: dict[str, Schema]) -> dict[str, str]:
    """Return the free texts among the arguments."""
    try:
        arguments = read_arguments(call)
    except ValueError:
        return {}
    return {
        name: value
        for name, value in arguments.items()
        if isinstance(value, str) and value and "enum" not in (schema.get(name) or {})
    }


def _crossed(texts: dict[str, str], known: _Known) -> tuple[str, str] | None:
    for one, other in combinations(texts, 2):
        if texts[one] != texts[other] and _is_crossed(one, texts[one], other, texts[other], known):
            return one, other
    return None


def _is_crossed(one: str, its: str, other: str, others: str, known: _Known) -> bool:
    if (_unlike(one, its) or _unlike(other, others)) and not (
        _unlike(one, others) or _unlike(other, its)
    ):
        return True
    if known.is_called(its, one) or known.is_called(others, other):
        return False
    if _like(one, its) is not None or _like(other, others) is not None:
        return False
    sides = _side(one), _side(other)
    if None not in sides and sides[0] != sides[1]:
        return known.goes(its, others, sides[0] or "")
    if any(
        _plain(name) not in _GENERIC and known.is_called(value, name)
        for value, name in ((its, other), (others, one))
    ):
        return True
    said = known.said_as(its, one, other), known.said_as(others, one, other)
    if said == (other, one):
        return True
    right_before = (
        known.said_as(its, one, other, near=True),
        known.said_as(others, one, other, near=True),
    )
    return (right_before[0] == other and said[1] == "") or (
        right_before[1] == one and said[0] == ""
    )


def _side(name: str) -> str | None:
    named = _split(name)
    return "from" if _FROM & named else "to" if _TO & named else None


@lru_cache(maxsize=65536)
def _split(name: str) -> frozenset[str]:
    return frozenset(split_identifier(name))


@lru_cache(maxsize=65536)
def _plain(name: str) -> str:
    return " ".join(split_identifier(name))


def _unlike(name: str, value: str) -> bool:
    """Say whether a value has not the shape that its parameter's name asks for."""
    last = _plain(name).rpartition(" ")[2]
    has_digit = _DIGIT.search(value) is not None
    if last in ("time", "date", "day"):
        return not has_digit
    if last in _NUMBERS:
        return not has_digit or _TIME.fullmatch(value) is not None
    if "email" in last:
        return "@" not in value
    if last in ("url", "link"):
        return "." not in value or " " in value
    if last in _IDS:
        return (
            _TIME.fullmatch(value) is not None
            or value[0] in "[{"
            or (" " in value and not has_digit)
        )
    if last in _PEOPLE:
        return _TIME.fullmatch(value) is not None
    return False


def _like(name: str, value: str) -> bool | None:
    """Say whether a value has a shape of its own that the name asks for: True, else None."""
    last = _plain(name).rpartition(" ")[2]
    if last in ("time", "date", "day"):
        return parse_moment(value) is not None or None
    if last in _NUMBERS:
        return value.replace(".", "", 1).isdecimal() or None
    return None


class _Known:
    """Under which names values were met, and what was said before them."""

    def __init__(self) -> None:
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._said: list[str] = []
        self._asked: list[str] = []
        """By what the user said, what the assistant had said before it."""
        self._told = ""
        self._results: list[tuple[str, str]] = []
        """Results that held nothing that was asked for, and in lower case, where JSON writes all
        characters as they are."""

    def see(self, message: Message) -> None:
        if message.role == "tool":
            content = message.content
            self._results.append((content, "" if "\\" in content else content.lower()))
        elif message.role == "user":
            self._said.append(message.content)
            self._asked.append(self._told)
        elif message.role == "assistant":
            self._told = message.content.lower()
        elif message.role == "system":
            for name, value in _LINE.findall(message.content):
                self._learn(name, value.strip())

    def learn_call(self, call: ToolCall) -> None:
        try:
            arguments = read_arguments(call)
        except ValueError:
            return
        for name, value in arguments.items():
            self._learn(name, value)

    def is_called(self, value: str, name: str) -> bool:
        """Say whether a value was met under a name: as a key of a result, an argument, a line."""
        sought, plain = value.strip().lower(), _plain(name)
        if plain in map(_plain, self._names.get(sought, ())):
            return True
        holding = [one for one in self._results if not one[1] or sought in one[1]]
        if not holding:
            return False
        for content, _ in holding:
            self._read(content)
        self._results = [one for one in self._results if one not in holding]
        return plain in map(_plain, self._names.get(sought, ()))

    def _learn(self, name: str, value: JSON) -> None:
        if isinstance(value, str | int) and not isinstance(value, bool):
            self._names[str(value).strip().lower()].add(name)

    def _read(self, content: str) -> None:
        names = self._names
        for node in objects_in(content):
            for key, value in node.items():
                if isinstance(value, str):  # most: none of them costs a call
                    names[value.strip().lower()].add(key)
                else:
                    self._learn(key, value)

    def said_as(self, value: str, one: str, other: str, *, near: bool = False) -> str:
        """Return which of two names the user said before a value (`near`: right before), if any."""
        marks = dict.fromkeys(_split(one) - _split(other) - _NO_MARKS, one)
        marks |= dict.fromkeys(_split(other) - _split(one) - _NO_MARKS, other)
        sought = value.lower()
        for text, question in zip(reversed(self._said), reversed(self._asked), strict=True):
            lowered = text.lower()
            if sought not in lowered:  # most are not said, and a pattern of each is dear to compile
                continue
            for match in re.finditer(rf"(?<!\w){re.escape(sought)}(?!\w)", lowered):
                before = lowered[max(0, match.start() - _BEFORE) : match.start()]
                said = re.findall(r"[a-z]+", before)
                if near:
                    said = [word for word in said if word in marks or word not in _BETWEEN][-1:]
                found = [word for word in said if word in marks]
                if found:
                    return marks[found[-1]]
            asked = {marks[word] for word in re.findall(r"[a-z]+", question) if word in marks}
            if len(asked) == 1 and not near:
                return asked.pop()
        return ""

    def goes(self, value: str, other: str, side: str) -> bool:
        """Say whether the user said the value and the other for each other's side."""
        if any(map(_BACK.search, self._said)):
            return False
        (its, at), (others, other_at) = self._direction(value), self._direction(other)
        against = "to" if side == "from" else "from"
        if (its, others) == (against, side):
            return True
        if side == "to":
            return (its, others) == ("from", "") and other_at <= at
        return (its, others) == ("", "from") and at <= other_at

    def _direction(self, value: str) -> tuple[str, int]:
        """Return which way the user said a value, and in which of their texts; of one that was
        said without, the last that has it: it may answer a question where from, or where to.
        """
        name, last = value.lower(), -1
        for at in reversed(range(len(self._said))):
            lowered = self._said[at].lower()
            if name not in lowered:
                continue
            last = max(last, at)
            found = re.findall(rf"\b(from|to|leaving|into)\s+{re.escape(name)}(?!\w)", lowered)
            if found:
                return "from" if found[-1] in ("from", "leaving") else "to", at
        return "", last
