"""What becomes of what was played: checks and exports."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from toolmind.config.base import Section
from toolmind.config.plugin import PluginConfig, named


class DuplicatesConfig(Section):
    """When a trajectory is a duplicate of an earlier one."""

    same_calls: bool = True
    """The same calls with the same arguments in the same order are a duplicate, in any words."""

    similarity: float = Field(default=0.9, gt=0, le=1)
    """Share of the wording and calls that two trajectories may have in common (ours)."""


class ChecksConfig(Section):
    """What every trajectory is checked for."""

    use: tuple[PluginConfig, ...] = named(
        "role_order",
        "pairing",
        "result_status",
        "known_tool",
        "arguments",
        "grounding",
        "repeats",
        "leakage",
        "placeholder",
        "missing_fact",
        "swapped",
        "order",
        "state",
        "constraint",
        "confirmation",
        "contradiction",
        "failure",
        "answer",
        "count",
        "claim",
        "language",
        "reasoning",
        "coverage",
        "policy",
        "links",
        "outcome",
        "coherence",
        "user",
        "injection",
    )
    """Checks in the order in which they run: built-ins by name, your own as module:Class."""

    judges: tuple[PluginConfig, ...] = named("trajectory", "turn")
    """What a model judges after the rules: the whole dialogue, every single turn (paper §3.3)."""

    policy: Literal["strict", "balanced", "keep"] = "balanced"
    """What becomes of a fault. `balanced`: that of a turn masks it, that of the dialogue drops it;
    `strict`: each drops it; `keep`: a dialogue that failed gives its good turns."""

    calibration: str = ""
    """What `toolmind judges calibrate` wrote for the same checks and judges: the probability that a
    turn is wrong then decides in place of single judges, by the calibration's threshold."""

    weights: Literal["equal", "probability"] = "equal"
    """How much is to be learnt from a turn: `probability` is 1 less the probability that it is
    wrong, and wants a calibration."""

    duplicates: DuplicatesConfig = DuplicatesConfig()

    @model_validator(mode="after")
    def _weights_are_known(self) -> Self:
        if self.weights == "probability" and not self.calibration:
            raise ValueError("weights: probability wants a calibration")
        return self


class ExportConfig(Section):
    """What is written for trainers."""

    formats: tuple[PluginConfig, ...] = named("openai", "huggingface", "trl")
    """Exporters: built-ins by name, your own as module:Class."""
