"""What is kept of a part: which turns, and what of them, a model has right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

NAME = re.compile(r'\{"name": "([^"]*)"')
CALLS = "\n<tool_call>"


class Turn(msgspec.Struct):
    """What a model takes for the likeliest in the place of a held-out turn, token by token.

    The tokens before each are those of the turn (teacher-forced). `tool` and `arguments` are asked
    of turns with calls: every token of the names, of all, is the likeliest. `held_out` is the set
    that the dialogue is of.
    """

    held_out: str
    dialogue: int
    calls: bool
    decided: bool
    tool: bool
    arguments: bool
    loss: float
    tokens: int


class Result(msgspec.Struct):
    """What a part came to."""

    arm: str
    seed: int
    steps: int
    batch: int
    data_rows: int
    tokens: int
    learnt_tokens: int
    last_loss: float
    cpu_seconds: float
    turns: list[Turn]

    def on(self, held_out: str) -> Result:
        """Return what it came to on one set of held-out dialogues."""
        return replace(self, turns=[turn for turn in self.turns if turn.held_out == held_out])


def judged(pieces: Sequence[str], right: Sequence[bool], called: bool) -> dict[str, bool]:
    """Return which parts of a turn are right: its tokens, which of them the model has, and whether
    it calls."""
    text = "".join(pieces)
    if not text.startswith(CALLS):
        return {"calls": False, "decided": not called, "tool": False, "arguments": False}
    names = [found.span(1) for found in NAME.finditer(text)]
    at, of_names, of_rest = 0, [], []
    for piece, is_right in zip(pieces, right, strict=True):
        in_name = any(at < end and at + len(piece) > start for start, end in names)
        (of_names if in_name else of_rest).append(is_right)
        at += len(piece)
    tool = called and all(of_names)
    return {
        "calls": True,
        "decided": called,
        "tool": tool,
        "arguments": tool and all(of_rest[:-1]),  # but for the line's end behind the stop token
    }


def spans(labels: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where turns under loss begin and end."""
    start = None
    for at, label in enumerate([*labels, -100]):
        if label >= 0 and start is None:
            start = at
        elif label < 0 and start is not None:
            yield start, at
            start = None
