"""How many there are, as an answer tells it, is how many a result holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck, read_json
from toolmind.checks.grounding.dates import digits
from toolmind.checks.grounding.values import STOP_WORDS
from toolmind.records import JSON, Message
from toolmind.text.words import words

_TELLS = re.compile(
    r"\b(?:there (?:are|is)(?: currently| now)?|found|we (?:currently )?(?:have|offer)"
    r"|a total of|lists?)(?: a total of| exactly)? (\d{1,3}) (?=(?:[\w-]+ ){0,4}?[a-z-]+s\b)"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")
FEWEST = 3
"""Entries that a collection has at least, so that somebody counts them (ours)."""

_NAME = 8
"""Words of a value that entries may be sorted by; a longer one describes (ours)."""

_DEEP = 2
"""How deep in an entry values are told apart (ours)."""


class Count(RuleCheck):
    """An answer that tells another number of things than the result right before it holds.

    That number may be of all entries, of those that have values which the user, the sentence or the
    one before it names (`red`, or `available: true`), or of different values. One that is greater
    than the entries there are says nothing: a result may be cut short. English.
    """

    name = "count"
    understands = ENGLISH

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per answer that tells another number."""
        results: list[Message] = []
        asked = ""
        for message in context.trajectory.messages:
            if message.role == "user":
                asked = message.content
                results.clear()
            elif message.role == "tool":
                results.append(message)
            elif results and not message.tool_calls and message.content:
                wrong = next(_wrong(digits(message.content), asked, results), None)
                if wrong:
                    text = f"it tells of {wrong[0]}, and the result holds {wrong[1]}"
                    evidence = (results[-1].id, message.id)
                    yield Finding("other_number", text, message.id, evidence)


def _wrong(answer: str, asked: str, results: list[Message]) -> Iterator[tuple[int, int]]:
    """Yield each number that no way of counting gives, and that of all entries."""
    if not _TELLS.search(answer):
        return
    found = [one for result in results for one in collections_in(result.content)]
    if len(found) != 1:
        return
    entries, before = found[0], asked
    for sentence in _SENTENCE.findall(answer):
        told = {int(number) for number in _TELLS.findall(sentence)}
        if any(FEWEST <= one < len(entries) for one in told):
            right = _counts(entries, frozenset(words(f"{asked} {before} {sentence}")) - STOP_WORDS)
            wrong = (one for one in sorted(told) if FEWEST <= one < len(entries))
            yield from ((one, len(entries)) for one in wrong if one not in right)
        before = sentence


def collections_in(content: str) -> list[list[JSON]]:
    """Return the collections of objects in a result that lie in no other one."""
    try:
        nodes: list[JSON] = [read_json(content)]
    except ValueError:
        return []
    found: list[list[JSON]] = []
    while nodes:
        node = nodes.pop()
        if isinstance(node, list | dict):
            inner = list(node.values()) if isinstance(node, dict) else node
            if len(inner) >= FEWEST and all(isinstance(one, dict) for one in inner):
                found.append(inner)
            else:
                nodes += inner
    return found


def _counts(entries: list[JSON], said: frozenset[str]) -> set[int]:
    """Return all numbers by which entries may be counted in a text of these words."""
    right = {len(entries)}
    values: dict[str, set[str]] = {}
    fitting: dict[tuple[str, str], set[int]] = {}
    for at, entry in enumerate(entries):
        for path, value in _leaves(entry):
            values.setdefault(path, set()).add(str(value))
            named = words(path if isinstance(value, bool) else str(value))
            if len(named) <= _NAME and not said.isdisjoint(named):
                fitting.setdefault((path, str(value)), set()).add(at)
    right.update(map(len, fitting.values()))
    right.update(len(known) for path, known in values.items() if _named(path, said))
    right.update(len(one & other) for one, other in combinations(fitting.values(), 2))
    if fitting:
        right.add(len(set.intersection(*fitting.values())))
        right.add(len(set.union(*fitting.values())))
    return right


def _named(path: str, said: frozenset[str]) -> bool:
    """Say whether a text speaks of a field: colors, of `color`."""
    return not said.isdisjoint(form for word in words(path) for form in (word, f"{word}s"))


def _leaves(node: JSON, path: str = "", depth: int = 0) -> Iterator[tuple[str, JSON]]:
    if isinstance(node, dict) and depth < _DEEP:
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}", depth + 1)
    elif not isinstance(node, dict | list):
        yield path, node
