"""The checks and judges of a configuration, opened to look at dialogues that are there already."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolmind.checks.base import Check
from toolmind.checks.load import CHECKS, JUDGE
from toolmind.checks.policy import Policy
from toolmind.config import RunConfig
from toolmind.environments.base import EnvironmentProvider
from toolmind.environments.load import ENVIRONMENTS
from toolmind.files import require_file
from toolmind.models.base import ChatModel
from toolmind.models.cache import ReplyCache
from toolmind.models.cost import Meter
from toolmind.models.factory import Models
from toolmind.pipeline.plugins import giver
from toolmind.plugins import Plugin
from toolmind.prompts import OwnPrompts, Prompt, load_prompt
from toolmind.runs.fingerprint import fingerprint
from toolmind.tools.pool import ToolPool

if TYPE_CHECKING:  # numpy need not be loaded where there is no calibration
    from toolmind.checks.calibration.applied import Applied


@dataclass(frozen=True)
class Checkers:
    """Checks and judges at work, and what becomes of what they find."""

    checks: Sequence[Check]
    judges: Sequence[Check]
    policy: Policy
    applied: Applied | None = None
    """The calibration, if there is one."""


@dataclass(frozen=True)
class CheckPlugins:
    """Checks and judges that were found, ready to be built, and the prompts that they ask for."""

    config: RunConfig
    checks: tuple[Plugin[Check], ...]
    judges: tuple[Plugin[Check], ...]
    prompts: dict[str, Prompt]

    @classmethod
    def load(cls, config: RunConfig, *, rules_only: bool = False) -> CheckPlugins:
        """Find the checks of a configuration and, unless only rules are wanted, its judges.

        Raises:
            ConfigError: one cannot be as configured, or a prompt is not there.
        """
        checks = tuple(map(CHECKS.load, config.checks.use))
        judges = tuple(map(JUDGE.load, config.checks.judges))
        if rules_only:
            checks, judges = tuple(one for one in checks if not _wants(one, ChatModel)), ()
        wanted = (it for one in (*checks, *judges) for it in one.resources.values())
        names = sorted({it.name for it in wanted if it.type is Prompt})
        own = OwnPrompts.of(config.prompts)
        prompts = {name: load_prompt(name, own) for name in names}
        return cls(config, checks, judges, prompts)

    @property
    def ask(self) -> bool:
        """Whether any of them asks a model."""
        return any(_wants(one, ChatModel) for one in (*self.checks, *self.judges))

    @property
    def plays(self) -> bool:
        """Whether any of them makes calls again, in worlds of the environment."""
        return any(_wants(one, EnvironmentProvider) for one in (*self.checks, *self.judges))

    def fingerprint(self, pool: str) -> dict[str, Any]:
        """Return what a run's results depend on, but for the prompts of others than these."""
        return fingerprint(self.config, pool, self.prompts)

    def depend_on(self, pool: str) -> dict[str, Any]:
        """Return what their verdicts depend on, by readable key; `pool` is the digest of tools."""
        found = self.fingerprint(pool)
        rules = ("checks.use", "checks.policy", "prompt ", "tools (content)")
        kept = (*rules, "checks.judges", "models") if self.ask else rules
        kept = (*kept, "environment") if self.plays else kept
        verdicts = {key: value for key, value in found.items() if key.startswith(kept)}
        made, weights = self.config.checks.calibration, self.config.checks.weights
        if not made:
            return verdicts
        return {**verdicts, "calibration (content)": _digest(made), "checks.weights": weights}

    def _at_work(self, checks: Sequence[Check], judges: Sequence[Check]) -> Checkers:
        config = self.config.checks
        if not config.calibration:
            return Checkers(checks, judges, Policy(config.policy))
        from toolmind.checks.calibration.applied import Applied

        names = {judge.name for judge in judges}
        applied = Applied.read(Path(config.calibration), self.fingerprint(""), names)
        applied.require([*checks, *judges])
        policy = Policy(config.policy, config.weights, applied.calibration.threshold)
        return Checkers(checks, judges, policy, applied)

    @asynccontextmanager
    async def open(self, pool: ToolPool, folder: Path, meter: Meter) -> AsyncIterator[Checkers]:
        """Build them; models are opened where one is asked, with a cache of replies in `folder`.

        Raises:
            ConfigError: an object cannot be made, or the key of a model is not there.
            DataError: the calibration is none, or of other checks or judges.
        """
        settings = self.config.runtime
        remote = any(one.type != "embedded" for one in self.config.models.endpoints.values())
        path = settings.cache_path or folder / "replies.db"
        kept = settings.cache and remote and self.ask
        cache = ReplyCache(path, max_bytes=settings.cache_max_mb << 20) if kept else None
        models = Models(self.config.models, cache=cache, meter=meter)
        world: EnvironmentProvider | None = None
        try:
            give = giver(models, self.prompts, pool)
            if self.plays:
                world = ENVIRONMENTS.load(self.config.environment).build(give)
                await world.open()
                give = giver(models, self.prompts, pool, world)
            checks = [one.build(give) for one in self.checks]
            judges = [one.build(give) for one in self.judges]
            yield self._at_work(checks, judges)
        finally:
            if world is not None:
                await world.close()
            await models.close()
            if cache is not None:
                cache.close()
            if self.ask:
                meter.save()


def _digest(path: str) -> str:
    file = Path(path)
    require_file(file)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _wants(plugin: Plugin[Check], kind: type[Any]) -> bool:
    return any(one.type is kind for one in plugin.resources.values())
