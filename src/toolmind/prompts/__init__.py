"""Prompts are Markdown files that a user can copy, change and point the configuration at.

A placeholder is ``{{name}}``. What a role must read exactly stands as JSON in a fenced block under
a heading of its own (``## Brief``); the sentences around it are for language models alone.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

from toolmind.errors import ConfigError

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Prompt:
    """A prompt's text with its placeholders."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """A short hash of the text; enters the run's fingerprint."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def render(self, **values: str) -> str:
        """Fill in the placeholders.

        Raises:
            ConfigError: the text has a placeholder that nobody fills.
        """
        parts = self._parts.copy()
        try:
            parts[1::2] = [values[name] for name in parts[1::2]]
        except KeyError as error:
            raise ConfigError(
                f"prompt {self.name!r} has an unknown placeholder {{{{{error.args[0]}}}}};"
                f" known: {', '.join(sorted(values))}"
            ) from None
        return "".join(parts)

    @cached_property
    def _parts(self) -> list[str]:
        """The text cut at its placeholders: what stands between them, and in turn their names."""
        return _PLACEHOLDER.split(self.text)


def load_prompt(name: str, folder: Path | None = None) -> Prompt:
    """Return the prompt `name` from the user's `folder`, else the one in the package.

    Raises:
        ConfigError: there is none of that name.
    """
    if folder is not None and (own := folder / f"{name}.md").is_file():
        return Prompt(name, own.read_text(encoding="utf-8").strip())
    own_text = resources.files(__name__).joinpath(f"{name}.md")
    if not own_text.is_file():
        there = f" in {folder} or" if folder else ""
        raise ConfigError(f"there is no prompt {name!r}{there} in the package ({name}.md)")
    return Prompt(name, own_text.read_text(encoding="utf-8").strip())
