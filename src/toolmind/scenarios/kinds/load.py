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
    "missing_parameter": "toolmind.scenarios.kinds.missing_parameter:MissingParameter",
    "no_tool": "toolmind.scenarios.kinds.no_tool:NoTool",
    "tool_failure": "toolmind.scenarios.kinds.tool_failure:ToolFailure",
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
