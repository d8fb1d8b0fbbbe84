"""Scenario → trajectory: the roles and the world of one dialogue, put together and played."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from toolmind.checks.turns import TurnChecks
from toolmind.config import DialogueConfig, RunConfig
from toolmind.environments.faults import FaultyEnvironment
from toolmind.pipeline.prepare import Resources
from toolmind.records import Scenario, Tool, Trajectory
from toolmind.roles.assistant import NO_PROMPT, Assistant, draw_prompt
from toolmind.roles.conversation import converse
from toolmind.roles.user import User


async def simulate(scenario: Scenario, use: Resources, config: RunConfig) -> Trajectory:
    """Play a scenario.

    Raises:
        ItemError: a model, or the environment, gave up.
    """
    shown = [use.tools[tool] for tool in scenario.tools]
    named = {tool.name: tool for tool in shown}
    user = User(use.models["user"], use.prompts["user"], scenario, use.tools)
    assistant = _assistant(scenario, shown, use, config.dialogue)
    gate = TurnChecks(use.checks, scenario, named, use.turn_judges)
    world = await use.environment.world(named)
    if scenario.failures or config.environment.faults.rate:
        world = FaultyEnvironment(world, named, config.environment.faults)
    try:
        trajectory = await converse(scenario, user, assistant, world, config.dialogue, gate)
        if use.environment.stateful:
            trajectory = replace(trajectory, final_state=await world.state())
        return replace(trajectory, models=use.players)
    finally:
        await world.close()


def _assistant(
    scenario: Scenario, shown: Sequence[Tool], use: Resources, config: DialogueConfig
) -> Assistant:
    drawn = draw_prompt(config.system_prompts, scenario.seed)
    return Assistant(
        use.models["assistant"],
        None if drawn == NO_PROMPT else use.prompts[drawn],
        scenario,
        shown,
        think=use.prompts["reasoning"] if config.reasoning == "ask" else None,
        reasons=config.reasoning != "off",
    )
