"""The kinds that come with ToolMind, by name."""

from __future__ import annotations

from toolmind.config import ScenariosConfig
from toolmind.scenarios.kinds.base import ScenarioKind
from toolmind.scenarios.kinds.missing_parameter import MissingParameter
from toolmind.scenarios.kinds.multi_step import MultiStep
from toolmind.scenarios.kinds.multi_turn import MultiTurn
from toolmind.scenarios.kinds.no_tool import NoTool
from toolmind.scenarios.kinds.parallel import Parallel
from toolmind.scenarios.kinds.single import Single
from toolmind.scenarios.kinds.tool_failure import ToolFailure

BUILT_IN: dict[str, type[ScenarioKind]] = {
    "single": Single,
    "parallel": Parallel,
    "multi_step": MultiStep,
    "multi_turn": MultiTurn,
    "missing_parameter": MissingParameter,
    "no_tool": NoTool,
    "tool_failure": ToolFailure,
}


def build_kinds(config: ScenariosConfig) -> list[ScenarioKind]:
    """Return the kinds that the configuration names, in its order."""
    return [BUILT_IN[name]() for name in config.kinds]
