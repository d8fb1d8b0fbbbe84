"""From what a user writes to a source: a kind and a place, or a place that tells its kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolmind.config import nearest
from toolmind.datasets.files import JSON_SUFFIXES
from toolmind.datasets.forms import FORMS
from toolmind.errors import ConfigError
from toolmind.files import open_bytes, require_file
from toolmind.tools.sources.base import Source
from toolmind.tools.sources.datasets import DatasetSource
from toolmind.tools.sources.functions import FunctionsSource
from toolmind.tools.sources.mcp import McpSource
from toolmind.tools.sources.openapi import OpenApiSource
from toolmind.tools.sources.python import PythonSource
from toolmind.tools.sources.tau_bench import TauBenchSource

KINDS = ("openapi", "mcp", "python", "functions", "tau-bench", *FORMS)
"""The words that may stand before the colon."""

_SNIFF = 4096


def choose_source(
    text: str,
    *,
    licence: str = "",
    timeout_s: float = 30.0,
    headers: Mapping[str, str] | None = None,
) -> Source:
    """Return the source that a text names.

    ``KIND:PLACE`` says it outright; a bare place is known by its ending, and a `.json` file by
    its first words. `licence` is for tools whose source declares none, `headers` for sources
    read over HTTP.

    Raises:
        ConfigError: the kind is unknown, or the place does not tell its kind.
        DataError: there is no such file.
    """
    kind, colon, place = text.partition(":")
    if not colon or kind in ("http", "https") or Path(text).exists():
        kind, place = _guess(text), text
    if kind == "openapi":
        return OpenApiSource(place, licence=licence, headers=headers)
    if kind == "mcp":
        return McpSource(place, timeout_s=timeout_s, licence=licence, headers=headers)
    if kind == "python":
        return PythonSource(place, licence=licence)
    if kind == "functions":
        return FunctionsSource(Path(place), licence=licence)
    if kind == "tau-bench":
        return TauBenchSource(place, licence=licence)
    if kind in FORMS:
        return DatasetSource(kind, place, licence=licence)
    raise ConfigError(f"unknown kind of source {kind!r}{nearest(kind, list(KINDS))}")


def _guess(text: str) -> str:
    if text.startswith(("http://", "https://")):
        return "mcp" if text.rstrip("/").endswith(("/mcp", "/sse")) else "openapi"
    if text.endswith((".yaml", ".yml")):
        return "openapi"
    if text.endswith(".py"):
        return "python"
    if text.endswith((".json", ".json.gz")):
        return _guess_json(Path(text))
    if text.endswith(JSON_SUFFIXES):
        return "functions"
    require_file(Path(text))
    raise ConfigError(
        f"{text}: its name does not say what it is. Write KIND:{text}, "
        f"where KIND is one of {', '.join(KINDS)}"
    )


def _guess_json(path: Path) -> str:
    require_file(path)
    with open_bytes(path) as file:
        head = file.read(_SNIFF)
    return "openapi" if b'"openapi"' in head or b'"swagger"' in head else "functions"
