"""A run's configuration: one YAML file, overrides on the command line, errors that help.

Every setting has a default, so that an empty file is a valid configuration. Defaults that the
paper gives name its section; all others are ours.
"""

from toolmind.config.base import Section
from toolmind.config.dialogues import DialogueConfig, ScenariosConfig
from toolmind.config.environment import EnvironmentConfig, FaultsConfig
from toolmind.config.load import load_config
from toolmind.config.models import (
    ModelConfig,
    ModelRuntime,
    ModelsConfig,
    PriceConfig,
    SamplingConfig,
)
from toolmind.config.plugin import PluginConfig, PluginSpec
from toolmind.config.results import ChecksConfig, DuplicatesConfig, ExportConfig
from toolmind.config.run import RunConfig, RuntimeConfig
from toolmind.config.tools import (
    ChainsConfig,
    DomainQuota,
    GraphConfig,
    QuotaConfig,
    ToolsConfig,
)
from toolmind.text.nearest import nearest

__all__ = [
    "ChainsConfig",
    "ChecksConfig",
    "DialogueConfig",
    "DomainQuota",
    "DuplicatesConfig",
    "EnvironmentConfig",
    "ExportConfig",
    "FaultsConfig",
    "GraphConfig",
    "ModelConfig",
    "ModelRuntime",
    "ModelsConfig",
    "PluginConfig",
    "PluginSpec",
    "PriceConfig",
    "QuotaConfig",
    "RunConfig",
    "RuntimeConfig",
    "SamplingConfig",
    "ScenariosConfig",
    "Section",
    "ToolsConfig",
    "load_config",
    "nearest",
]
