"""The whole configuration of a run."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from toolmind.config.base import Section
from toolmind.config.dialogues import DialogueConfig, ScenariosConfig
from toolmind.config.environment import EnvironmentConfig
from toolmind.config.models import ModelsConfig
from toolmind.config.results import ChecksConfig, ExportConfig
from toolmind.config.tools import ChainsConfig, GraphConfig, ToolsConfig


class RuntimeConfig(Section):
    """Knobs that change how fast a run goes, never what it makes; left out of its fingerprint."""

    concurrency: int = Field(default=64, ge=1)
    """Items in flight at once."""

    cache: bool = True
    """Answer a request that was answered before from disk, and take the graph of tools that an
    earlier run linked from the user's cache folder. `toolmind run --no-cache` turns it off."""

    cache_path: Path | None = None
    """The file of the reply cache; by default `replies.db` in the run folder."""

    cache_max_mb: int = Field(default=4096, ge=1)
    """The oldest replies are dropped beyond this size."""

    embeddings_path: Path | None = None
    """The file of the vectors of an embedder other than the static one; by default `embeddings.db`
    in the run folder. Runs over the same tools can share it."""

    max_cost: float | None = Field(default=None, gt=0)
    """US dollars after which the run stops cleanly."""

    max_tokens: int | None = Field(default=None, gt=0)
    """Prompt and completion tokens together after which the run stops cleanly."""


class RunConfig(Section):
    """The whole configuration of a run."""

    seed: int = 0
    """What all chance of a run is drawn from: the same seed gives the same data."""

    count: int = Field(default=1000, ge=1)
    """Trajectories to simulate; raising it extends a run."""

    prompts: str | dict[str, str] = ""
    """A folder with your own versions of the prompt files; or single files by the name of the
    prompt, and `folder` beside them. The others are the package's: `toolmind prompts list`."""

    tools: ToolsConfig = ToolsConfig()
    graph: GraphConfig = GraphConfig()
    chains: ChainsConfig = ChainsConfig()
    scenarios: ScenariosConfig = ScenariosConfig()
    environment: EnvironmentConfig = EnvironmentConfig(type="schema")
    """What answers the tool calls: `schema`, values drawn under the declared results, by rule;
    `simulated`, the model of role `tool` plays the tools (paper §3.2); `python`, the methods of a
    class (settings `functions` and `timeout`); your own as module:Class. With any, `faults` makes
    calls fail on purpose."""

    dialogue: DialogueConfig = DialogueConfig()
    checks: ChecksConfig = ChecksConfig()
    export: ExportConfig = ExportConfig()
    models: ModelsConfig = ModelsConfig()
    runtime: RuntimeConfig = RuntimeConfig()

    @model_validator(mode="after")
    def _rules_read_what_is_spoken(self) -> RunConfig:
        spoken = [code for code, weight in self.scenarios.languages.items() if weight]
        other = [code for code in spoken if code.lower().partition("-")[0] != "en"]
        if self.dialogue.user == "brief" and other:
            raise ValueError(
                f"dialogue.user: `brief` reads English alone, and scenarios.languages has"
                f" {', '.join(other)}: take `full`, or `scenarios.languages: {{en: 1}}`"
            )
        return self

    @property
    def validates_links(self) -> bool:
        """Whether a model judges links: as set, and with `auto` a model of the user's own does."""
        if self.graph.validated == "auto":
            return self.models.of("validator").type != "embedded"
        return self.graph.validated
