"""The environments that come with ToolMind, and the loader of these and of one's own."""

from __future__ import annotations

from toolmind.environments.base import EnvironmentProvider
from toolmind.plugins import PluginLoader

PROVIDERS = {
    "schema": "toolmind.offline.environment:SchemaProvider",
    "simulated": "toolmind.environments.simulated:SimulatedProvider",
    "python": "toolmind.environments.python:PythonProvider",
    "mcp": "toolmind.environments.mcp:McpProvider",
    "http": "toolmind.environments.http:HttpProvider",
    "replay": "toolmind.environments.replay:ReplayProvider",
}

ENVIRONMENTS: PluginLoader[EnvironmentProvider] = PluginLoader(
    "environment", PROVIDERS, ("open", "world", "close")
)
