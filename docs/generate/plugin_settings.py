"""The settings of the plug-ins that come with ToolMind, from the constructors of their classes."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

from wording import flat, type_of, value

import toolmind
from toolmind.plugins import PluginLoader, Resource, import_object

PACKAGE = Path(toolmind.__file__).parent
HEAD = """\
## Plug-ins

A plug-in is written as its name, or with settings as `{type: name, ...settings}`; one of your own
as `module:Class`, whose settings are the parameters of its constructor. All are found and held
against these before anything runs. A `source` is what `toolmind tools import` reads; it is
written the same way, in quotes.
"""

_RESOURCES = {
    "ChatModel": "the name of a model or role",
    "Prompt": "the name of a prompt",
    "EmbeddingEndpoint": "a name under `models.endpoints`",
}


def loaders() -> list[PluginLoader[Any]]:
    """Return the loader of every kind of plug-in, wherever one is made."""
    found: dict[str, PluginLoader[Any]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        if ": PluginLoader[" in file.read_text(encoding="utf-8"):
            name = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
            held = vars(importlib.import_module(name)).values()
            found |= {one.key: one for one in held if isinstance(one, PluginLoader)}
    return [found[key] for key in sorted(found)]


def section() -> Iterator[str]:
    """Yield the lines of the section."""
    yield HEAD
    for loader in loaders():
        yield f"### `{loader.key}`\n"
        yield "| type | what it is | settings |\n| --- | --- | --- |"
        for name, path in loader.built_in.items():
            made = import_object(path, loader.key)
            what = flat((inspect.getdoc(made) or "").partition("\n\nRaises:")[0])
            yield f"| `{name}` | {what} | {', '.join(_settings(made))} |"
        yield ""


def _settings(made: type[Any]) -> Iterator[str]:
    hints = get_type_hints(made.__init__, include_extras=True)
    for name, parameter in inspect.signature(made).parameters.items():
        extras = get_args(hints.get(name))[1:]
        if resource := next((one for one in extras if isinstance(one, Resource)), None):
            kind = get_args(hints[name])[0].__name__
            if kind in (
                "ToolPool",
                "EnvironmentProvider",
            ):  # a run has one: there is nothing to set
                continue
            told, default = _RESOURCES[kind], resource.default
            cells = [told, f"`{default}`" if told.startswith("the") else ""]
        elif parameter.default is parameter.empty:
            cells = [type_of(hints.get(name)), "must be given"]
        else:
            cells = [type_of(hints.get(name)), value(parameter.default)]
        yield f"`{name}` ({'; '.join(filter(None, cells))})"
