"""Scenario → trajectory: the roles and the world of one dialogue, put together and played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec.structs import replace

from toolmind.checks.base import Check, CheckContext
from toolmind.checks.execution.checkers import Outcome, outcome_of
from toolmind.checks.execution.reached import plan_reached
from toolmind.checks.turns import TurnChecks
from toolmind.config import DialogueConfig, RunConfig
from toolmind.environments.base import EnvironmentProvider
from toolmind.environments.faults import FaultyEnvironment
from toolmind.models.base import ChatModel
from toolmind.prompts import Prompt
from toolmind.records import Scenario, Tool, Trajectory
from toolmind.roles.assistant import NO_PROMPT, Assistant, draw_prompt
from toolmind.roles.brief_user import BriefUser
from toolmind.roles.conversation import converse
from toolmind.roles.user import User


class Cast(Protocol):
    """The model of each role."""

    def __getitem__(self, role: str, /) -> ChatModel:
        """Return the model that plays a role."""


class Stage(Protocol):
    """What a dialogue is played with; `Resources` are of it."""

    @property
    def tools(self) -> Mapping[str, Tool]:
        """All tools by id."""

    @property
    def models(self) -> Cast:
        """Who plays."""

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """The prompts by name."""

    @property
    def checks(self) -> Sequence[Check]:
        """Those that can judge a turn look at turns as they are played."""

    @property
    def turn_judges(self) -> Sequence[Check]:
        """Asked of turns that the checks let pass."""

    @property
    def environment(self) -> EnvironmentProvider:
        """What gives the dialogue its world."""

    @property
    def players(self) -> dict[str, str]:
        """The name of the model that plays each role."""


async def simulate(scenario: Scenario, use: Stage, config: RunConfig) -> Trajectory:
    """Play a scenario.

    Raises:
        ItemError: a model, or the environment, gave up.
    """
    shown = [use.tools[tool] for tool in scenario.tools]
    named = {tool.name: tool for tool in shown}
    user = _user(scenario, use, config.dialogue)
    assistant = _assistant(scenario, shown, use, config.dialogue)
    gate = TurnChecks(use.checks, scenario, named, use.turn_judges)
    world = await use.environment.world(named)
    if scenario.failures or config.environment.faults.rate:
        world = FaultyEnvironment(world, named, config.environment.faults)
    try:
        trajectory = await converse(scenario, user, assistant, world, config.dialogue, gate)
        if use.environment.stateful:
            trajectory = replace(trajectory, final_state=await world.state())
        ended = CheckContext(trajectory=trajectory, scenario=scenario, tools=named)
        return replace(trajectory, models=use.players, outcome=await _outcome(ended, use))
    finally:
        await world.close()


async def _outcome(ended: CheckContext, use: Stage) -> Outcome:
    """Return what the scenario's checker says; without one, whether the plan's end is reached."""
    if ended.scenario.checker:
        return await outcome_of(ended, ended.trajectory.final_state)
    return "success" if await plan_reached(use.environment, ended) else ""


def _user(scenario: Scenario, use: Stage, config: DialogueConfig) -> User:
    if config.user == "brief":
        return BriefUser(use.models["user"], use.prompts["user_brief"], scenario, use.tools)
    return User(use.models["user"], use.prompts["user"], scenario, use.tools)


def _assistant(
    scenario: Scenario, shown: Sequence[Tool], use: Stage, config: DialogueConfig
) -> Assistant:
    drawn = draw_prompt(config.system_prompts, scenario)
    return Assistant(
        use.models["assistant"],
        None if drawn == NO_PROMPT else use.prompts[drawn],
        scenario,
        shown,
        think=use.prompts["reasoning"] if config.reasoning == "ask" else None,
        remind=use.prompts["reminder"] if config.remind else None,
        reasons=config.reasoning != "off",
    )
