"""A user's own classes, named in the configuration as ``module:Class``."""

from __future__ import annotations

import importlib
from typing import Any

from toolmind.config import nearest
from toolmind.errors import ConfigError


def load_class(name: str, key: str, built_in: dict[str, type[Any]]) -> type[Any]:
    """Return a built-in class by name, or a user's own by ``module:Class``.

    Raises:
        ConfigError: there is no such class; the message names the configuration's `key`.
    """
    module_name, colon, class_name = name.partition(":")
    if not colon:
        if name not in built_in:
            raise ConfigError(f"{key}: unknown {name!r}{nearest(name, list(built_in))}")
        return built_in[name]
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            f"{key}: cannot load {name!r}: {error}. Is its folder on PYTHONPATH?"
        ) from error
    if not isinstance(found, type):
        raise ConfigError(f"{key}: {name!r} is not a class")
    return found
