"""From configuration to environments: the one place that knows their kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolmind.config import EnvironmentConfig
from toolmind.environments.base import Environment
from toolmind.models.base import ChatModel
from toolmind.plugins import load_class
from toolmind.prompts import Prompt
from toolmind.records import Tool

MakeEnvironment = Callable[[Mapping[str, Tool]], Environment]
"""Makes the environment of one dialogue from the tools shown in it, by name."""


def environment_maker(
    config: EnvironmentConfig, *, model: ChatModel, prompt: Prompt
) -> MakeEnvironment:
    """Return what makes a dialogue's environment; `model` and `prompt` are those of role `tool`.

    Raises:
        ConfigError: the class that holds the functions cannot be loaded.
    """
    # Each kind is imported where it is asked for: what makes values would be a tenth of a start.
    if config.type == "simulated":
        from toolmind.environments.simulated import SimulatedEnvironment

        return lambda tools: SimulatedEnvironment(tools, model, prompt)
    if config.type == "python":
        from toolmind.environments.python import PythonEnvironment

        made = load_class(config.functions, "environment.functions", {})
        return lambda tools: PythonEnvironment(tools, factory=made, timeout=config.timeout)
    from toolmind.offline.environment import SchemaEnvironment

    return lambda tools: SchemaEnvironment(tools)
