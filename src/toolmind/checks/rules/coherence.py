"""Chains that do not hang together.

Coherence is measured, not judged. The tools called in a row are joined, two by two, where

- a value flows: a result of the one, or an argument of it, appears among the arguments of the
  other (values that say something: text of three letters or more, numbers of three digits or more);
- or they speak of the same: their names, descriptions and parameters share a word that is not
  among those that every API uses, or they stand in the same namespace (`events.find`).

What is joined over any number of steps is one component. A dialogue may have two topics; a row is
incoherent when its components are more than two, or when there are two and no component joins
any tools. (The threshold is ours; `benchmarks/` has how often gold dialogues and random chains
are found incoherent.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import combinations

from toolmind.checks.base import (
    ENGLISH,
    CheckContext,
    Finding,
    RuleCheck,
    read_json,
    results_by_call,
)
from toolmind.records import JSON, Message, Tool, ToolCall
from toolmind.text.identifiers import spaced
from toolmind.text.stems import stem
from toolmind.text.words import words

_COMMON = frozenset(
    stem(word)
    for word in (
        "a about access action active add all allow also an and any api application apply array as "
        "associated at available based be been being boolean both by call can check code column "
        "configuration contain contains content count create created current custom data date "
        "default defined delete describe description detail details different do does each "
        "either enable end enter entity etc every example existing fetch field fields file filter "
        "find first following for format from function generate get give given has have how http "
        "https id identifier if in include included index info information input instance into "
        "is it item items its key kind last length level limit list location made make many "
        "match max maximum may message method min minimum more most must name need new no not "
        "number object of offset on one only operation option optional or order other output over "
        "page parameter parameters pass per perform please point possible property provide "
        "provided query read record records remove request required resource response result "
        "results retrieve return returned returns run same search second see select send service "
        "set several should show single size some sort source specific specified specify standard "
        "start state status string such support system take text than that the their then there "
        "these this those through time timestamp title to token tool total true two type under "
        "unique update updated url use used user users using valid value values version via was "
        "when where whether which will with within without work would you your"
    ).split()
)
"""Words that every API uses, and so join nothing (ours)."""

_DULL = frozenset("true false none null asc desc yes all any json text default".split())


class Coherence(RuleCheck):
    """A trajectory whose calls fall apart serves no one purpose: it is dropped."""

    name = "coherence"
    understands = ENGLISH
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding for a dialogue whose calls fall apart."""
        groups = components(context.trajectory.messages, context.tools)
        # A call that is not to be made may be what joins those before it.
        apart = len(groups) > 2 if "none" in context.scenario.expected() else falls_apart(groups)
        if apart:
            yield Finding("incoherent_chain", describe(groups))


def describe(groups: Sequence[Sequence[str]]) -> str:
    """Return the components in words."""
    shown = " | ".join(", ".join(group) for group in groups)
    return f"{len(groups)} groups of calls with nothing in common: {shown}"


def falls_apart(groups: Sequence[Sequence[str]]) -> bool:
    """Say whether components are so many that the calls serve no one purpose."""
    return len(groups) > 2 or (len(groups) == 2 and all(len(group) == 1 for group in groups))


def components(messages: Sequence[Message], tools: Mapping[str, Tool]) -> list[list[str]]:
    """Return the called tools' names, grouped by what joins them, in order of the first call."""
    calls: dict[str, list[ToolCall]] = {}
    for message in messages:
        for call in message.tool_calls:
            calls.setdefault(call.name, []).append(call)
    if len(calls) < 2:
        return [list(calls)] if calls else []
    spoken = {name: vocabulary(tools.get(name), name) for name in calls}
    values = _Values(calls, messages)
    group = {name: name for name in calls}
    for left, right in combinations(calls, 2):
        if group[left] == group[right]:
            continue
        if not spoken[left].isdisjoint(spoken[right]) or values.flow(left, right):
            old, new = group[right], group[left]
            group = {name: new if root == old else root for name, root in group.items()}
    roots = dict.fromkeys(group.values())
    return [[name for name in group if group[name] == root] for root in roots]


class _Values:
    """The telling values that each tool was given and gave, read when tools are compared.

    Most tools of a chain share a word, so that nobody asks.
    """

    def __init__(self, calls: Mapping[str, list[ToolCall]], messages: Sequence[Message]) -> None:
        self._calls = calls
        self._messages = messages
        self._known: dict[str, tuple[set[str], set[str]]] = {}

    def flow(self, left: str, right: str) -> bool:
        """Say whether a value of the one is an argument of the other."""
        taken, given = self._of(left)
        others_taken, others_given = self._of(right)
        return bool(taken & (others_taken | others_given) or given & others_taken)

    def _of(self, name: str) -> tuple[set[str], set[str]]:
        if name not in self._known:
            calls = self._calls[name]
            given = [self._results[call.id].content for call in calls if call.id in self._results]
            self._known[name] = _telling(call.arguments for call in calls), _telling(given)
        return self._known[name]

    @cached_property
    def _results(self) -> dict[str, Message]:
        return results_by_call(self._messages)


def _telling(texts: Iterable[str]) -> set[str]:
    """Return the values of JSON texts that would not be equal by chance."""
    nodes: list[JSON] = []
    for text in texts:
        with suppress(ValueError):
            nodes.append(read_json(text))
    found: set[str] = set()
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
        elif isinstance(node, str):
            flat = " ".join(words(node))
            if len(flat) >= 3 and flat not in _DULL:
                found.add(flat)
        elif isinstance(node, int | float) and not isinstance(node, bool) and abs(node) >= 100:
            found.add(f"{node:g}")
    return found


def vocabulary(tool: Tool | None, name: str) -> frozenset[str]:
    """Return the stems of the telling words of a tool: name, description, parameter names."""
    if tool is None:
        return frozenset(_vocabulary(name, ""))
    parameters = tool.parameters.get("properties")
    named = " ".join(parameters) if isinstance(parameters, dict) else ""
    return frozenset(_vocabulary(f"{tool.name} {named}", tool.description))


@lru_cache(maxsize=8192)
def _vocabulary(names: str, description: str) -> tuple[str, ...]:
    """As a set it would take five times the memory."""
    spoken = {*words(spaced(names)), *words(description)}
    return tuple({stem(word) for word in spoken if len(word) > 2} - _COMMON)
