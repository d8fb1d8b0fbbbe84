"""A recording: the replies of a cache as a text file that can be shipped, read and compared.

One JSON object a line, `{"key": …, "reply": …}`, in the order of the keys, so that the same replies
make the same file. A run whose cache it fills asks nobody while its requests are those recorded,
byte for byte.
"""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from toolmind.errors import DataError
from toolmind.files import atomic_file, open_bytes, require_file
from toolmind.models.base import ChatReply
from toolmind.models.cache import ReplyCache, cached_replies
from toolmind.records import Record


class _Line(Record, frozen=True):
    key: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{2})+$")]
    reply: ChatReply


def save_recording(cache: Path, out: Path) -> int:
    """Write the replies of a cache's file; return how many.

    Raises:
        RunError: there is no cache, or the file cannot be written.
    """
    lines = [_Line(key=key.hex(), reply=reply) for key, reply in cached_replies(cache)]
    text = b"".join(
        msgspec.json.encode(line, order="deterministic") + b"\n"
        for line in sorted(lines, key=lambda line: line.key)
    )
    with atomic_file(out) as file:
        file.write(gzip.compress(text, mtime=0) if out.suffix == ".gz" else text)
    return len(lines)


def load_recording(recording: Path, cache: Path) -> int:
    """Add the replies of a recording to a cache's file, which need not be there; return how many.

    What the cache holds already stays.

    Raises:
        DataError: a line is no recorded reply; nothing is added.
        RunError: the cache cannot be used.
    """
    require_file(recording)
    lines = list(_lines(recording))
    with contextlib.closing(ReplyCache(cache)) as replies:
        for line in lines:
            replies.put(bytes.fromhex(line.key), line.reply)
    return len(lines)


def _lines(recording: Path) -> Iterator[_Line]:
    decoder = msgspec.json.Decoder(_Line)
    number = 0
    try:
        with open_bytes(recording) as file:
            for raw in file:
                number += 1
                yield decoder.decode(raw)
    except (msgspec.MsgspecError, EOFError, OSError, zlib.error) as error:
        raise DataError(
            f"no recorded reply: {error}",
            file=str(recording),
            row=number,
            remedy="Make it with `toolmind cache save`",
        ) from None
