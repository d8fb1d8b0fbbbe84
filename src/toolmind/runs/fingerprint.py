"""What makes two runs the same: everything that changes results, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolmind.prompts import Prompt

if TYPE_CHECKING:
    from toolmind.config import RunConfig

RUN_TIME = ("count", "runtime", "export", "prompts")
"""Settings that may change between two starts of one run: how far, how fast, what is written, and
where prompts are: their text counts."""

DECIDED_ANEW = ("calibration", "weights")
"""Settings of checks that change no verdict: what is kept of a run is decided anew each time."""

ENDPOINT_RUN_TIME = (
    "runtime",
    "base_url",
    "api_key_env",
    "ca_bundle",
    "client_cert",
    "client_key",
    "price",
    "system_as",
    "empty_content",
)
"""The same of a model: how fast, where it is, whose key, what it costs, what forms it takes."""


def fingerprint(
    config: RunConfig, pool_digest: str, prompts: Mapping[str, Prompt]
) -> dict[str, Any]:
    """Return what a run's results depend on, by readable key, so that a difference can be named."""
    data = config.model_dump(mode="json")
    for key in RUN_TIME:
        data.pop(key, None)
    for key in DECIDED_ANEW:
        data.get("checks", {}).pop(key, None)
    for endpoint in data.get("models", {}).get("endpoints", {}).values():
        for key in ENDPOINT_RUN_TIME:
            endpoint.pop(key, None)
    keys = dict(_flat("", data))
    keys["tools (content)"] = pool_digest
    keys.update({f"prompt {name}": prompt.digest for name, prompt in prompts.items()})
    return keys


def _flat(path: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        value = dict(enumerate(value))
    if isinstance(value, dict) and value:
        return [
            item
            for key, child in value.items()
            for item in _flat(f"{path}.{key}" if path else key, child)
        ]
    return [(path, value)]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return ``key: old → new`` for every key whose value differs."""
    return [
        f"{key}: {old.get(key)!r} → {new.get(key)!r}"
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]
