"""What is expected of the end state and of the writes, by meaning; look-ups are never counted."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import BOOK, call, context, result, says, user
from toolmind.checks.execution.checkers import CHECKERS
from toolmind.errors import CheckError, ConfigError
from toolmind.records import JSON

STATE: dict[str, JSON] = {
    "orders": {"7": {"amount": 25.0, "note": "noise cancelling wireless headphones"}},
    "lookups": 3,
    "rooms": [{"id": "r1", "guests": 2}, {"id": "r2", "guests": 4}],
}
ASKED = user("Book H1 for two")
LOOKED = (call("get_weather", {"city": "Paris"}, "w"), result({}, "w"))
BOOKED = (call("book_hotel", {"hotel_id": "H1", "guests": 2}, "b"), result({"ok": True}, "b"))
FAILED = (call("book_hotel", {"hotel_id": "H2"}, "f"), result({}, "f", "error"))


async def fault(*messages: Any, state: Any = None, **settings: Any) -> str:
    played = context(*(messages or (ASKED, *BOOKED, says("Done."))))
    checker = CHECKERS.load({"type": "state", **settings}).build()
    return await checker.fault(STATE if state is None else state, played)


@pytest.mark.parametrize(
    ("expected", "fits"),
    [
        ({"orders": {"7": {"amount": 25}}}, True),  # 25 is 25.0
        ({"orders": {"7": {"amount": "25"}}}, True),
        ({"orders": {"7": {"amount": 26}}}, False),
        ({"orders": {"7": {"note": "wireless headphones, noise cancelling"}}}, True),
        ({"orders": {"7": {"note": "wired earplugs"}}}, False),
        ({"orders": {"8": None}}, True),
        ({"orders": {"7": None}}, False),
        ({"rooms": [{"guests": 4}, {"id": "r1"}]}, True),  # in whatever order
        ({"rooms": [{"guests": 4}, {"guests": 4}]}, False),
        ({"rooms": [{"id": "r"}]}, False),
    ],
)
async def test_what_is_expected_is_there_by_its_meaning(expected: Any, fits: bool) -> None:
    found = await fault(expected=expected)
    assert (found == "") == fits
    if not fits:
        assert next(iter(expected)) in found  # the place is named


async def test_the_writes_decide_and_look_ups_are_never_counted() -> None:
    wanted = [{"tool": "book_hotel", "arguments": {"hotel_id": "H1", "guests": 2.0}}]
    once = (ASKED, *LOOKED, *FAILED, *BOOKED, says("Done."))
    assert await fault(*once, writes=wanted) == ""
    by_id = [{"tool": BOOK.id, "arguments": {}}]
    assert await fault(*once, writes=by_id) == ""
    assert "is not expected" in await fault(*once, writes=[])
    assert "was not made" in await fault(ASKED, *LOOKED, says("Done."), writes=wanted)
    other = [{"tool": "book_hotel", "arguments": {"hotel_id": "H2"}}]
    assert "was not made" in await fault(*once, writes=other)


async def test_without_a_recorded_state_it_cannot_tell() -> None:
    with pytest.raises(CheckError, match="no end state is recorded"):
        await fault(state={}, expected={"orders": {}})
    assert await fault(state={}, writes=[{"tool": "book_hotel", "arguments": {}}]) == ""


@pytest.mark.parametrize(
    "settings",
    [{}, {"writes": [{"arguments": {}}]}, {"writes": [{"tool": "a", "arguments": 1}]}],
)
def test_settings_that_say_nothing_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"scenarios\.checker: state"):
        CHECKERS.load({"type": "state", **settings}).build()
