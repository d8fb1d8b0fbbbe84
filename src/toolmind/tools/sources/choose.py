"""From what a user writes to a source: a kind and a place, or a place that tells its kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from toolmind.config import PluginConfig, nearest
from toolmind.datasets.files import JSON_SUFFIXES, SUFFIXES
from toolmind.datasets.forms import FORMS
from toolmind.datasets.read import trace_form
from toolmind.errors import ConfigError
from toolmind.files import require_file
from toolmind.plugins import PluginLoader
from toolmind.tools.sources.base import Source
from toolmind.tools.sources.documents import is_api_document

_AT = "toolmind.tools.sources"
SOURCES: PluginLoader[Source] = PluginLoader(
    "source",
    {
        "openapi": f"{_AT}.openapi:OpenApiSource",
        "mcp": f"{_AT}.mcp:McpSource",
        "python": f"{_AT}.python:PythonSource",
        "functions": f"{_AT}.functions:FunctionsSource",
        "tau-bench": f"{_AT}.tau_bench:TauBenchSource",
        "dataset": f"{_AT}.datasets:DatasetSource",
    },
    ("read",),
)
"""The sources that come with ToolMind, and one's own."""

KINDS = (*(name for name in SOURCES.built_in if name != "dataset"), *FORMS)
"""The words that may stand before the colon."""


def choose_source(
    text: str,
    *,
    licence: str = "",
    timeout_s: float = 30.0,
    headers: Mapping[str, str] | None = None,
) -> Source:
    """Return the source that a text names.

    ``KIND:PLACE`` says it outright; a bare place is known by its ending, a `.json` file by its
    first words, and a file of traces by its first row. ``{type: name or module:Class,
    ...settings}`` names a plug-in, also one of one's own. `licence` is for tools whose source
    declares none, `headers` for sources read over HTTP.

    Raises:
        ConfigError: the kind is unknown, a setting does not fit, or the place does not tell its
            kind.
        DataError: there is no such file.
    """
    if text.startswith("{"):
        return SOURCES.load(_spec(text)).build()
    kind, colon, place = text.partition(":")
    if not colon or kind in ("http", "https") or kind.endswith(".py") or Path(text).exists():
        kind, place = _guess(text), text
    if kind not in KINDS:
        raise ConfigError(f"unknown kind of source {kind!r}{nearest(kind, list(KINDS))}")
    settings: dict[str, Any] = {"place": place, "licence": licence}
    if kind in FORMS and kind not in SOURCES.built_in:
        kind, settings = "dataset", {"form": kind, **settings}
    if kind in ("openapi", "mcp"):
        settings["headers"] = headers
    if kind == "mcp":
        settings["timeout_s"] = timeout_s
    return SOURCES.load(PluginConfig(type=kind, **settings)).build()


def _spec(text: str) -> PluginConfig:
    import yaml

    try:
        return PluginConfig.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        problem = " ".join(str(error).split())
        raise ConfigError(
            f"source {text!r} is not {{type: name or module:Class, ...settings}}: {problem}"
        ) from None


def _guess(text: str) -> str:
    if text.startswith(("http://", "https://")):
        path = urlsplit(text).path.rstrip("/")
        return "mcp" if path.endswith(("/mcp", "/sse")) else "openapi"
    if text.removesuffix(".gz").endswith((".yaml", ".yml")):
        return "openapi"
    if text.endswith(".py") or text.partition(":")[0].endswith(".py"):
        return "python"
    if text.endswith((".json", ".json.gz")) and is_api_document(Path(text)):
        return "openapi"
    if text.endswith(SUFFIXES) and Path(text).is_file() and (form := trace_form(Path(text))):
        return form
    if text.endswith(JSON_SUFFIXES):
        return "functions"
    require_file(Path(text))
    raise ConfigError(
        f"{text}: its name does not say what it is. Write KIND:{text}, "
        f"where KIND is one of {', '.join(KINDS)}"
    )
