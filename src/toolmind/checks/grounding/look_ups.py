"""What a look-up may ask by though nobody said it: the choices of its own schema, and its flags.

Who cannot tell which kind of thing is meant lists one kind after another, and "what do I still owe"
is ``unpaid_only=true``: to read changes nothing, so that only a choice that somebody made otherwise
is known to be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from toolmind.checks.base import read_arguments
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.undecided import other_chosen
from toolmind.checks.grounding.values import content_words
from toolmind.records import JSON, Schema, ToolCall
from toolmind.schema import get_path

GONE_THROUGH = 3
"""Choices that nobody asks for by chance: all are gone through; of fewer choices both (ours)."""

Standing = Literal["own", "unsure", "invented"]


class LookUps:
    """The calls of one tool that only reads: those made before in a dialogue, and of its next turn.

    `meant` are the values that the user's brief has at a path: None where it has none there, and
    nothing where they are told only when asked for.
    """

    def __init__(self, name: str, calls: Iterable[ToolCall], evidence: Evidence) -> None:
        self._calls = [call for call in calls if call.name == name]
        self._evidence = evidence

    def standing(
        self, path: str, value: JSON, schema: Schema, meant: Sequence[JSON] | None
    ) -> Standing:
        """Say what a value is that nobody gave: the caller's own choice, or made up, or neither."""
        choices = [True, False] if isinstance(value, bool) else schema.get("enum") or []
        if value not in choices:
            return "invented"
        tried = [one for one in choices if one in self._tried(path)]
        if len(tried) >= min(GONE_THROUGH, len(choices)) > 1:
            return "own"
        others = [one for one in tried if one != value]
        if meant:
            return "unsure" if all(one in others for one in meant) else "invented"
        if not isinstance(value, str):
            return "unsure" if meant is None else "invented"
        left = [one for one in choices if one not in others]
        if other_chosen(value, left, self._evidence.latest()):
            return "invented"
        return "unsure" if meant is None or self._is_hinted_at(value) else "invented"

    def _is_hinted_at(self, value: str) -> bool:
        """Say whether words of a choice were said: a machine for an old floor, of floor sander."""
        return any(map(self._evidence.has_word, content_words(value)))

    def _tried(self, path: str) -> list[JSON]:
        return [value for call in self._calls for value in _values(call, path)]


def _values(call: ToolCall, path: str) -> Iterator[JSON]:
    try:
        yield from get_path(read_arguments(call), path)
    except ValueError:
        return
