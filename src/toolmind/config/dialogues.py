"""What is made of a chain, and how it is played."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field, field_validator

from toolmind.config.base import Section, nearest


class ScenariosConfig(Section):
    """What is made of a chain."""

    kinds: dict[str, float] = {
        "single": 0.1,
        "parallel": 0.1,
        "multi_step": 0.25,
        "multi_turn": 0.25,
        "missing_parameter": 0.12,
        "no_tool": 0.06,
        "tool_failure": 0.12,
    }
    """Weight of each kind; a kind that is not named is not made. Ours: the paper gives none."""

    distractors: int = Field(default=6, ge=0, le=120)
    """Tools shown beside the needed ones (ours)."""

    clock_start: datetime = datetime(2025, 1, 6)
    """Earliest date of a dialogue (ours)."""

    clock_days: int = Field(default=540, ge=1)
    """The date of a dialogue is uniform over this many days from `clock_start` (ours)."""

    optional_rate: float = Field(default=0.15, ge=0, le=1)
    """Probability that a user has a wish about an optional parameter (ours)."""

    @field_validator("kinds")
    @classmethod
    def _known_kinds(cls, kinds: dict[str, float]) -> dict[str, float]:
        known = list(cls.model_fields["kinds"].default)
        for kind, weight in kinds.items():
            if kind not in known:
                raise ValueError(f"unknown kind {kind!r}{nearest(kind, known)}")
            if weight < 0:
                raise ValueError(f"the weight of {kind!r} is negative")
        if not any(kinds.values()):
            raise ValueError("all weights are zero; give at least one kind a positive weight")
        return kinds


class DialogueConfig(Section):
    """Where a dialogue ends if nobody says stop (the paper gives no caps; ours)."""

    max_turns: int = Field(default=30, ge=1)
    """User messages at most."""

    max_calls: int = Field(default=60, ge=1)
    """Tool calls at most."""

    max_calls_per_turn: int = Field(default=40, ge=1)
    """Rounds of tool calls between two user messages at most."""
