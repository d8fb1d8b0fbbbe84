"""The records of the road from a chain of tools to a training sample.

Chain → Scenario → Trajectory → Sample. Each names the one before it, so that any sample can be
walked back to the tools, links and seed that made it.
"""

from __future__ import annotations

from typing import Any, Literal

from toolmind.types import JSON, Message, Record

Kind = Literal[
    "single",
    "parallel",
    "multi_step",
    "multi_turn",
    "missing_parameter",
    "no_tool",
    "tool_failure",
]
"""What a scenario exercises; see `stages.scenarios` for how each is made."""


class Edge(Record, frozen=True):
    """A directed link of the tool graph: an output of one tool can feed an input of another.

    `src` and `dst` are tool ids. Paths are dotted property names with ``[]`` for list items, as in
    ``flights[].price``. `evidence` says why, readably: one entry per kind of evidence.
    """

    src: str
    src_output: str
    dst: str
    dst_input: str
    score: float
    evidence: dict[str, Any] = {}


class Link(Record, frozen=True):
    """An edge as used in a chain: from step `src` to step `dst`, both positions in the chain."""

    src: int
    src_output: str
    dst: int
    dst_input: str
    score: float = 0.0
    evidence: dict[str, Any] = {}


class Chain(Record, frozen=True):
    """A walk over the tool graph: tool ids in order, and the links that join them.

    A chain may branch: a step's links can come from any earlier step, and steps that share their
    sources can run in parallel.
    """

    id: str
    tools: tuple[str, ...]
    links: tuple[Link, ...] = ()


class Step(Record, frozen=True):
    """One call that a scenario expects, and how its arguments come to be known.

    `goal` is what the user wants of this step, in words. `known` maps parameter paths to values
    that the user can tell; `withheld` are those of them that the user tells only when asked.
    `links` feed the remaining arguments from earlier steps' results.
    """

    tool: str
    goal: str
    known: dict[str, JSON] = {}
    withheld: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Scenario(Record, frozen=True):
    """All that is needed to play a dialogue again.

    `tools` are the ids of the tools shown to the assistant, in the order shown (needed ones and
    distractors, shuffled). `clock` is the date and time of the dialogue (ISO 8601, minutes), so
    that "tomorrow" has an answer. `failures` maps step positions to the number of times that the
    environment lets that call fail before it succeeds.
    """

    id: str
    index: int
    kind: Kind
    chain: Chain
    steps: tuple[Step, ...]
    tools: tuple[str, ...]
    intent: str
    persona: str
    clock: str
    seed: int
    failures: dict[int, int] = {}


class Trajectory(Record, frozen=True):
    """A played scenario.

    `ended` is how it came to its end: the user said stop, or a limit was reached. `models` names
    the model that played each role; a run of the embedded model says so.
    """

    id: str
    index: int
    scenario: str
    messages: tuple[Message, ...]
    ended: Literal["stop", "max_turns", "max_calls"]
    models: dict[str, str] = {}


class Sample(Record, frozen=True):
    """One training example: a context and the assistant turn to learn (paper §3.3).

    `messages` ends with the anchor; everything before it is context with no loss.
    """

    id: str
    trajectory: str
    messages: tuple[Message, ...]

    @property
    def anchor(self) -> Message:
        """The assistant message that carries the loss."""
        return self.messages[-1]
