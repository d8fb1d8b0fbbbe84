"""Settings that all tests share."""

from __future__ import annotations

import asyncio
import gzip
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from graph_tools import shop_tools
from toolmind.records import Tool

if TYPE_CHECKING:
    from toolmind.offline.server import ModelServer

# Shared machines are slow at times; a deadline per example would make tests fail by chance.
settings.register_profile("toolmind", deadline=None)
settings.load_profile("toolmind")


@pytest.fixture(scope="session", autouse=True)
def own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Leave the user's cache folder alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_proxy_of_the_machine() -> Iterator[None]:
    """Reach the servers of tests directly, whatever proxy this machine uses."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield


@pytest.fixture(scope="module", autouse=True)
def modules_of_tests_go(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forget the modules that a file of tests wrote and imported: others may bear their names."""
    path, made = list(sys.path), str(tmp_path_factory.getbasetemp())
    yield
    sys.path[:] = path
    for name in [name for name, module in sys.modules.items() if _lies_in(made, module)]:
        del sys.modules[name]


def _lies_in(folder: str, module: Any) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(str(place).startswith(folder) for place in places)


@pytest.fixture(scope="session")
def double() -> Callable[..., ModelServer]:
    """Makes the test double of an endpoint, which plays by rule; for tests that are marked offline.

    `faults` are kinds with their rates; the rest are options of the double.
    """

    def make(
        faults: Mapping[str, float] | None = None,
        seed: int = 0,
        embedder: Any = None,
        **options: Any,
    ) -> ModelServer:
        from toolmind.offline.player import EmbeddedModel
        from toolmind.offline.server import DoubleOptions, FaultPlan, ModelServer

        plan = FaultPlan(dict(faults or {}), seed)
        return ModelServer(EmbeddedModel(), DoubleOptions(faults=plan, **options), 0, embedder)

    return make


@pytest.fixture
def shop() -> list[Tool]:
    """Eight tools of two domains whose links are known."""
    return shop_tools()


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `small.yaml`, its pool `pool.jsonl` and its finished run `run`."""
    from toolmind.config import load_config
    from toolmind.pipeline.run import run
    from toolmind.tools.pool import shipped_pool_path

    folder = tmp_path_factory.mktemp("small")
    with gzip.open(shipped_pool_path()) as lines:
        (folder / "pool.jsonl").write_bytes(b"".join(islice(lines, 150)))
    (folder / "small.yaml").write_text(
        f"count: 6\ntools: {{paths: [{folder / 'pool.jsonl'}]}}\n"
        "chains: {min_length: 3, max_length: 6}\n"
    )
    asyncio.run(run(load_config(folder / "small.yaml"), folder / "run"))
    return folder
