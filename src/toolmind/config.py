"""A run's configuration: one YAML file, overrides on the command line, errors that help.

Every setting has a default, so that an empty file is a valid configuration. Defaults that the
paper gives name its section; all others are ours.
"""

from __future__ import annotations

import difflib
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from toolmind.errors import ConfigError


class Section(BaseModel):
    """Base of all configuration sections: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ToolsConfig(Section):
    """Where a run's tools come from."""

    paths: tuple[str, ...] = ()
    """Pools as written by `toolmind tools import`, relative to the configuration file; without
    any, the pool that is shipped with the package."""

    strict: bool = False
    """Whether a row that cannot be used stops the run; else it is skipped and counted."""


class GraphConfig(Section):
    """How the function graph is built. The paper names the steps but gives no value."""

    scorer: Literal["evidence", "cosine"] = "evidence"
    """`evidence` is ours; `cosine` is the paper's: embeddings of `description ‖ type`."""
    threshold: float | None = Field(default=None, ge=0.0, le=1.0)
    """Links below this score are left out; None is the scorer's own calibrated value."""
    top_k: int = Field(default=10, ge=1)
    """Links kept per output parameter, best first."""
    random_share: float = Field(default=0.0, ge=0.0, le=0.5)
    """Random links to inject, as a share of the links found (paper: some; rate unknown)."""
    validated: bool = False
    """Let the model `models.validator` judge the links that chains would walk, before any chain is
    drawn (paper §3.1); the cut-offs are `chains.min_transitivity` and `chains.min_coherence`."""
    max_depth: int = Field(default=4, ge=1, le=8)
    """How deep nested parameters are looked at."""
    seed: int = 0


class ChainsConfig(Section):
    """How chains are walked over the graph."""

    min_length: int = Field(default=5, ge=1)
    """Paper: length uniform in 5..20 (§3.1)."""
    max_length: int = Field(default=20, ge=1)
    max_repeats: int = Field(default=1, ge=1)
    """How often one tool may occur in one chain; never twice in a row (ours)."""
    hub_factor: float = Field(default=8.0, gt=0.0)
    """A tool is visited at most this many times the mean visits per tool (paper: a cap on visits
    per node against hub bias; its value is unknown)."""
    max_domains: int = Field(default=3, ge=1)
    """Domains that one chain may touch: longer walks otherwise drift from topic to topic (ours)."""
    min_score: float = Field(default=0.8, ge=0.0, le=1.0)
    """Links below this score are not walked (ours): a chain is as coherent as its worst step."""
    min_score_across: float = Field(default=0.9, ge=0.0, le=1.0)
    """The same for steps from one domain into another, where a wrong link costs more (ours)."""
    across: float = Field(default=0.15, ge=0.0, le=1.0)
    """Weight of a step into another domain, against 1 for a step within (ours)."""
    min_transitivity: int = Field(default=5, ge=0, le=9)
    """Where a model validated the links: those that it gives less are not walked (paper: scores
    0–9; its cut-off is unknown). A link whose validation failed is not walked either."""
    min_coherence: int = Field(default=5, ge=0, le=9)
    weighting: Literal["score", "uniform"] = "score"
    """Steps drawn by how well they fit, or each admissible tool alike."""
    branching: float = Field(default=0.3, ge=0.0, le=1.0)
    """Chance that a step continues from an earlier tool instead of the last one (ours)."""
    max_optional: int = Field(default=2, ge=0)
    """Links into optional inputs that a step takes beside those into required ones (ours)."""

    @model_validator(mode="after")
    def _lengths_in_order(self) -> Self:
        if self.max_length < self.min_length:
            raise ValueError(f"max_length {self.max_length} is below min_length {self.min_length}")
        return self


