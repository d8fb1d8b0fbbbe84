"""A run's configuration: one YAML file, overrides on the command line, errors that help.

Every setting has a default, so that an empty file is a valid configuration. Defaults that the
paper gives are marked with its section; all others are ours.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of all configuration sections: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
