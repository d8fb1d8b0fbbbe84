"""Prompts are Markdown files that a user can copy, change and point the configuration at.

A placeholder is ``{{name}}``. What a role must read exactly stands as JSON in a fenced block under
a heading of its own (``## Brief``); the sentences around it are for language models alone.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

from toolmind.config.base import nearest
from toolmind.errors import ConfigError, DataError
from toolmind.files import read_text

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")

_LIKE = 0.7
"""How alike a file's name must be to a prompt's to count as misspelt (difflib's ratio; ours)."""


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
        ConfigError: there is none of that name; the user's cannot be read, or has a placeholder
            that the package's has not, which nobody would fill.
    """
    shipped = resources.files(__name__).joinpath(f"{name}.md")
    text = shipped.read_text(encoding="utf-8").strip() if shipped.is_file() else None
    if folder is not None and (file := folder / f"{name}.md").is_file():
        return _own(file, text)
    if text is None:
        there = f" in {folder} or" if folder else ""
        raise ConfigError(f"there is no prompt {name!r}{there} in the package ({name}.md)")
    return Prompt(name, text)


def _own(file: Path, shipped: str | None) -> Prompt:
    try:
        text = read_text(file).strip()
    except DataError as error:
        raise ConfigError(str(error)) from None
    known = _PLACEHOLDER.findall(text if shipped is None else shipped)
    for placeholder in _PLACEHOLDER.findall(text):
        if placeholder not in known:
            near = nearest(placeholder, known)
            raise ConfigError(f"{file}: unknown placeholder {{{{{placeholder}}}}}{near}")
    return Prompt(file.stem, text)


def shipped_prompts() -> list[str]:
    """Return the names of the prompts in the package."""
    files = (Path(entry.name) for entry in resources.files(__name__).iterdir())
    return sorted(file.stem for file in files if file.suffix == ".md")


def check_folder(folder: Path, known: Iterable[str]) -> None:
    """Make sure that a user's folder of prompts is there, and that no file in it is misnamed.

    Files whose names are like those of no known prompt are let be.

    Raises:
        ConfigError: it is not; names the folder, or the file and the nearest prompt.
    """
    if not folder.is_dir():
        raise ConfigError(f"prompts: {folder} is no folder. Name one, or leave prompts out")
    known = sorted(known)
    for file in sorted(folder.glob("*.md")):
        near = difflib.get_close_matches(file.stem.lower(), known, n=1, cutoff=_LIKE)
        if file.stem not in known and near:
            raise ConfigError(
                f"prompts: {file} would not be read: no prompt is called {file.stem!r}"
                f" (did you mean {near[0]}.md?)"
            )