class ScenariosConfig(Section):
    """What is made of a chain."""

    kinds: dict[str, float] = {
        "single": 0.1,
        "parallel": 0.1,
        "multi_step": 0.25,
        "multi_turn": 0.25,
        "missing_parameter": 0.12,
        "no_tool": 0.06,
        "tool_failure": 0.12,
    }
    """Weight of each kind; a kind that is not named is not made. Ours: the paper gives none."""

    distractors: int = Field(default=6, ge=0, le=120)
    """Tools shown beside the needed ones (ours)."""

    clock_start: datetime = datetime(2025, 1, 6)
    """Earliest date of a dialogue (ours)."""

    clock_days: int = Field(default=540, ge=1)
    """The date of a dialogue is uniform over this many days from `clock_start` (ours)."""

    optional_rate: float = Field(default=0.15, ge=0, le=1)
    """Probability that a user has a wish about an optional parameter (ours)."""

    @field_validator("kinds")
    @classmethod
    def _known_kinds(cls, kinds: dict[str, float]) -> dict[str, float]:
        known = list(cls.model_fields["kinds"].default)
        for kind, weight in kinds.items():
            if kind not in known:
                raise ValueError(f"unknown kind {kind!r}{nearest(kind, known)}")
            if weight < 0:
                raise ValueError(f"the weight of {kind!r} is negative")
        if not any(kinds.values()):
            raise ValueError("all weights are zero; give at least one kind a positive weight")
        return kinds


class DialogueConfig(Section):
    """Where a dialogue ends if nobody says stop (the paper gives no caps; ours)."""

    max_turns: int = Field(default=30, ge=1)
    """User messages at most."""

    max_calls: int = Field(default=60, ge=1)
    """Tool calls at most."""

    max_calls_per_turn: int = Field(default=40, ge=1)
    """Rounds of tool calls between two user messages at most."""


class EnvironmentConfig(Section):
    """What answers the tool calls."""

    type: Literal["schema", "simulated", "python"] = "schema"
    """`schema`: values drawn under the declared results, by rule; `simulated`: the model of role
    `tool` plays the tools (paper §3.2); `python`: the methods of `functions`."""

    functions: str = ""
    """For `python`: ``module:Class``. An instance is made for each dialogue; its methods are the
    tools, by name."""

    timeout: float = Field(default=30.0, gt=0)
    """For `python`: seconds after which a call counts as timed out (ours)."""

    @model_validator(mode="after")
    def _functions_where_python(self) -> Self:
        if (self.type == "python") != bool(self.functions):
            raise ValueError("`functions: module:Class` belongs to `type: python`, and it needs it")
        return self


class DuplicatesConfig(Section):
    """When a trajectory is a duplicate of an earlier one."""

    same_calls: bool = True
    """The same calls with the same arguments in the same order are a duplicate, in any words."""

    similarity: float = Field(default=0.9, gt=0, le=1)
    """Share of the wording and calls that two trajectories may have in common (ours)."""


class ChecksConfig(Section):
    """What every trajectory is checked for."""

    use: list[str] = [
        "role_order",
        "pairing",
        "result_status",
        "known_tool",
        "arguments",
        "grounding",
        "repeats",
        "coverage",
        "links",
        "coherence",
    ]
    """Checks in the order in which they run: built-ins by name, your own as module:Class."""

    judges: list[Literal["trajectory", "turn"]] = ["trajectory", "turn"]
    """What a model judges after the rules: the whole dialogue, every single turn (paper §3.3)."""

    duplicates: DuplicatesConfig = DuplicatesConfig()


class ExportConfig(Section):
    """What is written for trainers."""

    formats: list[str] = ["openai", "parquet", "parquet_turns"]
    """Exporters: built-ins by name, your own as module:Class."""


class RuntimeConfig(Section):
    """Knobs that change how fast a run goes, never what it makes; left out of its fingerprint."""

    concurrency: int = Field(default=64, ge=1)
    """Items in flight at once."""

    cache: bool = True
    """Answer a request that was answered before from disk."""

    cache_path: Path | None = None
    """The file of the reply cache; by default `replies.db` in the run folder."""

    cache_max_mb: int = Field(default=4096, ge=1)
    """The oldest replies are dropped beyond this size."""

    max_cost: float | None = Field(default=None, gt=0)
    """US dollars after which the run stops cleanly."""

    max_tokens: int | None = Field(default=None, gt=0)
    """Prompt and completion tokens together after which the run stops cleanly."""


