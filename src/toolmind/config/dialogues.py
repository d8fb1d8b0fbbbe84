"""What is made of a chain, and how it is played."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, field_validator

from toolmind.config.base import Section
from toolmind.config.plugin import PluginConfig


class KindConfig(PluginConfig):
    """A kind of scenario and its settings, and how often it is made."""

    weight: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    """Weight among those of all kinds."""


_WEIGHTS = {
    "single": 0.06,
    "parallel": 0.06,
    "multi_step": 0.14,
    "multi_turn": 0.12,
    "long_horizon": 0.04,
    "several_goals": 0.06,
    "missing_parameter": 0.08,
    "ambiguous_tool": 0.04,
    "ambiguous_reference": 0.05,
    "change_of_mind": 0.04,
    "correction": 0.04,
    "missing_tool": 0.04,
    "no_tool": 0.02,
    "near_miss": 0.03,
    "no_tool_needed": 0.02,
    "tool_failure": 0.05,
    "lasting_failure": 0.03,
    "partial_result": 0.03,
    "policy": 0.05,
}


class ScenariosConfig(Section):
    """What is made of a chain."""

    kinds: tuple[KindConfig, ...] = tuple(
        KindConfig(type=name, weight=weight) for name, weight in _WEIGHTS.items()
    )
    """The kinds of scenario made, by weight; those not named are not made. Written as a mapping
    `{name: weight}`, or, with settings and kinds of one's own, as a list of `{type: name or
    module:Class, weight, ...settings}`. Ours: the paper gives none."""

    distractors: int = Field(default=6, ge=0, le=120)
    """Tools shown beside the needed ones (ours)."""

    distractor_bands: tuple[float, float, float] = (3.0, 2.0, 1.0)
    """Shares of the distractors that are near the needed tools (a cosine of 0.85 and more), in the
    middle (0.4), and far: the nearer they are, the harder the choice. What a band lacks is taken
    from the others (the bands are those of ASTRA; the shares are ours)."""

    reveal: float = Field(default=0.3, ge=0, le=1)
    """Probability that wishes which a kind would tell at once come up gradually instead (ours)."""

    unasked: float = Field(default=0.5, ge=0, le=1)
    """Probability that a look-up whose result only serves a later call is not asked for: the user
    says in words which thing is meant, and the assistant has to find it (ours)."""

    clock_start: datetime = datetime(2025, 1, 6)
    """Earliest date of a dialogue (ours)."""

    clock_days: int = Field(default=540, ge=1)
    """The date of a dialogue is uniform over this many days from `clock_start` (ours)."""

    optional_rate: float = Field(default=0.15, ge=0, le=1)
    """Probability that a user has a wish about an optional parameter (ours)."""

    personas: str = ""
    """A file of who users are, one a line, as text or as JSON `{"persona": "…"}`, relative to the
    configuration file; without one they are put together from tables (but for name and occupation
    in a world that is there: these are the writer's)."""

    languages: dict[str, float] = {"en": 1.0}
    """What users speak (BCP 47), each with its weight (ours). The embedded model speaks English."""

    checker: PluginConfig | None = None
    """Says whether a dialogue ended right, of scenarios whose kind brings no checker of its own:
    `state` with settings, or a `module:Class` of yours."""

    story: Literal["full", "brief"] = "full"
    """What the writer is asked for. `brief` is for small models that get lost in more: the intent,
    and for each step its goal and its values, said as they stand; no background, style, spoken
    words, constraints, acceptance criteria or records."""

    rejections: int = Field(default=5, ge=0)
    """Chains of one item that the writer may reject before the item fails (ours)."""

    @field_validator("languages")
    @classmethod
    def _one_is_spoken(cls, languages: dict[str, float]) -> dict[str, float]:
        if any(weight < 0 for weight in languages.values()) or not any(languages.values()):
            raise ValueError("give at least one language a weight above 0, and none one below")
        return languages

    @field_validator("kinds", mode="before")
    @classmethod
    def _from_weights(cls, kinds: Any) -> Any:
        if not isinstance(kinds, Mapping):
            return kinds
        for kind, weight in kinds.items():
            if not isinstance(weight, int | float) or weight < 0:
                raise ValueError(f"the weight of {kind!r} is no number from 0 on: {weight!r}")
        return [{"type": kind, "weight": weight} for kind, weight in kinds.items()]

    @field_validator("distractor_bands")
    @classmethod
    def _some_band(cls, bands: tuple[float, float, float]) -> tuple[float, float, float]:
        if min(bands) < 0 or not any(bands):
            raise ValueError(f"{list(bands)}: give three shares from 0 on, one of them above 0")
        return bands

    @field_validator("kinds")
    @classmethod
    def _one_is_made(cls, kinds: tuple[KindConfig, ...]) -> tuple[KindConfig, ...]:
        if not any(kind.weight for kind in kinds):
            raise ValueError("all weights are zero; give at least one kind a positive weight")
        return kinds


_SYSTEM_PROMPTS = {
    "assistant": 4.0,
    "assistant_brief": 2.0,
    "assistant_agent": 1.0,
    "assistant_careful": 1.0,
    "assistant_desk": 1.0,
    "assistant_developer": 1.0,
    "none": 0.5,
}


class DialogueConfig(Section):
    """How a dialogue is played, and where it ends if nobody says stop (the paper gives no caps)."""

    max_turns: int = Field(default=30, ge=1)
    """User messages at most."""

    max_calls: int = Field(default=60, ge=1)
    """Tool calls at most."""

    max_calls_per_turn: int = Field(default=40, ge=1)
    """Rounds of tool calls between two user messages at most."""

    retries: int = Field(default=2, ge=0)
    """How often a turn is played again that a check finds fault with while it is played. Whose turn
    it is is told what was wrong, the dialogue is not; what was refused is kept as an alternative
    in the turn's origin (ours)."""

    user: Literal["full", "brief"] = "full"
    """How the user is played. `brief` is for small models, which answer their own requests: what
    the person says next, and when it ends, is decided by rule; the model words it (the prompt
    `user_brief`). The rules read English: with other `scenarios.languages` it is refused."""

    remind: bool = False
    """Whether the request for a turn after a tool's result says to tell it in words (the prompt
    `reminder`; the dialogue does not hold it): small models make the same call again."""

    judges: tuple[PluginConfig, ...] = ()
    """Judges that are asked of each turn of the assistant that the rules let pass, while it is
    played, as in `[turn]`; those of `checks.judges` are asked when the dialogue is over."""

    best_of: int = Field(default=1, ge=1)
    """Turns that the assistant offers at once; that with the fewest faults is taken (ours)."""

    leave_recoveries: float = Field(default=0.1, ge=0, le=1)
    """Share of the assistant's wrong calls that are not played again but answered: the call is not
    learnt, how it recovers is (ours)."""

    system_prompts: dict[str, float] = dict(_SYSTEM_PROMPTS)
    """The system prompts of the assistant by their weights, one drawn for each dialogue (ours). A
    name is that of a prompt, of the package or of your own (`prompts`); `none` is a dialogue
    without one. The policy of a scenario, where it has one, follows in either case."""

    reasoning: Literal["auto", "ask", "off"] = "auto"
    """The assistant's reasoning: `auto` takes what the model gives by itself, `ask` asks for it in
    the request (of a model that gives none; the prompt `reasoning`), `off` leaves it out."""

    @field_validator("system_prompts")
    @classmethod
    def _one_is_used(cls, weights: dict[str, float]) -> dict[str, float]:
        if any(weight < 0 for weight in weights.values()) or not any(weights.values()):
            raise ValueError("give weights from 0 on, at least one of them positive")
        return weights
