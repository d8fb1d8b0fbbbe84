"""Fixtures for the tests of model access: scripted servers."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from scripted_server import ScriptedServer, completion, serving


@pytest.fixture
def http() -> str:
    """The library that the client uses; a test module can ask for both."""
    return "httptools"


@pytest.fixture
async def server(http: str) -> AsyncIterator[ScriptedServer]:
    async with serving(ScriptedServer(http)) as scripted:
        yield scripted


@pytest.fixture
async def second_server() -> AsyncIterator[ScriptedServer]:
    async with serving(ScriptedServer()) as scripted:
        yield scripted


@pytest.fixture
def reply() -> Callable[..., dict[str, Any]]:
    return completion


@pytest.fixture
def dead_url() -> Iterator[str]:
    """An address that refuses connections: bound, so that nobody else takes it, and not open."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/v1"
