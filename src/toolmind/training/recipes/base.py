"""What a recipe is: a format's files, and the settings under which one trainer reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from toolmind.training.config import TrainConfig


class Recipe(NamedTuple):
    """One trainer: its format, the command that trains, and the texts of files beside the data.

    Paths in the files are relative to the folder in which they lie, where the command is to be
    started.
    """

    format: str
    command: str
    files: Callable[[TrainConfig], Mapping[str, str]]


def yaml_text(head: str, settings: Mapping[str, Any]) -> str:
    """Return settings as YAML under a comment; those that are None are left out."""
    import yaml

    kept = {key: value for key, value in settings.items() if value is not None}
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + str(yaml.safe_dump(kept, sort_keys=False, allow_unicode=True))


def shell_text(head: str, words: list[str]) -> str:
    """Return a script of one command, a setting a line."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return f"#!/usr/bin/env bash\n{comment}set -euo pipefail\n" + " \\\n  ".join(words) + "\n"


def per_device(config: TrainConfig) -> int:
    """Return how many rows a device takes at a time, of all that there are one."""
    return config.batch // config.accumulation


def targets(config: TrainConfig) -> list[str] | None:
    """Return the layers that get an adapter, where they are named."""
    if config.lora is None or isinstance(config.lora.targets, str):
        return None
    return list(config.lora.targets)
