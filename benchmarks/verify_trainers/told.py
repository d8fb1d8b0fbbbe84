"""How a script tells what a trainer put under loss; run in the trainers' environments."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any


def write(out: str, package: str, learnt: dict[str, str]) -> None:
    """Write the trainer's name and version, and the text under loss of every row."""
    told = {"name": f"{package} {version(package)}", "learnt": learnt}
    Path(out).write_text(json.dumps(told))


def row_ids(file: Path) -> list[str]:
    """Return the ids of the rows of a file of JSON lines."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line)["metadata"]["id"] for line in lines]


def learnt_text(tokenizer: Any, tokens: Any, labels: Any) -> str:
    """Return the text of the tokens whose label is not -100."""
    pairs = zip(tokens, labels, strict=True)
    return str(tokenizer.decode([int(token) for token, label in pairs if label != -100]))
