"""Prompts are Markdown files that a user can copy, change and point the configuration at.

A file begins with who is asked and what for, between two lines of ``---``; that head is for people
and is not sent. A placeholder is ``{{name}}``. Points on parts that a request has not
(``- `constraints`: …``) are left out of it (`without`). What a role must read exactly stands as
JSON in a fenced block under a heading of its own (``## Brief``); the sentences around it are for
language models alone.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

from toolmind.errors import ConfigError, DataError
from toolmind.files import read_text
from toolmind.text.nearest import nearest

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_POINT = re.compile(r" *- `([^`]+)`")
_HEAD = re.compile(r"\A---\n(?P<head>(?:(?:role|purpose): .*\n(?:[ \t]+.*\n)*)*)---\n")
_FIELD = re.compile(r"^(role|purpose): (.*(?:\n[ \t]+.*)*)$", re.MULTILINE)

_LIKE = 0.7
"""How alike a file's name must be to a prompt's to count as misspelt (difflib's ratio; ours)."""


@dataclass(frozen=True)
class Prompt:
    """A prompt's text with its placeholders; `role` and `purpose` are what its file's head says."""

    name: str
    text: str
    role: str = field(default="", compare=False)
    purpose: str = field(default="", compare=False)
    source: str = field(default="", compare=False)
    """The file that it was read from; empty for one of the package."""

    @property
    def digest(self) -> str:
        """A short hash of the text; enters the run's fingerprint."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the placeholders, each once, in the order of the text."""
        return tuple(dict.fromkeys(self._parts[1::2]))

    def without(self, names: Collection[str]) -> Prompt:
        """Return the prompt without the points on parts that are not there.

        A point is a line that begins with a hyphen and a name in backticks.
        """
        return _without(self, frozenset(names)) if names else self

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


@lru_cache(maxsize=512)
def _without(prompt: Prompt, names: frozenset[str]) -> Prompt:
    """One object for all dialogues that lack the same parts: it is cut at its placeholders once."""
    lines = prompt.text.split("\n")
    kept = [line for line in lines if _point(line) not in names]
    return replace(prompt, text="\n".join(kept))


def _point(line: str) -> str | None:
    found = _POINT.match(line)
    return found and found[1]


@dataclass(frozen=True)
class OwnPrompts:
    """A user's own prompts: single files by the name of the prompt, then a folder of them."""

    folder: Path | None = None
    files: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, setting: str | Mapping[str, str]) -> OwnPrompts:
        """Return those that a configuration names as `prompts`."""
        if isinstance(setting, str):
            return cls(Path(setting) if setting else None)
        files = {name: Path(file) for name, file in setting.items()}
        return cls(files.pop("folder", None), files)

    def find(self, name: str) -> Path | None:
        """Return the file that stands for a prompt, or None where it is the package's."""
        if name in self.files:
            return self.files[name]
        file = self.folder / f"{name}.md" if self.folder else None
        return file if file and file.is_file() else None

    def check(self, known: Iterable[str]) -> None:
        """Make sure that the folder and the files are there, and that none is misnamed.

        Files of the folder whose names are like those of no known prompt are let be.

        Raises:
            ConfigError: it is not so; names the folder, or the file and the nearest prompt.
        """
        known = sorted(known)
        for name, file in self.files.items():
            if name not in known:
                raise ConfigError(f"prompts: no prompt is called {name!r}{nearest(name, known)}")
            if not file.is_file():
                raise ConfigError(f"prompts.{name}: {file} is no file")
        if self.folder is None:
            return
        if not self.folder.is_dir():
            raise ConfigError(f"prompts: {self.folder} is no folder. Name one, or leave it out")
        for file in sorted(self.folder.glob("*.md")):
            near = difflib.get_close_matches(file.stem.lower(), known, n=1, cutoff=_LIKE)
            if file.stem not in known and near:
                raise ConfigError(
                    f"prompts: {file} would not be read: no prompt is called {file.stem!r}"
                    f" (did you mean {near[0]}.md?)"
                )


def load_prompt(name: str, own: OwnPrompts = OwnPrompts()) -> Prompt:
    """Return the prompt `name`: the user's own, else the one in the package.

    Raises:
        ConfigError: there is none of that name; the user's cannot be read, has a head of another
            form, or has a placeholder that the package's has not, which nobody would fill.
    """
    shipped = resources.files(__name__).joinpath(f"{name}.md")
    there = _read(name, shipped.read_text(encoding="utf-8")) if shipped.is_file() else None
    if file := own.find(name):
        return _own(name, file, there)
    if there is None:
        where = f" in {own.folder} or" if own.folder else ""
        raise ConfigError(f"there is no prompt {name!r}{where} in the package ({name}.md)")
    return there


def _read(name: str, written: str, source: str = "") -> Prompt:
    """Return what a file holds as a prompt.

    Raises:
        ConfigError: its head has another form.
    """
    text = written.strip()
    found = _HEAD.match(f"{text}\n")
    if found is None:
        if text.startswith("---\n"):
            raise ConfigError(
                f"{source or name}: between the first two lines of --- stand `role: ` and"
                " `purpose: `, and nothing else; or leave the head out"
            )
        return Prompt(name, text, source=source)
    said = {key: " ".join(value.split()) for key, value in _FIELD.findall(found["head"])}
    return Prompt(name, text[found.end() :].strip(), source=source, **said)


def _own(name: str, file: Path, shipped: Prompt | None) -> Prompt:
    try:
        prompt = _read(name, read_text(file), str(file))
    except DataError as error:
        raise ConfigError(str(error)) from None
    known = list((shipped or prompt).placeholders)
    for placeholder in prompt.placeholders:
        if placeholder not in known:
            near = nearest(placeholder, known)
            raise ConfigError(f"{file}: unknown placeholder {{{{{placeholder}}}}}{near}")
    return prompt


def shipped_prompts() -> list[str]:
    """Return the names of the prompts in the package."""
    files = (Path(entry.name) for entry in resources.files(__name__).iterdir())
    return sorted(file.stem for file in files if file.suffix == ".md")


def prompt_file(name: str) -> str:
    """Return the file of a prompt of the package as it is, with its head.

    Raises:
        ConfigError: there is none of that name.
    """
    if name not in (known := shipped_prompts()):
        raise ConfigError(f"no prompt is called {name!r}{nearest(name, known)}")
    return resources.files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
