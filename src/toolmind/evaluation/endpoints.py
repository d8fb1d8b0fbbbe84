"""Which models are evaluated: by URL, or by the name that a configuration has for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import ValidationError

from toolmind.config import ModelConfig, RunConfig, nearest
from toolmind.errors import ConfigError
from toolmind.models.factory import EMBEDDED
from toolmind.runs.fingerprint import ENDPOINT_RUN_TIME


class Evaluated(NamedTuple):
    """A model that is evaluated; `label` is what reports call it."""

    label: str
    config: ModelConfig

    @property
    def folder(self) -> str:
        """The name of the folder of its results."""
        return re.sub(r"[^\w.@-]+", "_", self.label)

    def depends_on(self) -> dict[str, Any]:
        """Return what its results depend on, by readable key."""
        settings = self.config.model_dump(mode="json", exclude=set(ENDPOINT_RUN_TIME))
        return {f"model.{key}": value for key, value in settings.items()}

    def fields(self) -> dict[str, Any]:
        """Return what its configuration puts into every request beside the temperature."""
        sampling = self.config.sampling
        found: dict[str, Any] = {}
        if sampling.max_tokens is not None:
            found["max_tokens"] = sampling.max_tokens
        if self.config.extra_body:
            found["extra_body"] = self.config.extra_body
        return found


def evaluated(
    endpoints: Sequence[str], models: Sequence[str], api_key_env: str, config: RunConfig
) -> list[Evaluated]:
    """Return the models that are named: URLs with their models, or endpoints of `config`.

    One URL serves all of `models`; of several, each serves the one in the same place.

    Raises:
        ConfigError: an endpoint is unknown, or named twice; a URL is without its model.
    """
    urls = [one for one in endpoints if "://" in one]
    if len(urls) == 1:
        urls *= max(1, len(models))
    if len(urls) != len(models):
        raise ConfigError(
            f"--endpoint: {len(urls)} URLs, and {len(models)} models: name by --model what each"
            " URL is to be asked for (`toolmind probe URL` lists them)"
        )
    named = [_named(one, config) for one in endpoints if "://" not in one]
    served = zip(urls, models, strict=True)
    found = [*named, *(_at(url, model, api_key_env) for url, model in served)]
    if not found:
        raise ConfigError("--endpoint: name a URL, as in http://127.0.0.1:8000/v1")
    return list(_apart(found))


def first_reply(config: ModelConfig) -> ModelConfig:
    """Return a model that is asked once: nobody tells it what was wrong with its reply."""
    return config.model_copy(update={"semantic_retries": 0})


def greedy(config: ModelConfig) -> ModelConfig:
    """Return a model that takes the likeliest token, unless a configuration says otherwise."""
    if config.sampling.temperature is not None:
        return config
    return config.model_copy(
        update={"sampling": config.sampling.model_copy(update={"temperature": 0.0})}
    )


def _named(name: str, config: RunConfig) -> Evaluated:
    if name == EMBEDDED:
        return Evaluated(EMBEDDED, ModelConfig())
    known = config.models.endpoints
    if name not in known:
        raise ConfigError(f"--endpoint: no endpoint {name!r}{nearest(name, [*known, EMBEDDED])}")
    return Evaluated(name, known[name])


def _at(url: str, model: str, api_key_env: str) -> Evaluated:
    try:
        config = ModelConfig(type="openai", base_url=(url,), model=model, api_key_env=api_key_env)
    except ValidationError as error:
        raise ConfigError(f"--endpoint {url}: {error.errors()[0]['msg']}") from None
    return Evaluated(model, config)


def _apart(found: Sequence[Evaluated]) -> Iterable[Evaluated]:
    """Yield them under names of their own; the same model at two places is called by its place."""
    often = Counter(one.label for one in found)
    seen = set()
    for label, config in found:
        if often[label] > 1 and config.base_url:
            label = f"{label}@{urlsplit(config.base_url[0]).netloc}"
        if label in seen:
            raise ConfigError(f"--endpoint: {label!r} is named twice")
        seen.add(label)
        yield Evaluated(label, config)
