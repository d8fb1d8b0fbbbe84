"""A small finished run that the tests of several verbs look at."""

from __future__ import annotations

import asyncio
import gzip
from itertools import islice
from pathlib import Path

import pytest

from toolmind.config import load_config
from toolmind.pipeline.run import run
from toolmind.tools.pool import shipped_pool_path


@pytest.fixture(scope="package")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `small.yaml`, its pool `pool.jsonl` and its finished run `run`."""
    folder = tmp_path_factory.mktemp("small")
    with gzip.open(shipped_pool_path()) as lines:
        (folder / "pool.jsonl").write_bytes(b"".join(islice(lines, 150)))
    (folder / "small.yaml").write_text(
        f"count: 6\ntools: {{paths: [{folder / 'pool.jsonl'}]}}\n"
        "chains: {min_length: 3, max_length: 6}\n"
    )
    asyncio.run(run(load_config(folder / "small.yaml"), folder / "run"))
    return folder
