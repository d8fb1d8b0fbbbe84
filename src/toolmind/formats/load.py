"""The formats that come with ToolMind, and the loader of these and of one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolmind.config import PluginSpec
from toolmind.errors import ConfigError
from toolmind.formats.base import Exporter
from toolmind.plugins import Plugin, PluginLoader

FORMATS = {
    "openai": "toolmind.formats.openai:OpenAIExporter",
    "huggingface": "toolmind.formats.huggingface:HuggingFaceExporter",
    "trl": "toolmind.formats.trl:TRLExporter",
    "trl_tokens": "toolmind.formats.trl_tokens:TRLTokensExporter",
    "trl_dpo": "toolmind.formats.trl_dpo:TRLPreferenceExporter",
    "trl_kto": "toolmind.formats.trl_kto:TRLDesirableExporter",
    "axolotl": "toolmind.formats.axolotl:AxolotlExporter",
    "llamafactory": "toolmind.formats.llamafactory:LlamaFactoryExporter",
    "llamafactory_v1": "toolmind.formats.llamafactory_v1:LlamaFactoryV1Exporter",
    "ms_swift": "toolmind.formats.ms_swift:MsSwiftExporter",
    "nemo_rl": "toolmind.formats.nemo_rl:NeMoRLExporter",
    "openrlhf": "toolmind.formats.openrlhf:OpenRLHFExporter",
    "slime": "toolmind.formats.slime:SlimeExporter",
    "tinker": "toolmind.formats.tinker:TinkerExporter",
    "verifiers": "toolmind.formats.verifiers:VerifiersExporter",
    "verl": "toolmind.formats.verl:VerlExporter",
    "verl_rl": "toolmind.formats.verl_rl:VerlRLExporter",
    "nemo_gym": "toolmind.formats.nemo_gym:NeMoGymExporter",
    "toolmind": "toolmind.formats.toolmind:ToolMindExporter",
    "atif": "toolmind.formats.atif:ATIFExporter",
}
"""Every format, by name."""

EXPORTERS: PluginLoader[Exporter] = PluginLoader(
    "export.formats", FORMATS, ("export", "verify"), ("name",)
)


def load_exporters(formats: Iterable[PluginSpec]) -> list[Plugin[Exporter]]:
    """Find the formats of a configuration, and hold their settings against their classes.

    Raises:
        ConfigError: one cannot be (see `PluginLoader.load`), or two would write into one folder.
    """
    plugins = [EXPORTERS.load(one) for one in formats]
    names = Counter(getattr(plugin.made, "name", plugin.config.type) for plugin in plugins)
    for name, count in names.items():
        if count > 1:
            raise ConfigError(f"{EXPORTERS.key}: {name!r} is there {count} times, for one folder")
    return plugins