class PriceConfig(Section):
    """What a model costs: US dollars per million tokens."""

    prompt: float = Field(default=0.0, ge=0)
    completion: float = Field(default=0.0, ge=0)


class SamplingConfig(Section):
    """How to sample where a request does not say; None leaves it to the endpoint."""

    temperature: float | None = Field(default=None, ge=0)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1)
    seed: int | None = None


class ModelRuntime(Section):
    """Knobs of one model that change how fast a run goes, never what it makes (ours)."""

    concurrency: int = Field(default=512, ge=1)
    """Requests in flight at most; the client finds how many of them the endpoint bears."""

    start: int = Field(default=64, ge=1)
    """Requests in flight at first, doubled while the endpoint bears it."""

    rpm: float | None = Field(default=None, gt=0)
    """Requests a minute at most, evenly spread."""

    tpm: float | None = Field(default=None, gt=0)
    """Prompt and completion tokens a minute at most."""

    http: Literal["httptools", "aiohttp"] = "httptools"
    """What carries requests; see `models/http.py`."""

    connect_timeout: float = Field(default=10.0, gt=0)
    first_byte_timeout: float = Field(default=300.0, gt=0)
    """Seconds from sending a request to the first byte of its reply."""

    total_timeout: float = Field(default=600.0, gt=0)
    retries: int = Field(default=5, ge=0)
    """Further attempts after a transient error (connection, time-out, 408, 409, 5xx, cut reply)."""

    patience: float = Field(default=900.0, ge=0)
    """Seconds for which a request that is only told to wait (429, Retry-After) is sent again."""

    backoff: float = Field(default=0.5, ge=0)
    """Seconds of the first wait; it doubles up to 30 s, and each wait is a random part of it."""


