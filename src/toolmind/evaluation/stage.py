"""A run's scenarios staged again, with another model as the assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from msgspec.structs import replace as changed

from toolmind.checks.base import Check
from toolmind.config import RunConfig
from toolmind.environments.base import EnvironmentProvider
from toolmind.errors import ItemError
from toolmind.evaluation.endpoints import Evaluated
from toolmind.models.base import ChatModel, ChatReply, ChatRequest, Read
from toolmind.models.cache import ReplyCache
from toolmind.models.cost import Meter
from toolmind.models.factory import open_models
from toolmind.pipeline.plugins import giver, load_plugins
from toolmind.pipeline.simulate import Cast
from toolmind.prompts import OwnPrompts, Prompt, load_prompt
from toolmind.records import Tool
from toolmind.roles.assistant import NO_PROMPT
from toolmind.tools.pool import ToolPool

_APART = 1_000_000
"""Between the draws of two trials of a scenario, so that no cache answers both by one reply."""


class Trial:
    """The evaluated model in one dialogue.

    Its first reply stands: asked again because a check found fault with it, it gives it again.
    `failed` is the code for which it gave no reply that could be used.
    """

    def __init__(self, model: ChatModel, trial: int) -> None:
        self._model, self._draw = model, trial * _APART
        self._last: ChatReply | None = None
        self.name, self.failed = model.name, ""

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        """Answer one request; see `ChatModel.chat`."""
        if request.sample and self._last:
            return self._last
        seed = request.sampling.seed
        sampling = changed(request.sampling, seed=None if seed is None else seed + self._draw)
        drawn = changed(request, sample=self._draw, sampling=sampling)
        try:
            self._last = await self._model.chat(drawn, read)
        except ItemError as error:
            self.failed = error.code
            raise
        return self._last

    async def close(self) -> None:
        """Nothing to free: the model is shared between trials."""


@dataclass(frozen=True)
class _WithTrial:
    models: Cast
    trial: Trial

    def __getitem__(self, role: str) -> ChatModel:
        return self.trial if role == "assistant" else self.models[role]


@dataclass(frozen=True)
class OwnStage:
    """What scenarios of a run are played with; see `pipeline.simulate.Stage`."""

    tools: Mapping[str, Tool]
    models: Cast
    prompts: Mapping[str, Prompt]
    checks: Sequence[Check]
    environment: EnvironmentProvider
    players: dict[str, str]
    turn_judges: Sequence[Check] = ()

    def with_trial(self, trial: Trial) -> OwnStage:
        """Return the same with the assistant of one dialogue."""
        return replace(self, models=_WithTrial(self.models, trial))


def recast(config: RunConfig, one: Evaluated) -> RunConfig:
    """Return the configuration of a run with a model as its assistant, whose turns stand."""
    endpoints = {**config.models.endpoints, one.label: one.config}
    models = config.models.model_copy(update={"endpoints": endpoints, "assistant": one.label})
    dialogue = config.dialogue.model_copy(update={"best_of": 1, "leave_recoveries": 0.0})
    return config.model_copy(update={"models": models, "dialogue": dialogue})


@asynccontextmanager
async def open_stage(
    config: RunConfig, tools: Mapping[str, Tool], cache: ReplyCache | None, meter: Meter
) -> AsyncIterator[OwnStage]:
    """Open the models, checks and environment of a configuration, for the tools of a run.

    Raises:
        UserError: one of them cannot be as configured.
    """
    found = load_plugins(config)
    names = {"user", *(it.name for it in found.wanted(Prompt))}
    names |= {name for name in config.dialogue.system_prompts if name != NO_PROMPT}
    names |= {"reasoning"} if config.dialogue.reasoning == "ask" else set()
    own = OwnPrompts.of(config.prompts)
    prompts = {name: load_prompt(name, own) for name in sorted(names)}
    async with AsyncExitStack() as stack:
        opened = open_models(config.models, cache=cache, meter=meter)
        models = await stack.enter_async_context(opened)
        give = giver(models, prompts, ToolPool(tools.values()))
        environment = found.environment.build(give)
        stack.push_async_callback(environment.close)
        await environment.open()
        give = giver(models, prompts, ToolPool(tools.values()), environment)
        yield OwnStage(
            tools=tools,
            models=models,
            prompts=prompts,
            checks=[one.build(give) for one in found.checks],
            environment=environment,
            players={role: models[role].name for role in ("user", "assistant")},
        )
