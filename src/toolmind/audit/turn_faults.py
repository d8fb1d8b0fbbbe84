"""Faults of the turns themselves: what they say, whether they say anything, who speaks when."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

from toolmind.audit.base import Fault, Occurrence
from toolmind.audit.schema_faults import tools_of
from toolmind.checks.rules.role_order import order_faults
from toolmind.datasets.dialogue import Dialogue
from toolmind.text.markup import Kind, find_markup

_IN_REASONING: frozenset[Kind] = frozenset(("token", "thinking", "bytes", "repetition"))
"""What is a fault in reasoning, too: that may speak of calls and of what others will say."""


@lru_cache(maxsize=1)
def _markup(row: Dialogue) -> tuple[tuple[Kind, Occurrence], ...]:
    """Return what stands in the row's learnt texts: four faults ask, one after the other."""
    names = tuple(tool.name for tool in tools_of(row))
    found: list[tuple[Kind, Occurrence]] = []
    for position in sorted(row.learnt):
        message = row.messages[position]
        for one in find_markup(message.content, names):
            found.append((one.kind, Occurrence(position, f"{one.found!r} in the text")))
        for one in find_markup(message.reasoning, names):
            if one.kind in _IN_REASONING:
                found.append((one.kind, Occurrence(position, f"{one.found!r} in the reasoning")))
    return tuple(found)


class _MarkupFault(Fault):
    kinds: ClassVar[tuple[Kind, ...]]

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        yield from (occurrence for kind, occurrence in _markup(row) if kind in self.kinds)


class MarkupInText(_MarkupFault):
    """A control token of a chat template, another speaker's turn, or thinking without its end."""

    name, kinds = "markup_in_text", ("token", "turn", "thinking")
    title = "markup left in the text"


class CallInText(_MarkupFault):
    """A call that stands in the text instead of being made."""

    name, kinds = "call_in_text", ("call",)
    title = "calls left as text"


class ControlBytes(_MarkupFault):
    """Characters that are no text."""

    name, kinds = "control_bytes", ("bytes",)
    title = "control bytes in the text"


class Repetition(_MarkupFault):
    """The same words again and again."""

    name, kinds = "repetition", ("repetition",)
    title = "text that repeats itself"


class EmptyTurn(Fault):
    """A learnt turn that neither says anything nor calls a tool."""

    name = "empty_turn"
    title = "learnt turns without text or call"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield every such turn."""
        for position in sorted(row.learnt):
            message = row.messages[position]
            if not (message.content.strip() or message.tool_calls):
                alone = "has reasoning alone" if message.reasoning else "is empty"
                yield Occurrence(position, f"the turn {alone}")


class NothingLearnt(Fault):
    """A row of which nothing is learnt."""

    name = "nothing_learnt"
    title = "rows with nothing to learn"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield a row without a learnt turn."""
        if not row.learnt:
            spoken = any(message.role == "assistant" for message in row.messages)
            said = "no turn of the assistant has a loss" if spoken else "the assistant says nothing"
            yield Occurrence(None, said if row.messages else "there is no message")


class RoleOrder(Fault):
    """Who speaks after whom, as chat templates expect it; calls at the end await their results."""

    name = "role_order"
    title = "roles out of order"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield every break of the order."""
        last = len(row.messages) - 1
        for finding in order_faults(row.messages):
            if finding.code == "wrong_order":
                yield Occurrence(int(finding.evidence[0][1:]), finding.explanation)
            elif finding.code == "no_last_answer" and row.messages and last not in row.learnt:
                yield Occurrence(last, finding.explanation)
        # A check lets the user have the last word; of a sample it is of no use to anybody.
        if last > 0 and row.messages[-1].role == "user" and row.messages[-2].role == "assistant":
            yield Occurrence(last, "the dialogue ends with user, not with an answer")
