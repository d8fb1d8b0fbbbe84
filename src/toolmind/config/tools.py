"""Tools, the graph of them, and chains over it."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from toolmind.config.base import Section
from toolmind.config.plugin import PluginConfig


class ToolsConfig(Section):
    """Where a run's tools come from."""

    paths: tuple[str, ...] = ()
    """Pools as written by `toolmind tools import`, relative to the configuration file; without
    any, the pool that is shipped with the package."""

    strict: bool = False
    """Whether a row that cannot be used stops the run; else it is skipped and counted."""

    lean: bool = True
    """Show tools to models, and export them, without what no caller needs: links to documentation,
    lists of errors, sentences that were cut off (ours). Off, they are shown word for word."""


class GraphConfig(Section):
    """How the function graph is built. The paper names the steps but gives no value."""

    scorer: Literal["evidence", "cosine"] = "evidence"
    """`evidence` is ours; `cosine` is the paper's: embeddings of `description ‖ type`."""
    embedder: PluginConfig = PluginConfig(type="static")
    """Who embeds texts for `cosine`: `static`, which ships with the package; `{type: endpoint,
    endpoint: NAME}`, a model of `models.endpoints` that answers `/embeddings`; `{type:
    sentence_transformers, model: NAME}`, by its name or folder (the paper's:
    `TencentBAC/Conan-embedding-v1`); your own as module:Class. `evidence` was trained on `static`
    and takes no other."""
    threshold: float | None = Field(default=None, ge=0.0, le=1.0)
    """Links below this score are left out; without one, the scorer's own calibrated value."""
    top_k: int = Field(default=20, ge=1)
    """Links kept per output parameter, best first (ours): the key of a file goes into every call on
    files, and of 54 operations 17 are."""
    random_share: float = Field(default=0.0, ge=0.0, le=0.5)
    """Random links to inject, as a share of the links found (paper: some; rate unknown)."""
    validated: bool | Literal["auto"] = "auto"
    """Let the model `models.validator` judge the links that chains would walk, before any chain is
    drawn (paper §3.1); the cut-offs are `chains.min_transitivity` and `chains.min_coherence`.
    `auto`: where that is a model of your own; of more than 8,000 pairs of tools (ours; eight go
    into one request) just the links are judged that a dialogue is planned with."""
    max_depth: int = Field(default=4, ge=1, le=8)
    """How deep nested parameters are looked at."""
    seed: int = 0
    """What random links are drawn from."""

    @property
    def scored_by(self) -> str:
        """The scorer and its embedder in words, as a graph's file says it."""
        if self.embedder.type == "static":
            return self.scorer
        return f"{self.scorer} of {self.embedder}"

    @property
    def embedding_endpoint(self) -> str | None:
        """The name under `models.endpoints` of the model that embeds, if it is one of those."""
        if self.embedder.type != "endpoint":
            return None
        return str(self.embedder.settings.get("endpoint", ""))

    @model_validator(mode="after")
    def _embedder_has_a_use(self) -> Self:
        if self.embedder.type != "static" and self.scorer != "cosine":
            raise ValueError(
                f"embedder {self.embedder} would not be used: {self.scorer} is made for static."
                " Set scorer: cosine, or leave the embedder out"
            )
        return self


class DomainQuota(Section):
    """How many of the chains begin in a domain."""

    min: float = Field(default=0.0, ge=0.0, le=1.0)
    """Share at least."""
    max: float = Field(default=1.0, ge=0.0, le=1.0)
    """Share at most."""

    @model_validator(mode="before")
    @classmethod
    def _at_most(cls, quota: Any) -> Any:
        return {"max": quota} if isinstance(quota, int | float) else quota

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max < self.min:
            raise ValueError(f"max {self.max} is below min {self.min}")
        return self


class QuotaConfig(Section):
    """How chains are shared out among tools and domains."""

    tool: float = Field(default=1.0, gt=0.0, le=1.0)
    """Share of the chains that one tool is in at most; a tool that others lead to and from alone
    may begin more."""
    domains: dict[str, DomainQuota] = {}
    """By domain (what stands before a `/`): the share of the chains that begin there, at most, or
    `{min, max}`. The others have what is left by the number of their tools."""

    @model_validator(mode="after")
    def _at_least_leaves_room(self) -> Self:
        if (least := sum(one.min for one in self.domains.values())) > 1:
            raise ValueError(f"the least shares of domains add up to {least:.2f}, more than all")
        return self


class ChainsConfig(Section):
    """How chains are walked over the graph."""

    min_length: int = Field(default=5, ge=1)
    """Paper: length uniform in 5..20 (§3.1). Tools that cannot be linked so far give shorter
    chains, down to one tool; `toolmind validate`, the run and its report say so."""
    max_length: int = Field(default=20, ge=1)
    """The longest chain, in tools."""
    max_repeats: int = Field(default=1, ge=1)
    """How often one tool may occur in one chain; never twice in a row (ours)."""
    hub_factor: float = Field(default=8.0, gt=0.0)
    """A tool is visited at most this many times the mean visits per tool (paper: a cap on visits
    per node against hub bias; its value is unknown)."""
    quota: QuotaConfig = QuotaConfig()
    """How many of the chains one tool or domain may have, and has at least; the report holds what
    was kept against it."""
    max_domains: int = Field(default=3, ge=1)
    """Domains that one chain may touch: longer walks otherwise drift from topic to topic (ours)."""
    min_score: float = Field(default=0.75, ge=0.0, le=1.0)
    """Links below this score are not walked (ours): a chain is as coherent as its worst step. Of
    fourteen links read by eye between 0.7 and 0.75 four were right."""
    min_score_across: float = Field(default=0.95, ge=0.0, le=1.0)
    """The same for steps from one domain into another, where a wrong link costs more: of
    twelve links read by eye between 0.9 and 0.95 one was right (ours)."""
    across: float = Field(default=0.15, ge=0.0, le=1.0)
    """Weight of a step into another domain, against 1 for a step within (ours)."""
    min_transitivity: int = Field(default=5, ge=0, le=9)
    """Where a model validated the links: those that it gives less are not walked (paper: scores
    0–9; its cut-off is unknown). A link whose validation failed is not walked either."""
    min_coherence: int = Field(default=5, ge=0, le=9)
    """The same for the coherence of the two tools' intents."""
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
