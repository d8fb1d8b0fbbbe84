"""From the configuration to the exporters: built-ins by name, a user's own by module:Class."""

from __future__ import annotations

from typing import Any

from toolmind.config import ExportConfig
from toolmind.errors import ConfigError
from toolmind.formats.base import Exporter
from toolmind.formats.openai import OpenAIExporter
from toolmind.formats.parquet import ParquetExporter, ParquetTurnsExporter
from toolmind.plugins import load_class

BUILT_IN: dict[str, type[Any]] = {
    exporter.name: exporter for exporter in (OpenAIExporter, ParquetExporter, ParquetTurnsExporter)
}
"""Every exporter that comes with ToolMind, by name."""


def build_exporters(config: ExportConfig) -> list[Exporter]:
    """Return the exporters that the configuration names, in its order.

    Raises:
        ConfigError: a name is unknown, a module cannot be imported, or a class is no exporter.
    """
    exporters: list[Exporter] = []
    for name in config.formats:
        exporter = load_class(name, "export.formats", BUILT_IN)()
        missing = [part for part in ("name", "export", "verify") if not hasattr(exporter, part)]
        if missing:
            raise ConfigError(f"export.formats: {name} has no {', '.join(missing)}")
        exporters.append(exporter)
    return exporters
