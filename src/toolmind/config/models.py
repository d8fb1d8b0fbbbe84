"""Models: where they are, how they are asked, and which of them plays which role."""

from __future__ import annotations

import re
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, field_validator, model_validator

from toolmind.config.base import Section
from toolmind.text.nearest import nearest


class PriceConfig(Section):
    """What a model costs: US dollars per million tokens."""

    prompt: float = Field(default=0.0, ge=0)
    """Of what is sent."""

    completion: float = Field(default=0.0, ge=0)
    """Of what is written."""


class SamplingConfig(Section):
    """How to sample where a request does not say; null leaves it to the endpoint."""

    temperature: float | None = Field(default=None, ge=0)
    """How evenly the next token is drawn; 0 takes the likeliest."""

    top_p: float | None = Field(default=None, gt=0, le=1)
    """Draw from the likeliest tokens that have this probability together."""

    max_tokens: int | None = Field(default=None, ge=1)
    """Tokens of a reply at most."""

    seed: int | None = None
    """What the endpoint's chance is drawn from, where it heeds one."""


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

    http: Literal["auto", "httptools", "aiohttp"] = "auto"
    """What carries requests: `auto` takes the fast one, `httptools`, where the way is direct, and
    `aiohttp` where the environment asks for a proxy, or `client_cert` is set."""

    connect_timeout: float = Field(default=10.0, gt=0)
    """Seconds until a connection stands."""

    first_byte_timeout: float = Field(default=300.0, gt=0)
    """Seconds from sending a request to the first byte of its reply."""

    total_timeout: float = Field(default=600.0, gt=0)
    """Seconds from sending a request to the end of its reply."""

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
    """`openai`: any OpenAI-compatible endpoint; `embedded`: the offline rule-based player."""

    base_url: tuple[str, ...] = ()
    """One URL ending in `/v1`, or a list of replicas that share the load."""

    model: str = ""
    """The name by which the endpoint knows the model."""

    api_key_env: str = ""
    """The *name* of the environment variable that holds the key; a key is never written down."""

    ca_bundle: str = ""
    """A PEM file of the certificates that vouch for the endpoint, in place of the system's. A path
    is relative to the configuration's file."""

    client_cert: str = ""
    """A PEM file with the certificate that the endpoint asks of its clients."""

    client_key: str = ""
    """A PEM file with its key, without a password; not needed where `client_cert` holds it."""

    sampling: SamplingConfig = SamplingConfig()
    tool_mode: Literal["native", "json", "hermes", "qwen_xml", "python"] = "native"
    """`native` uses the endpoint's `tools`; so does `json`, which reads replies of calls as JSON,
    too; the others put tools into the prompt and parse text."""

    structured: Literal["auto", "native", "prompt"] = "auto"
    """How JSON of a schema is asked for: `auto` falls back to the prompt when it is refused."""

    send_reasoning: Literal["strip", "reasoning_content", "reasoning", "inline"] = "strip"
    """Whether, and in which field, earlier reasoning is sent back."""

    system_as: Literal["system", "developer", "user"] = "system"
    """The role of the system message; `user` puts it before the first user message, for endpoints
    that know no system (Gemma)."""

    empty_content: Literal["text", "null", "omit", "space"] = "text"
    """What a turn of calls alone has as its content: an empty text, null, none at all, or a blank,
    where the endpoint refuses the others (Bedrock, Anthropic behind a proxy)."""

    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the endpoint calls the limit on a reply's tokens."""

    extra_body: dict[str, Any] = {}
    """Further fields of every request, as in `chat_template_kwargs: {enable_thinking: true}`."""

    semantic_retries: int = Field(default=2, ge=0)
    """Further attempts, the reason told, when a reply is not what was asked for."""

    price: PriceConfig = PriceConfig()
    runtime: ModelRuntime = ModelRuntime()

    @field_validator("empty_content", mode="before")
    @classmethod
    def _null_is_a_name(cls, value: Any) -> Any:
        return "null" if value is None else value  # as YAML reads the bare word

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
        if self.client_key and not self.client_cert:
            raise ValueError("client_key needs client_cert")
        secured = any(urlsplit(url).scheme == "https" for url in self.base_url)
        if (self.ca_bundle or self.client_cert) and not secured:
            raise ValueError("ca_bundle and client_cert need an https:// base_url")
        return self


class ModelsConfig(Section):
    """The models of a run, and which of them plays each role."""

    endpoints: dict[str, ModelConfig] = {}
    """Name → model. `embedded`, the offline rule-based player, is always there."""

    scenario: str = "embedded"
    """Writes intents, personas and the values that the user knows."""

    user: str = "embedded"
    """Plays the user."""

    assistant: str = "embedded"
    """Plays the assistant, whose turns are learned."""

    tool: str = "embedded"
    """Plays the tools, where the environment is `simulated`."""

    judge: str = "embedded"
    """Judges dialogues and turns, where `checks.judges` are used."""

    auditor: str = ""
    """Says of a share of simulated answers whether they can be true (`audit_rate` of the
    environment `simulated`); the model that judges, if none is named."""

    validator: str = "embedded"
    """Judges links of the function graph (`graph.validated`); left out, the one that writes
    scenarios."""

    @model_validator(mode="before")
    @classmethod
    def _writer_validates(cls, data: Any) -> Any:
        if isinstance(data, dict) and "scenario" in data:
            return {"validator": data["scenario"], **data}
        return data

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        known = [*self.endpoints, "embedded"]
        for role in ("scenario", "user", "assistant", "tool", "judge", "auditor", "validator"):
            name = self.endpoint_of(role)
            if name not in known:
                raise ValueError(f"{role}: no endpoint {name!r}{nearest(name, known)}")
        return self

    def of(self, role: str) -> ModelConfig:
        """Return the model that plays `role`."""
        return self.endpoints.get(self.endpoint_of(role), ModelConfig())

    def endpoint_of(self, role: str) -> str:
        """Return the name of the model that plays `role`."""
        named: str = getattr(self, role)
        return self.judge if role == "auditor" and not named else named
