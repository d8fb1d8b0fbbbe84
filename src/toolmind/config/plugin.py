"""A plug-in as a configuration names it: a name, or `{type: name or module:Class, ...settings}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from toolmind.config.base import Section


class PluginConfig(Section):
    """The name of a built-in or ``module:Class`` of one's own, and the settings for it.

    A bare name stands for one with no settings. Which settings there are the class says itself, by
    the parameters of its constructor; `plugins` holds them against it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _bare_name(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value

    def __str__(self) -> str:
        """Return it as a person would write it: its type, and its settings if there are any."""
        told = ", ".join(f"{name}: {value}" for name, value in self.settings.items())
        return f"{self.type} ({told})" if told else self.type

    @property
    def settings(self) -> dict[str, Any]:
        """All that is said beside the type."""
        return self.__pydantic_extra__ or {}


def named(*names: str) -> tuple[PluginConfig, ...]:
    """Return plug-ins without settings, by their names."""
    return tuple(PluginConfig(type=name) for name in names)


PluginSpec = PluginConfig | str | Mapping[str, Any]
"""A plug-in as code may name it: in plain values, as a file does."""
