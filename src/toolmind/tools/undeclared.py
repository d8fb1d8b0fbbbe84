"""Tools that declare no result: nothing can follow from their calls. The command that helps."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path


def how_to_complete(pools: Sequence[Path], config: str = "run.yaml") -> str:
    """Return in words which command fills in the results of these pools, and what then to do."""
    stem = pools[0].name.split(".")[0]
    out = pools[0].with_name(f"{stem}-completed.jsonl")
    command = ["toolmind", "tools", "import", *map(str, pools), "--out", str(out)]
    return (
        f"Complete them: `{shlex.join(command)} --complete embedded` (a rule, offline), or"
        f" `--complete ENDPOINT --config {config}` (a model under models.endpoints); then name"
        f" {out.name} under tools.paths"
    )