class ModelConfig(Section):
    """One model and how to reach it; roles name it by its key under `models.endpoints`."""

    model_config = ConfigDict(hide_input_in_errors=True)

    type: Literal["embedded", "openai"] = "embedded"
    base_url: tuple[str, ...] = ()
    """One URL ending in `/v1`, or a list of replicas that share the load."""

    model: str = ""
    api_key_env: str = ""
    """The *name* of the environment variable that holds the key; a key is never written down."""

    sampling: SamplingConfig = SamplingConfig()
    tool_mode: Literal["native", "hermes", "qwen_xml", "python"] = "native"
    """`native` uses the endpoint's `tools`; the others put tools into the prompt and parse text."""

    structured: Literal["auto", "native", "prompt"] = "auto"
    """How JSON of a schema is asked for: `auto` falls back to the prompt when it is refused."""

    send_reasoning: Literal["strip", "reasoning_content", "reasoning", "inline"] = "strip"
    """Whether, and in which field, earlier reasoning is sent back."""

    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    extra_body: dict[str, Any] = {}
    """Further fields of every request, as in `chat_template_kwargs: {enable_thinking: true}`."""

    semantic_retries: int = Field(default=2, ge=0)
    """Further attempts, the reason told, when a reply is not what was asked for."""

    price: PriceConfig = PriceConfig()
    runtime: ModelRuntime = ModelRuntime()

    @field_validator("base_url", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _plain_urls(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("give an http:// or https:// URL, as in http://127.0.0.1:8000/v1")
            if parts.username or parts.password or parts.query:
                raise ValueError("no user, password or query in a URL; name a key by api_key_env")
        return tuple(url.rstrip("/") for url in urls)

    @field_validator("api_key_env")
    @classmethod
    def _a_name(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Z_][A-Z0-9_]*", value):
            raise ValueError("name an environment variable (A-Z, 0-9, _); never write the key here")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.type == "openai" and not (self.base_url and self.model):
            raise ValueError("type openai needs base_url and model")
        if self.type == "embedded" and (self.base_url or self.model or self.api_key_env):
            raise ValueError("base_url, model and api_key_env need type: openai")
        return self


class ModelsConfig(Section):
    """The models of a run, and which of them plays each role."""

    endpoints: dict[str, ModelConfig] = {}
    """Name → model. `embedded`, the offline rule-based player, is always there."""

    scenario: str = "embedded"
    """Writes intents, personas and the values that the user knows."""

    user: str = "embedded"
    assistant: str = "embedded"
    tool: str = "embedded"
    judge: str = "embedded"
    validator: str = "embedded"
    """Judges links of the function graph, if `graph.validated`."""

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        known = [*self.endpoints, "embedded"]
        for role in ("scenario", "user", "assistant", "tool", "judge", "validator"):
            name = getattr(self, role)
            if name not in known:
                raise ValueError(f"{role}: no endpoint {name!r}{nearest(name, known)}")
        return self

    def of(self, role: str) -> ModelConfig:
        """Return the model that plays `role`."""
        return self.endpoints.get(getattr(self, role), ModelConfig())


class RunConfig(Section):
    """The whole configuration of a run."""

    seed: int = 0
    count: int = Field(default=1000, ge=1)
    """Trajectories to simulate; raising it extends a run."""

    prompts: str = ""
    """A folder with your own versions of the prompt files; those not in it are the package's."""

    tools: ToolsConfig = ToolsConfig()
    graph: GraphConfig = GraphConfig()
    chains: ChainsConfig = ChainsConfig()
    scenarios: ScenariosConfig = ScenariosConfig()
    environment: EnvironmentConfig = EnvironmentConfig()
    dialogue: DialogueConfig = DialogueConfig()
    checks: ChecksConfig = ChecksConfig()
    export: ExportConfig = ExportConfig()
    models: ModelsConfig = ModelsConfig()
    runtime: RuntimeConfig = RuntimeConfig()


def nearest(word: str, known: list[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known word, or the known words."""
    match = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f" (did you mean {match[0]!r}?)" if match else f" (known: {', '.join(sorted(known))})"


def load_config(path: Path | None, overrides: list[str] | None = None) -> RunConfig:
    """Read a configuration file and apply ``key.path=value`` overrides to it.

    Without a path, every setting has its default.

    Raises:
        ConfigError: the file is missing, is not YAML, or has a value that cannot be; the message
            names the key and, where there is one, its nearest known neighbour.
    """
    data = _read_yaml(path) if path else {}
    for override in overrides or []:
        _apply(data, override)
    where = str(path) if path else "configuration"
    try:
        config = RunConfig.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_explain(where, error)) from None
    return _beside(path.parent, config) if path else config


def _beside(folder: Path, config: RunConfig) -> RunConfig:
    """Return the configuration with its paths made relative to the file that names them."""
    tools = config.tools.model_copy(
        update={"paths": tuple(str(folder / path) for path in config.tools.paths)}
    )
    prompts = str(folder / config.prompts) if config.prompts else ""
    return config.model_copy(update={"tools": tools, "prompts": prompts})


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file. Write one with: toolmind init {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: the top level must be a mapping of settings")
    return data


def _apply(data: dict[str, Any], override: str) -> None:
    key, equals, text = override.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"override {override!r} is not of the form key.path=value")
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


def _explain(where: str, error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        location = [str(part) for part in problem["loc"]]
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"unknown key{nearest(location[-1], _keys_beside(location))}"
        lines.append(f"{where}: {'.'.join(location)}: {message}")
    return "\n".join(lines)


def _keys_beside(location: list[str]) -> list[str]:
    """Return the known keys of the section that the last part of `location` is in."""
    section: Any = RunConfig
    for part in location[:-1]:
        field = getattr(section, "model_fields", {}).get(part)
        section = getattr(field, "annotation", None)
    return list(getattr(section, "model_fields", RunConfig.model_fields))
