"""The plug-ins that a configuration names: found and checked first, built when a run opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolmind.checks.base import Check
from toolmind.checks.execution.checkers import CHECKERS
from toolmind.checks.load import CHECKS, JUDGE
from toolmind.config import RunConfig, nearest
from toolmind.environments.base import EnvironmentProvider
from toolmind.environments.load import ENVIRONMENTS
from toolmind.errors import ConfigError
from toolmind.formats.base import Exporter
from toolmind.formats.load import load_exporters
from toolmind.graph.embedding.embedders import check_embedder
from toolmind.models.base import ChatModel
from toolmind.models.factory import EMBEDDED, ROLES, Models
from toolmind.plugins import Give, Plugin, Wanted
from toolmind.prompts import Prompt
from toolmind.scenarios.kinds.base import ScenarioKind
from toolmind.scenarios.kinds.load import build_kinds
from toolmind.tools.pool import ToolPool


@dataclass(frozen=True)
class RunPlugins:
    """All plug-ins of a run, ready to be built; kinds of scenario, which open nothing, are."""

    kinds: tuple[ScenarioKind, ...]
    checks: tuple[Plugin[Check], ...]
    judges: tuple[Plugin[Check], ...]
    turn_judges: tuple[Plugin[Check], ...]
    """Judges of the assistant's turns as they are played."""
    environment: Plugin[EnvironmentProvider]
    formats: tuple[Plugin[Exporter], ...]

    def wanted(self, kind: type[Any]) -> Iterator[Wanted]:
        """Yield what they want of a type of resource."""
        judges = *self.judges, *self.turn_judges
        asking: list[Plugin[Any]] = [*self.checks, *judges, self.environment, *self.formats]
        for plugin in asking:
            yield from (one for one in plugin.resources.values() if one.type is kind)


def load_plugins(config: RunConfig) -> RunPlugins:
    """Find every plug-in of a configuration, and hold its settings against its class.

    Raises:
        ConfigError: one cannot be, or asks for a model that is not there; names where it stands.
    """
    found = RunPlugins(
        kinds=tuple(build_kinds(config.scenarios)),
        checks=tuple(map(CHECKS.load, config.checks.use)),
        judges=tuple(map(JUDGE.load, config.checks.judges)),
        turn_judges=tuple(map(JUDGE.load, config.dialogue.judges)),
        environment=ENVIRONMENTS.load(config.environment),
        formats=tuple(load_exporters(config.export.formats)),
    )
    if config.scenarios.checker:
        CHECKERS.load(config.scenarios.checker).build()
    check_embedder(config.graph, config.models)
    known = [*config.models.endpoints, EMBEDDED, *ROLES]
    for one in found.wanted(ChatModel):
        if one.name not in known:
            raise ConfigError(f"a plug-in names the model {one.name!r}{nearest(one.name, known)}")
    return found


def giver(
    models: Models,
    prompts: Mapping[str, Prompt],
    pool: ToolPool,
    environment: EnvironmentProvider | None = None,
) -> Give:
    """Return what finds the resources of plug-ins among a run's models, prompts, tools and world.

    The environment is there once it is built: it may ask for the others itself.
    """

    def give(wanted: Wanted) -> ChatModel | Prompt | ToolPool | EnvironmentProvider:
        if wanted.type is ChatModel:
            return models.named(wanted.name, wanted.role)
        if wanted.type is Prompt:
            return prompts[wanted.name]
        if wanted.type is ToolPool:
            return pool
        if wanted.type is EnvironmentProvider and environment is not None:
            return environment
        raise ConfigError(f"a plug-in asks for a {wanted.type.__name__}: a run has none to give")

    return give


def players(plugins: RunPlugins, models: Models) -> dict[str, str]:
    """Return the names of the models that play a part in a run, by role; of two, both.

    An auditor that is shown no answer plays none.
    """
    found = {role: [models[role].name] for role in ("scenario", "user", "assistant")}
    idle = () if plugins.environment.settings.get("audit_rate") else ("auditor",)
    for one in plugins.wanted(ChatModel):
        if one.role in idle:
            continue
        names = found.setdefault(one.role, [])
        if (name := models.named(one.name, one.role).name) not in names:
            names.append(name)
    return {role: ", ".join(names) for role, names in found.items()}
