"""A recording: the replies of a cache as a text file, and back."""

from __future__ import annotations

import gzip
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError, RunError
from toolmind.models.base import ChatReply
from toolmind.models.cache import ReplyCache, cached_replies
from toolmind.models.recording import load_recording, save_recording
from toolmind.records import Message, ToolCall


def reply(text: str) -> ChatReply:
    call = ToolCall(id="c", name="f", arguments='{"a":1}')
    return ChatReply(message=Message(role="assistant", content=text, tool_calls=(call,)))


def filled(path: Path, texts: list[str]) -> Path:
    with closing(ReplyCache(path)) as cache:
        for number, text in enumerate(texts):
            cache.put(cache.key(b"body", number), reply(text))
    return path


@given(st.lists(st.text(), max_size=8))
def test_what_is_saved_is_loaded_again(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("recording")
    cache = filled(folder / "a.db", texts)
    assert save_recording(cache, folder / "r.jsonl.gz") == len(texts)
    assert load_recording(folder / "r.jsonl.gz", folder / "b.db") == len(texts)
    assert dict(cached_replies(folder / "b.db")) == dict(cached_replies(cache))


def test_the_same_replies_make_the_same_file_in_whatever_order_they_came(tmp_path: Path) -> None:
    with closing(ReplyCache(tmp_path / "b.db")) as cache:
        for number in (2, 0, 1):
            cache.put(cache.key(b"body", number), reply(str(number)))
    for name in ("a", "b"):
        filled(tmp_path / "a.db", ["0", "1", "2"])
        save_recording(tmp_path / f"{name}.db", tmp_path / f"{name}.jsonl.gz")
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_what_the_cache_holds_already_stays(tmp_path: Path) -> None:
    save_recording(filled(tmp_path / "a.db", ["recorded"]), tmp_path / "r.jsonl")
    own = filled(tmp_path / "b.db", ["own", "other"])
    load_recording(tmp_path / "r.jsonl", own)
    assert {kept.message.content for _, kept in cached_replies(own)} == {"own", "other"}


@pytest.mark.parametrize("line", [b"{}", b"no JSON", b'{"key": "zz", "reply": {}}', b"\xff"])
def test_a_broken_line_is_named_and_nothing_is_added(tmp_path: Path, line: bytes) -> None:
    save_recording(filled(tmp_path / "a.db", ["one"]), tmp_path / "r.jsonl")
    with (tmp_path / "r.jsonl").open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(DataError, match=r"r\.jsonl:2: no recorded reply"):
        load_recording(tmp_path / "r.jsonl", tmp_path / "b.db")
    assert not (tmp_path / "b.db").exists()


def test_a_recording_cut_short_in_its_packing_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b'{"key": "00"}\n' * 500, mtime=0)
    (tmp_path / "r.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError):
        load_recording(tmp_path / "r.jsonl.gz", tmp_path / "b.db")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no reply cache"):
        save_recording(tmp_path / "none.db", tmp_path / "r.jsonl")
    with pytest.raises(DataError, match="no such file"):
        load_recording(tmp_path / "none.jsonl", tmp_path / "b.db")
