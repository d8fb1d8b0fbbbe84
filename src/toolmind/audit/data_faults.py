"""Faults that only the whole data set shows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from hashlib import blake2b

from toolmind.audit.base import Fault, Occurrence
from toolmind.audit.rows import AuditRow
from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import calls_of
from toolmind.checks.duplicates import call_trace
from toolmind.types import JSON

_ALPHA = 0.001
"""Probability of finding a bias in shuffled data, at most (ours)."""

_REPEATED_TRACES = 0.05
"""Share of rows that may repeat the calls of an earlier one (ours; the released data: 0.74)."""

_LOST = 0.5
"""Share of rows with reasoning in their last turn only from which it is no accident (ours)."""


def _digest(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=8).digest()


def dialogue_key(row: AuditRow) -> bytes:
    """Return a key that is equal for the rows that were cut from one dialogue.

    Where the rows do not name their trajectory, it is the tools and the first user message.
    """
    if row.trajectory:
        return _digest(row.trajectory)
    opening = next((m.content for m in row.messages if m.role == "user"), "")
    return _digest(opening, *(tool.name for tool in tools_of(row)))


class CalledFirst(Fault):
    """The called tool stands first among those shown more often than chance would have it.

    Under a fair shuffle the first of k tools is among the m called with probability m/k, whatever
    k. Over n dialogues the share of hits x/n is held against the mean p of these by Hoeffding's
    bound, exp(-n · KL(x/n ‖ p)), which holds for unequal probabilities too: shuffled data is found
    guilty in fewer than one in a thousand audits.
    """

    name = "called_first"
    title = "the called tool is listed first"

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._hits = self._trials = 0
        self._expected = 0.0

    def look(self, row: AuditRow) -> Iterator[Occurrence]:
        """Count each dialogue of several tools once; a hit is where the first one is called."""
        shown = [tool.name for tool in tools_of(row)]
        called = {call.name for _, call in calls_of(row.messages)} & set(shown)
        key = dialogue_key(row)
        if not called or len(called) >= len(shown) or key in self._seen:
            return
        self._seen.add(key)
        self._trials += 1
        self._expected += len(called) / len(shown)
        if shown[0] in called:
            self._hits += 1
            yield Occurrence(None, f"{shown[0]} is called and first of {len(shown)} tools")

    def finish(self) -> str:
        """Acquit where chance explains the share of hits."""
        if not self._trials:
            return "no row has more tools than it calls"
        share, chance = self._hits / self._trials, self._expected / self._trials
        told = f"{share:.1%} of {self._trials:,} dialogues, by chance {chance:.1%}"
        bound = tail_bound(self._hits, self._trials, chance)
        return "" if bound < _ALPHA else f"chance explains it: {told}"


def tail_bound(hits: int, trials: int, chance: float) -> float:
    """Return an upper bound of the probability of at least that many hits by chance."""
    share = hits / trials
    if share <= chance:
        return 1.0
    divergence = share * math.log(share / chance)
    if share < 1:
        divergence += (1 - share) * math.log((1 - share) / (1 - chance))
    return math.exp(-trials * divergence)


class FewTraces(Fault):
    """Many dialogues make the same calls with the same arguments.

    Rows that name their trajectory are counted once per trajectory; of others, those whose learnt
    turns make a call.
    """

    name = "few_traces"
    title = "few distinct call traces"

    def __init__(self) -> None:
        self._traces: dict[bytes, str] = {}
        self._longest: dict[bytes, tuple[int, bytes]] = {}
        self._rows = self._repeats = 0

    def look(self, row: AuditRow) -> Iterator[Occurrence]:
        """Yield rows without a named trajectory whose calls an earlier row has made."""
        trace = call_trace(row.messages)
        digest = _digest(trace)
        if row.trajectory:
            key, length = _digest(row.trajectory), len(trace)
            if length and length >= self._longest.get(key, (0, b""))[0]:
                self._longest[key] = length, digest
            return
        if not trace or not any(True for _ in row.learnt_calls()):
            return
        self._rows += 1
        first = self._traces.setdefault(digest, f"{row.file}:{row.number}")
        if first != f"{row.file}:{row.number}":
            self._repeats += 1
            yield Occurrence(None, f"makes the same calls as {first}")

    def finish(self) -> str:
        """Acquit where repeats are rare."""
        distinct = {digest for _, digest in self._longest.values()}
        rows = self._rows + len(self._longest)
        repeats = self._repeats + len(self._longest) - len(distinct)
        if not rows or repeats / rows <= _REPEATED_TRACES:
            return f"{rows - repeats:,} distinct call traces among {rows:,}"
        return ""


class ArrowTypes(Fault):
    """An argument has one type here and another there, so that Arrow has no column for it.

    Arguments as JSON text never do; integers and floats go together, null with everything.
    """

    name = "arrow_types"
    title = "mixed argument types break Arrow"

    def __init__(self) -> None:
        self._types: dict[str, str] = {}

    def look(self, row: AuditRow) -> Iterator[Occurrence]:
        """Yield every path whose type differs from the one first seen."""
        for value in row.argument_values:
            for path, kind in _types(value, "arguments"):
                first = self._types.setdefault(path, kind)
                if first != kind:
                    yield Occurrence(None, f"{path} is {kind} here and {first} before")


def _types(value: JSON, path: str) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, dict):
        yield path, "an object"
        for key, inner in value.items():
            yield from _types(inner, f"{path}.{key}")
    elif isinstance(value, list):
        yield path, "a list"
        for inner in value:
            yield from _types(inner, f"{path}[]")
    elif isinstance(value, bool):
        yield path, "a boolean"
    else:
        yield path, "text" if isinstance(value, str) else "a number"


class ReasoningLost(Fault):
    """Of several assistant turns only the last has reasoning: that of the others was lost."""

    name = "reasoning_lost"
    title = "reasoning lost from earlier turns"

    def __init__(self) -> None:
        self._eligible = self._lost = 0

    def look(self, row: AuditRow) -> Iterator[Occurrence]:
        """Yield rows of several assistant turns where only the last has reasoning."""
        turns = [message for message in row.messages if message.role == "assistant"]
        if len(turns) < 2 or not turns[-1].reasoning:
            return
        self._eligible += 1
        if not any(turn.reasoning for turn in turns[:-1]):
            self._lost += 1
            yield Occurrence(None, f"reasoning in the last of {len(turns)} assistant turns only")

    def finish(self) -> str:
        """Acquit where most rows have kept theirs: some turns need no reasoning."""
        if self._eligible and self._lost / self._eligible >= _LOST:
            return ""
        kept = self._eligible - self._lost
        return f"{kept:,} of {self._eligible:,} rows have reasoning in earlier turns"
