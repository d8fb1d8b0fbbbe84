"""Faults that only the whole data set shows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from hashlib import blake2b

from toolmind.audit.base import Fault, Occurrence
from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import calls_of
from toolmind.checks.duplicates import call_trace
from toolmind.datasets.dialogue import Dialogue
from toolmind.records import JSON

_ALPHA = 0.001
"""Probability of finding a bias in shuffled data, at most (ours)."""

_REPEATED_TRACES = 0.05
"""Share of rows that may repeat the calls of an earlier one (ours; the released data: 0.74)."""

_LOST = 0.5
"""Share of rows with reasoning in their last turn only from which it is no accident (ours)."""


def _digest(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=8).digest()


def dialogue_key(row: Dialogue) -> bytes:
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

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
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
        self._first: dict[bytes, str] = {}
        self._longest: dict[bytes, tuple[int, bytes, str]] = {}
        self._rows = self._repeats = 0

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield rows without a named trajectory whose calls an earlier row has made."""
        trace, where = call_trace(row.messages), row.place()
        if row.trajectory:
            # A trajectory cut into turns shows its whole trace only in the last of its rows.
            key = _digest(row.trajectory)
            if trace and len(trace) > self._longest.get(key, (0,))[0]:
                self._longest[key] = len(trace), _digest(trace), where
            return
        learnt = trace and any(True for _ in row.learnt_calls())
        if learnt and (first := self._repeats_of(_digest(trace), where)):
            yield Occurrence(None, f"makes the same calls as {first}")

    def late(self) -> Iterator[tuple[str, str]]:
        """Yield one row of every named trajectory whose calls an earlier one has made."""
        for _, digest, where in self._longest.values():
            if first := self._repeats_of(digest, where):
                yield where, f"makes the same calls as {first}"

    def _repeats_of(self, digest: bytes, where: str) -> str:
        """Count a trace; return where it was seen first, or an empty text if it is new."""
        self._rows += 1
        first = self._first.setdefault(digest, where)
        self._repeats += first != where
        return first if first != where else ""

    def finish(self) -> str:
        """Acquit where repeats are rare."""
        if self._rows and self._repeats / self._rows > _REPEATED_TRACES:
            return ""
        return f"{self._rows - self._repeats:,} distinct call traces among {self._rows:,}"


class ArrowTypes(Fault):
    """An argument has one type here and another there, so that Arrow has no column for it.

    Arguments as JSON text never do; integers and floats go together, null with everything. A file
    is loaded by itself, and one of Parquet is Arrow's already.
    """

    name = "arrow_types"
    title = "mixed argument types break Arrow"

    def __init__(self) -> None:
        self._types: dict[str, str] = {}
        self._file = ""

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield every path whose type differs from the one first seen in the file."""
        if row.file.endswith(".parquet"):
            return
        if row.file != self._file:
            self._file, self._types = row.file, {}
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

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
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
