"""`toolmind cache` as it is typed; what it does is tested in tests/models/test_cache.py."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from toolmind.config import load_config
from toolmind.errors import RunError
from toolmind.models.base import ChatReply
from toolmind.models.cache import ReplyCache
from toolmind.pipeline.run import run
from toolmind.records import Message
from toolmind.runs.run_dir import RunDir
from typed import typed


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A run folder with three replies, the first a week older."""
    file = tmp_path / "replies.db"
    with closing(ReplyCache(file)) as cache:
        for number in range(3):
            reply = ChatReply(message=Message(role="assistant", content="x" * 1000))
            cache.put(cache.key(b"body", number), reply)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE replies SET at = at - 7 * 86400 WHERE id = 1")
    return tmp_path


def held(place: Path) -> int:
    return int(json.loads(typed("cache", "stats", place, "--json").stdout)["replies"])


def test_a_cache_is_told_by_its_folder_or_its_file(place: Path) -> None:
    told = [typed("cache", "stats", one).stdout for one in (place, place / "replies.db")]
    assert told[0] == told[1]
    names = [line.split()[0] for line in told[0].splitlines()]
    assert names == ["replies", "size", "oldest", "newest"]
    assert told[0].splitlines()[0].split() == ["replies", "3"]


def test_an_empty_cache_has_no_ages(tmp_path: Path) -> None:
    with closing(ReplyCache(tmp_path / "replies.db")):
        pass
    assert "oldest" not in typed("cache", "stats", tmp_path).stdout


@pytest.mark.parametrize(
    ("options", "dropped"),
    [
        (("--older-than-days", 1), 1),
        (("--older-than-days", 30), 0),
        (("--max-mb", 0), 3),
        (("--max-mb", 1), 0),
        (("--max-mb", 1, "--older-than-days", 0.5), 1),
    ],
)
def test_replies_are_dropped_by_age_or_size(
    place: Path, options: tuple[object, ...], dropped: int
) -> None:
    assert typed("cache", "prune", place, *options).stdout == f"dropped {dropped} replies\n"
    assert held(place) == 3 - dropped


def test_nothing_is_dropped_without_being_told_what(place: Path) -> None:
    done = typed("cache", "prune", place)
    assert done.exit_code == 2 and "--older-than-days" in done.output
    assert held(place) == 3


def test_what_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "replies.db").write_text("no database")
    for place in (tmp_path, tmp_path / "none.db"):
        done = typed("cache", "stats", place)
        assert isinstance(done.exception, RunError) and str(place) in str(done.exception)


@pytest.mark.offline
def test_a_run_with_a_recording_of_its_replies_asks_nobody(tmp_path: Path, double: Any) -> None:
    settings = tmp_path / "run.yaml"

    async def first_run() -> None:
        async with double() as server:
            settings.write_text(
                f"count: 3\nmodels: {{endpoints: {{one: {{type: openai, base_url: '{server.url}',"
                " model: embedded}}, scenario: one, user: one, assistant: one,"
                " judge: one}\n"
            )
            await run(load_config(settings), tmp_path / "first")

    asyncio.run(first_run())  # and the server is gone
    recording = tmp_path / "replies.jsonl.gz"
    assert typed("cache", "save", tmp_path / "first", "--out", recording).exit_code == 0
    assert typed("cache", "load", recording, tmp_path / "second").exit_code == 0
    assert typed("run", settings, "--out", tmp_path / "second").exit_code == 0
    assert dialogues(tmp_path / "first") == dialogues(tmp_path / "second") != []


def dialogues(out: Path) -> list[tuple[Message, ...]]:
    with RunDir.view(out) as folder:
        return [item.trajectory.messages for item in folder.finished()]
