"""Chains that do not hang together; how this is measured says `checks.coherence`."""

from __future__ import annotations

from collections.abc import Iterator

from toolmind.audit.base import Fault, Occurrence
from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import calls_of
from toolmind.checks.rules.coherence import components, describe, falls_apart
from toolmind.datasets.dialogue import Dialogue


class IncoherentChain(Fault):
    """Calls that have nothing to do with each other.

    Of rows that name their trajectory only the one with most calls is judged: a dialogue that was
    cut off early may lack the call that joins the others.
    """

    name = "incoherent_chain"
    title = "incoherent chains"

    def __init__(self) -> None:
        self._longest: dict[str, tuple[int, str, str]] = {}

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield one occurrence for a row whose calls fall apart."""
        count = len(calls_of(row.messages))
        if row.trajectory and count <= self._longest.get(row.trajectory, (0, "", ""))[0]:
            return
        groups = components(row.messages, {tool.name: tool for tool in tools_of(row)})
        text = describe(groups) if falls_apart(groups) else ""
        if row.trajectory:
            self._longest[row.trajectory] = count, row.place(), text
        elif text:
            yield Occurrence(None, text)

    def late(self) -> Iterator[tuple[str, str]]:
        """Yield the longest row of every named trajectory that falls apart."""
        for _, where, text in self._longest.values():
            if text:
                yield where, text
