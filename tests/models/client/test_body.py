"""Bodies are written when they are needed, and kept no longer."""

from __future__ import annotations

from toolmind.models.client.body import Body


class Counting:
    def __init__(self) -> None:
        self.written = 0

    def __call__(self) -> bytes:
        self.written += 1
        return b"{}"


def test_what_was_read_is_sent_without_writing_it_again() -> None:
    write = Counting()
    body = Body(write)
    assert (body.read(), body.take(), body.size) == (b"{}", b"{}", 2)
    assert write.written == 1


def test_what_was_sent_or_let_go_of_is_written_anew() -> None:
    write = Counting()
    body = Body(write)
    body.take()
    assert body.take() == b"{}"
    body.read()
    body.let_go()
    assert body.take() == b"{}"
    assert write.written == 4
