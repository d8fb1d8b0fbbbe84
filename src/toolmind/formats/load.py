"""The formats that come with ToolMind, and the loader of these and of one's own."""

from __future__ import annotations

from toolmind.formats.base import Exporter
from toolmind.plugins import PluginLoader

FORMATS = {
    "openai": "toolmind.formats.openai:OpenAIExporter",
    "parquet": "toolmind.formats.parquet:ParquetExporter",
    "parquet_turns": "toolmind.formats.parquet:ParquetTurnsExporter",
}
"""Every format, by name."""

EXPORTERS: PluginLoader[Exporter] = PluginLoader(
    "export.formats", FORMATS, ("export", "verify"), ("name",)
)
