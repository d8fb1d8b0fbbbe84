"""Settings that all tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from graph_tools import shop_tools
from toolmind.records import Tool

# Shared machines are slow at times; a deadline per example would make tests fail by chance.
settings.register_profile("toolmind", deadline=None)
settings.load_profile("toolmind")


@pytest.fixture(scope="session", autouse=True)
def own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Leave the user's cache folder alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def shop() -> list[Tool]:
    """Eight tools of two domains whose links are known."""
    return shop_tools()
