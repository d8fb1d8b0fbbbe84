"""From a YAML file and overrides to a configuration, with errors that help."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from toolmind.config.base import Section
from toolmind.config.run import RunConfig
from toolmind.errors import ConfigError, DataError
from toolmind.files import read_text
from toolmind.text.nearest import nearest

S = TypeVar("S", bound=Section)


def load_config(path: Path | str | None, overrides: list[str] | None = None) -> RunConfig:
    """Read a run's configuration file and apply ``key.path=value`` overrides to it.

    Without a path, every setting has its default.

    Raises:
        ConfigError: the file is missing, is not YAML, or has a value that cannot be; the message
            names the key and, where there is one, its nearest known neighbour.
    """
    path = Path(path) if path else None
    if path and not path.exists():
        raise ConfigError(f"{path}: no such file. Write one with: toolmind init {path}")
    config = load_section(RunConfig, path, overrides or [])
    return _beside(path.parent, config) if path else config


def load_section(kind: type[S], path: Path | None, overrides: Sequence[str]) -> S:
    """Read a file of settings of any kind; paths in it stay as they are.

    Raises:
        ConfigError: see `load_config`.
    """
    data = _read_yaml(path) if path else {}
    for override in overrides:
        apply_override(data, override)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_explain(kind, str(path or "configuration"), error)) from None


def _beside(folder: Path, config: RunConfig) -> RunConfig:
    """Return the configuration with its paths made relative to the file that names them."""
    tools = config.tools.model_copy(
        update={"paths": tuple(str(folder / path) for path in config.tools.paths)}
    )
    prompts: str | dict[str, str]
    if isinstance(config.prompts, str):
        prompts = str(folder / config.prompts) if config.prompts else ""
    else:
        prompts = {name: str(folder / file) for name, file in config.prompts.items()}
    personas = config.scenarios.personas
    scenarios = config.scenarios.model_copy(
        update={"personas": str(folder / personas) if personas else ""}
    )
    endpoints = {
        name: endpoint.model_copy(
            update={key: str(folder / file) for key in _FILES if (file := getattr(endpoint, key))}
        )
        for name, endpoint in config.models.endpoints.items()
    }
    models = config.models.model_copy(update={"endpoints": endpoints})
    made = config.checks.calibration
    checks = config.checks.model_copy(update={"calibration": str(folder / made) if made else ""})
    return config.model_copy(
        update={
            "tools": tools,
            "prompts": prompts,
            "scenarios": scenarios,
            "models": models,
            "checks": checks,
        }
    )


_FILES = ("ca_bundle", "client_cert", "client_key")
"""Settings of a model that are paths."""


def _read_yaml(path: Path) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.safe_load(read_text(path))
    except DataError as error:
        raise ConfigError(str(error)) from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: the top level must be a mapping of settings")
    return data


def apply_override(data: dict[str, Any], override: str) -> None:
    """Change a setting, written ``key.path=value`` with the value in YAML.

    Raises:
        ConfigError: it is written otherwise.
    """
    key, equals, text = override.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"override {override!r} is not of the form key.path=value")
    import yaml

    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"override {override!r}: the value is not YAML: {error}") from None
    *parents, last = key.strip().split(".")
    for parent in parents:
        inner = data.setdefault(parent, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"override {override!r}: {parent!r} is a value, not a section")
        data = inner
    data[last] = value


def _explain(kind: type[Section], where: str, error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        location = [str(part) for part in problem["loc"]]
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"unknown key{nearest(location[-1], _keys_beside(kind, location))}"
        lines.append(": ".join(filter(None, (where, ".".join(location), message))))
    return "\n".join(lines)


def _keys_beside(kind: type[Section], location: list[str]) -> list[str]:
    """Return the known keys of the section that the last part of `location` is in."""
    section: Any = kind
    for part in location[:-1]:
        field = getattr(section, "model_fields", {}).get(part)
        section = field.annotation if field else _held(section)
        if type(None) in get_args(section):  # a section that may be left out
            section = _held(section)
    return list(getattr(section, "model_fields", ()))


def _held(annotation: Any) -> Any:
    """Return the section that a mapping or a list of sections holds."""
    return next((held for held in get_args(annotation) if hasattr(held, "model_fields")), None)
