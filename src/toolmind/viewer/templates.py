"""The chat templates that a page offers, by name: none is read before it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path


def known_templates(named: Sequence[str]) -> tuple[str, ...]:
    """Return what there is to choose from: those that were named, then TRL's, if it is there."""
    spec = find_spec("trl")
    folder = Path(spec.origin).parent / "chat_templates" if spec and spec.origin else None
    of_trl = sorted(file.stem for file in folder.glob("*.jinja")) if folder else []
    return tuple(dict.fromkeys((*named, *(f"trl:{name}" for name in of_trl))))
