"""A run over HTTP is the run without it: same prompts, same replies, same dialogues."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from toolmind.config import RunConfig, load_config
from toolmind.pipeline.run import run
from toolmind.records import Message
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline

COUNT = 15


def over(url: str, mode: str = "native") -> RunConfig:
    endpoint = f"{{type: openai, base_url: '{url}', model: embedded, tool_mode: {mode}}}"
    roles = [f"models.{role}=double" for role in ("scenario", "user", "assistant", "judge")]
    # No links are judged: the embedded model of a run without an endpoint judges none either.
    settings = [f"count={COUNT}", "graph.validated=false", f"models.endpoints.double={endpoint}"]
    return load_config(None, [*settings, *roles])


def dialogues(out: Path) -> dict[int, list[Message]]:
    """Return what was said; who said it, and at how many tokens, is another matter."""
    with RunDir.view(out) as folder:
        return {
            item.trajectory.index: [replace(m, origin=None) for m in item.trajectory.messages]
            for item in folder.finished()
        }


async def play_over_http(out: Path, double: Any) -> int:
    """Run against a server and return the number of requests it saw."""
    async with double() as server:
        await run(over(server.url), out / "first")
        seen = server.stats["requests"]
        # The reply cache of the first run answers everything that the second one asks.
        again = over(server.url)
        runtime = again.runtime.model_copy(update={"cache_path": out / "first" / "replies.db"})
        await run(again.model_copy(update={"runtime": runtime}), out / "second")
        assert server.stats["requests"] == seen
        return int(str(seen))


def test_the_same_dialogues_with_and_without_a_wire(tmp_path: Path, double: Any) -> None:
    requests = asyncio.run(play_over_http(tmp_path, double))
    asyncio.run(run(load_config(None, [f"count={COUNT}"]), tmp_path / "offline"))
    assert dialogues(tmp_path / "first") == dialogues(tmp_path / "offline")
    assert dialogues(tmp_path / "second") == dialogues(tmp_path / "first")
    with RunDir.view(tmp_path / "first") as folder:
        assert sum(use.requests for use in folder.usage().values()) == requests


def unthought(folder: Path) -> dict[int, list[Message]]:
    """Return the dialogues without reasoning: it names tools as the model is shown them, and in
    Python a name has no hyphen.
    """
    return {
        index: [replace(message, reasoning="") for message in messages]
        for index, messages in dialogues(folder).items()
    }


async def play_in_text(mode: str, out: Path, double: Any) -> None:
    async with double(tool_mode=mode) as server:
        await run(over(server.url, mode), out)


@pytest.mark.parametrize("mode", ["hermes", "qwen_xml", "python"])
def test_the_same_dialogues_where_calls_are_text(tmp_path: Path, mode: str, double: Any) -> None:
    asyncio.run(play_in_text(mode, tmp_path / mode, double))
    asyncio.run(run(load_config(None, [f"count={COUNT}"]), tmp_path / "offline"))
    assert unthought(tmp_path / mode) == unthought(tmp_path / "offline")
