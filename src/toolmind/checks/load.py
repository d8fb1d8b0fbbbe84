"""The checks and judges that come with ToolMind, and the loaders of these and of one's own."""

from __future__ import annotations

from toolmind.checks.base import Check
from toolmind.config import ChecksConfig
from toolmind.plugins import PluginLoader

_ATTRIBUTES = ("name", "version", "scope")

RULES = {
    "role_order": "toolmind.checks.rules.role_order:RoleOrder",
    "pairing": "toolmind.checks.rules.pairing:Pairing",
    "result_status": "toolmind.checks.rules.pairing:ResultStatus",
    "known_tool": "toolmind.checks.rules.known_tool:KnownTool",
    "arguments": "toolmind.checks.rules.arguments:Arguments",
    "grounding": "toolmind.checks.grounding.check:Grounding",
    "repeats": "toolmind.checks.rules.repeats:Repeats",
    "leakage": "toolmind.checks.rules.leakage:Leakage",
    "placeholder": "toolmind.checks.rules.placeholder:Placeholder",
    "missing_fact": "toolmind.checks.rules.missing_fact:MissingFact",
    "swapped": "toolmind.checks.rules.swapped:Swapped",
    "order": "toolmind.checks.rules.order:Order",
    "state": "toolmind.checks.rules.state:State",
    "constraint": "toolmind.checks.rules.constraint:Constraint",
    "confirmation": "toolmind.checks.rules.confirmation:Confirmation",
    "contradiction": "toolmind.checks.rules.contradiction:Contradiction",
    "failure": "toolmind.checks.rules.failure:IgnoredFailure",
    "answer": "toolmind.checks.rules.answer:Answer",
    "count": "toolmind.checks.rules.count:Count",
    "claim": "toolmind.checks.rules.claim:Claim",
    "language": "toolmind.checks.rules.language:Language",
    "reasoning": "toolmind.checks.rules.reasoning:Reasoning",
    "coverage": "toolmind.checks.rules.coverage:Coverage",
    "policy": "toolmind.checks.rules.policy:Policy",
    "links": "toolmind.checks.rules.links:Links",
    "outcome": "toolmind.checks.execution.outcome:Outcome",
    "coherence": "toolmind.checks.rules.coherence:Coherence",
    "user": "toolmind.checks.rules.user:UserFaults",
    "injection": "toolmind.checks.rules.injection:Injection",
}
"""Every rule, in the order in which they run."""

PLAYED_ALONE = (
    "result_status",
    "coverage",
    "policy",
    "links",
    "outcome",
    "coherence",
    "user",
    "injection",
)
"""Rules that need what a run knows: the scenario, or what became of each call. The others need
nothing but the dialogue and its tools."""

EXECUTION = {"execution": "toolmind.checks.execution.check:Execution"}
"""Checks that make calls again, for environments whose worlds begin anew; none runs by default."""

JUDGES = {
    "trajectory": "toolmind.checks.judges.trajectory:TrajectoryJudge",
    "turn": "toolmind.checks.judges.turn:TurnJudge",
}

CHECKS: PluginLoader[Check] = PluginLoader(
    "checks.use", RULES | EXECUTION, ("verdicts",), _ATTRIBUTES
)
JUDGE: PluginLoader[Check] = PluginLoader("checks.judges", JUDGES, ("verdicts",), _ATTRIBUTES)
"""A judge is a check that asks a model; it looks at a dialogue after all checks."""


def build_rules(config: ChecksConfig) -> list[Check]:
    """Return the checks of a configuration without its judges, in its order: no model is needed.

    Raises:
        ConfigError: one cannot be as configured.
    """
    return [CHECKS.load(one).build() for one in config.use]
