"""ToolMind: the open pipeline for tool-use training data.

These are the public names; docs/api.md shows each in use. Each is imported when it is asked for, so
that `import toolmind` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "BudgetExceeded",
    "ChatModel",
    "Check",
    "Decision",
    "Embedder",
    "Environment",
    "EnvironmentProvider",
    "Exporter",
    "ItemError",
    "Message",
    "RunConfig",
    "Sample",
    "Scenario",
    "ScenarioKind",
    "Tool",
    "ToolCall",
    "ToolMindError",
    "ToolSource",
    "Trajectory",
    "Usage",
    "UserError",
    "Verdict",
    "__version__",
    "check",
    "export",
    "load",
    "load_config",
    "run",
]

if TYPE_CHECKING:
    from toolmind.checks.base import Check
    from toolmind.config import RunConfig, load_config
    from toolmind.environments.base import Environment, EnvironmentProvider
    from toolmind.errors import BudgetExceeded, ItemError, ToolMindError, UserError
    from toolmind.formats.base import Exporter
    from toolmind.graph.embedding.embedders import Embedder
    from toolmind.models.base import ChatModel
    from toolmind.pipeline.check import check
    from toolmind.pipeline.export import export_run as export
    from toolmind.pipeline.loaded_run import load
    from toolmind.pipeline.run import run
    from toolmind.records import (
        Decision,
        Message,
        Sample,
        Scenario,
        Tool,
        ToolCall,
        Trajectory,
        Usage,
        Verdict,
    )
    from toolmind.scenarios.kinds.base import ScenarioKind
    from toolmind.tools.sources.base import Source as ToolSource

_HOMES = {
    "BudgetExceeded": "toolmind.errors:BudgetExceeded",
    "ChatModel": "toolmind.models.base:ChatModel",
    "Check": "toolmind.checks.base:Check",
    "Decision": "toolmind.records:Decision",
    "Embedder": "toolmind.graph.embedding.embedders:Embedder",
    "Environment": "toolmind.environments.base:Environment",
    "EnvironmentProvider": "toolmind.environments.base:EnvironmentProvider",
    "Exporter": "toolmind.formats.base:Exporter",
    "ItemError": "toolmind.errors:ItemError",
    "Message": "toolmind.records:Message",
    "RunConfig": "toolmind.config:RunConfig",
    "Sample": "toolmind.records:Sample",
    "Scenario": "toolmind.records:Scenario",
    "ScenarioKind": "toolmind.scenarios.kinds.base:ScenarioKind",
    "Tool": "toolmind.records:Tool",
    "ToolCall": "toolmind.records:ToolCall",
    "ToolMindError": "toolmind.errors:ToolMindError",
    "ToolSource": "toolmind.tools.sources.base:Source",
    "Trajectory": "toolmind.records:Trajectory",
    "Usage": "toolmind.records:Usage",
    "UserError": "toolmind.errors:UserError",
    "Verdict": "toolmind.records:Verdict",
    "check": "toolmind.pipeline.check:check",
    "export": "toolmind.pipeline.export:export_run",
    "load": "toolmind.pipeline.loaded_run:load",
    "load_config": "toolmind.config:load_config",
    "run": "toolmind.pipeline.run:run",
}
"""Where each name lives, as ``module:name``."""

if not TYPE_CHECKING:  # A checker sees the imports above, and no name that is not there.

    def __getattr__(name: str) -> object:
        """Import a public name (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module 'toolmind' has no attribute {name!r}")
        module, _, attribute = _HOMES[name].partition(":")
        value = globals()[name] = getattr(import_module(module), attribute)
        return value


def __dir__() -> list[str]:
    return __all__
