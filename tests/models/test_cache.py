from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from toolmind.cli.cache import app
from toolmind.config import SamplingConfig
from toolmind.errors import RunError
from toolmind.models.base import ChatReply, Sampling
from toolmind.models.cache import ReplyCache, cache_stats, prune_cache
from toolmind.models.client.wire import BodyBuilder
from toolmind.records import Message, TokenLogprob, Tool, ToolCall, Usage


def reply(text: str = "hi") -> ChatReply:
    return ChatReply(
        message=Message(
            role="assistant",
            content=text,
            reasoning="why",
            tool_calls=(ToolCall(id="a", name="f", arguments="{}"),),
        ),
        finish_reason="tool_calls",
        usage=Usage(requests=1, prompt_tokens=2, completion_tokens=3, cost=0.5),
        model="m",
        logprobs=(TokenLogprob(token="a", logprob=-1.5, top=(("b", -2.0),)),),
    )


def test_what_is_put_is_got_before_and_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    cache = ReplyCache(path)
    key, other = cache.key(b"body", 0), cache.key(b"body", 1)
    assert key != other
    cache.put(key, reply())
    assert cache.get(key) == reply()
    assert cache.get(other) is None
    cache.close()
    cache = ReplyCache(path)
    assert cache.get(key) == reply()
    cache.close()


def test_each_body_and_each_draw_of_it_has_a_key_of_its_own() -> None:
    body = bytes(range(256)) * 40
    bodies = [body, body + b"}", body[1:], b"", *(body[:at] + b"?" + body[at:] for at in (1, 5000))]
    keys = {ReplyCache.key(body, sample) for body in bodies for sample in (0, 1, 3)}
    assert len(keys) == 3 * len(bodies)
    assert {len(key) for key in keys} == {16}
    assert ReplyCache.key(bytes(bytearray(body)), 3) in keys


def test_bodies_begin_with_their_tools() -> None:
    builder = BodyBuilder("m", SamplingConfig())
    tools = (Tool(id="a", name="a"), Tool(id="b", name="b", description="é"))
    for shown in ((), tools[:1], tools):
        body = builder.build([Message(role="user", content="hi")], sampling=Sampling(), tools=shown)
        sent = orjson.loads(body)
        assert [*sent] == (["model", "tools", "messages"] if shown else ["model", "messages"])
        assert sent["messages"] == [{"role": "user", "content": "hi"}]
        assert sent.get("tools", []) == [tool.spec() for tool in shown]


def test_two_processes_can_share_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    first, second = ReplyCache(path), ReplyCache(path)
    for i in range(100):
        first.put(b"a%d" % i, reply())
        second.put(b"b%d" % i, reply())
    first.close()
    assert eventually(lambda: second.get(b"a7")) == reply(), "that others write is noticed"
    second.close()
    assert cache_stats(path).replies == 200


def test_what_another_wrote_is_found_by_one_that_only_reads(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    first, second = ReplyCache(path), ReplyCache(path)
    assert second.get(b"a") is None
    first.put(b"a", reply())
    assert eventually(lambda: second.get(b"a")) == reply()
    first.close()
    second.close()


def test_what_was_written_is_found_while_it_goes_on(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.db")
    for i in range(300):
        cache.put(b"key %d" % i, reply(str(i)))
        assert cache.get(b"no key %d" % i) is None
        if i % 100 == 99:
            assert eventually(lambda: not cache._pending)
    found = [cache.get(b"key %d" % i) for i in range(300)]
    assert [one and one.message.content for one in found] == [str(i) for i in range(300)]
    cache.close()


def eventually(probe: Callable[[], Any]) -> Any:
    """Return what `probe` says as soon as that is something, or what it says at last."""
    for _ in range(200):
        if got := probe():
            return got
        time.sleep(0.05)
    return probe()


def test_what_an_older_version_wrote_is_asked_again_or_read(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    cache = ReplyCache(path)
    cache._pending[b"gone"] = b'{"message": {"role": "oracle"}}'
    cache._pending[b"new"] = b'{"message": {"role": "user", "mood": 1}, "later": 2}'
    assert cache.get(b"gone") is None
    assert cache.get(b"new") == ChatReply(message=Message(role="user"))
    cache.close()


def test_the_size_is_bounded_and_the_oldest_go(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    for start in range(0, 2000, 500):
        cache = ReplyCache(path, max_bytes=400_000)
        for i in range(start, start + 500):
            cache.put(b"%d" % i, reply("x" * 1000))
        cache.close()
    held = cache_stats(path)
    assert 100 < held.replies < 400
    assert held.file_bytes < 1_200_000
    cache = ReplyCache(path)
    assert cache.get(b"0") is None
    assert cache.get(b"1999") is not None
    cache.close()


def test_prune_by_age_and_size(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    cache = ReplyCache(path)
    for i in range(300):
        cache.put(b"%d" % i, reply("x" * 1000))
    cache.close()
    assert prune_cache(path, older_than_s=3600) == 0
    dropped = prune_cache(path, max_bytes=200_000)
    assert 0 < dropped < 300
    held = cache_stats(path)
    assert held.replies == 300 - dropped
    assert held.file_bytes <= 200_000
    assert prune_cache(path, older_than_s=-1) == held.replies


@pytest.mark.parametrize(
    "junk", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"x" * 99]
)
def test_a_file_that_is_no_cache_is_told(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "replies.db"
    path.write_bytes(junk)
    with pytest.raises(RunError, match=r"replies\.db.*Delete it"):
        ReplyCache(path)


def test_a_failure_to_write_is_not_silent(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.db")
    cache.put(b"a", reply())
    while cache._pending:  # until the writer is at work
        time.sleep(0.01)
    with cache._reader as connection:
        connection.execute("DROP TABLE replies")
    cache.put(b"b", reply())
    with pytest.raises(RunError, match="cannot be stored"):
        cache.close()


WRITER = """
import sys
from pathlib import Path
from toolmind.models.base import ChatReply
from toolmind.models.cache import ReplyCache
from toolmind.records import Message
cache = ReplyCache(Path(sys.argv[1]))
import time
for i in range(10**6):
    cache.put(b"%d" % i, ChatReply(message=Message(role="assistant", content=str(i))))
    if i % 100 == 0:
        print(i, flush=True)
        time.sleep(0.01)
"""


def test_kill_9_leaves_a_good_cache(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        while int(process.stdout.readline()) < 4000:
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    cache = ReplyCache(path)
    held = cache_stats(path).replies
    assert held > 100
    for i in range(held):
        got = cache.get(b"%d" % i)
        assert got is not None
        assert got.message.content == str(i)
    cache.close()


def test_the_command_line(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.db")
    cache.put(b"a", reply())
    cache.close()
    runner = CliRunner()
    shown = runner.invoke(app, ["stats", str(tmp_path)])
    assert "replies  1" in shown.output
    assert str(time.localtime().tm_year) in shown.output
    assert runner.invoke(app, ["prune", str(tmp_path)]).exit_code == 2
    dropped = runner.invoke(app, ["prune", str(tmp_path), "--max-mb", "0"])
    assert "dropped 1 replies" in dropped.output
    missing = runner.invoke(app, ["stats", str(tmp_path / "none.db")])
    assert isinstance(missing.exception, RunError)
