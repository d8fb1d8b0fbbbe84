"""The kinds that come with ToolMind, and the loader of these and of one's own."""

from __future__ import annotations

from toolmind.config import ScenariosConfig
from toolmind.plugins import PluginLoader
from toolmind.scenarios.kinds.base import ScenarioKind

BUILT_IN = {
    "single": "toolmind.scenarios.kinds.single:Single",
    "parallel": "toolmind.scenarios.kinds.parallel:Parallel",
    "multi_step": "toolmind.scenarios.kinds.multi_step:MultiStep",
    "multi_turn": "toolmind.scenarios.kinds.multi_turn:MultiTurn",
    "long_horizon": "toolmind.scenarios.kinds.long_horizon:LongHorizon",
    "several_goals": "toolmind.scenarios.kinds.several_goals:SeveralGoals",
    "missing_parameter": "toolmind.scenarios.kinds.missing_parameter:MissingParameter",
    "ambiguous_tool": "toolmind.scenarios.kinds.ambiguous_tool:AmbiguousTool",
    "ambiguous_reference": "toolmind.scenarios.kinds.ambiguous_reference:AmbiguousReference",
    "change_of_mind": "toolmind.scenarios.kinds.change_of_mind:ChangeOfMind",
    "correction": "toolmind.scenarios.kinds.correction:Correction",
    "missing_tool": "toolmind.scenarios.kinds.missing_tool:MissingTool",
    "no_tool": "toolmind.scenarios.kinds.no_tool:NoTool",
    "near_miss": "toolmind.scenarios.kinds.near_miss:NearMiss",
    "no_tool_needed": "toolmind.scenarios.kinds.no_tool_needed:NoToolNeeded",
    "tool_failure": "toolmind.scenarios.kinds.tool_failure:ToolFailure",
    "lasting_failure": "toolmind.scenarios.kinds.lasting_failure:LastingFailure",
    "partial_result": "toolmind.scenarios.kinds.partial_result:PartialResult",
    "policy": "toolmind.scenarios.kinds.policy:Policy",
}

KINDS: PluginLoader[ScenarioKind] = PluginLoader("scenarios.kinds", BUILT_IN, ("plan",), ("name",))


def build_kinds(config: ScenariosConfig) -> list[ScenarioKind]:
    """Return the kinds that a configuration names, in its order.

    They are built at once, since they open nothing: so settings that do not fit each other are
    found, too, before anything runs.

    Raises:
        ConfigError: a kind is not there, is none, or cannot have these settings.
    """
    return [KINDS.load(kind).build() for kind in config.kinds]
