"""Scenario → trajectory: the roles and the world of one dialogue, put together and played."""

from __future__ import annotations

from toolmind.config import RunConfig
from toolmind.pipeline.prepare import Resources
from toolmind.records import Scenario, Trajectory
from toolmind.roles.assistant import Assistant
from toolmind.roles.conversation import converse
from toolmind.roles.user import User


async def simulate(scenario: Scenario, use: Resources, config: RunConfig) -> Trajectory:
    """Play a scenario, which is not held while models are asked: of 2,048 it would be 6 MB.

    Raises:
        ItemError: a model, or the environment, gave up.
    """
    shown = [use.tools[tool] for tool in scenario.tools]
    user = User(use.models["user"], use.prompts["user"], scenario, use.tools)
    assistant = Assistant(use.models["assistant"], use.prompts["assistant"], scenario, shown)
    environment = use.environment({tool.name: tool for tool in shown})
    playing = converse(scenario, user, assistant, environment, config.dialogue)
    del scenario, shown
    try:
        return await playing
    finally:
        await environment.close()
