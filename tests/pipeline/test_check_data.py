"""Rules over anybody's rows: what is found is counted, with the first place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from dialogues import BOOK, GOOD, WEATHER, call, kept, result, says, user
from toolmind.errors import DataError
from toolmind.formats.base import Exporter
from toolmind.formats.chat import ChatRow
from toolmind.formats.huggingface import HuggingFaceExporter
from toolmind.formats.openai import OpenAIExporter
from toolmind.formats.trl import TRLExporter
from toolmind.pipeline.check_data import RULES, CheckReport, check_data
from toolmind.records import Message
from trainer_rows import written

CLOCK = Message(role="system", content="Current date: 2025-03-05.")
ASK = user("What will the weather be in Paris tomorrow?")
HEALED = (
    CLOCK,
    ASK,
    call("get_weather", {"city": "Paris", "days": "two"}, "c1"),
    result({"error": "days"}, "c1", "error"),
    call("get_weather", {"city": "Paris", "date": "2025-03-06"}, "c2"),
    result({"sky": "clear"}, "c2"),
    says("Clear."),
)


class AsTheyStand(OpenAIExporter):
    """Writes what OpenAI would refuse, too."""

    def meant(self, chat: ChatRow) -> ChatRow:
        return chat

    def refuses(self, chat: ChatRow) -> str:
        return ""


def row(*messages: Message, tools: Any = None) -> dict[str, Any]:
    one = kept(*messages)
    specs = tools or [BOOK.spec(), WEATHER.spec()]
    return {**written(AsTheyStand(), one)[0], "tools": specs}


async def check(folder: Path, *rows: Any) -> CheckReport:
    path = folder / "data.jsonl"
    path.write_bytes(b"".join(orjson.dumps(item) + b"\n" for item in rows))
    return await check_data([path])


FOUND = {
    "role_order.wrong_order": row(CLOCK, says("Hello."), *GOOD),
    "pairing.unanswered": row(CLOCK, ASK, call("get_weather", {"city": "Paris"}), says("Clear.")),
    "known_tool.unknown": row(CLOCK, ASK, call("sing", {}), result("{}"), says("Done.")),
    "arguments.invalid": row(
        CLOCK, ASK, call("get_weather", {"city": 1}), result("{}"), says("Done.")
    ),
    "grounding.invented_text": row(
        CLOCK, ASK, call("get_weather", {"city": "Rome"}), result("{}"), says("Done.")
    ),
    "repeats.repeated": row(
        CLOCK,
        ASK,
        call("get_weather", {"city": "Paris"}, "a"),
        result("{}", "a"),
        call("get_weather", {"city": "Paris"}, "b"),
        result("{}", "b"),
        says("Done."),
    ),
    "leakage.template": row(CLOCK, ASK, says("Sunny.<|im_end|>")),
    "placeholder.value": row(
        CLOCK, ASK, call("get_weather", {"city": "<city>"}), result("{}"), says("Done.")
    ),
    "missing_fact.unknown_value": row(
        CLOCK, ASK, call("get_weather", {"city": "unknown"}), result("{}"), says("Done.")
    ),
    "swapped.arguments": row(
        CLOCK,
        user("Room for bo at 9:30"),
        call("book_hotel", {"hotel_id": "9:30", "note": "bo"}),
        result("{}"),
        says("Done."),
    ),
    "order.ends_first": row(
        CLOCK,
        ASK,
        call("find", {"start_date": "2025-03-06", "end_date": "2025-03-05"}),
        result("{}"),
        says("Done."),
    ),
    "state.wrong_state": row(
        Message(role="system", content="Orders have the status 'pending' or 'delivered'."),
        ASK,
        call("get_order", {"order_id": "W1"}, "a"),
        result({"order_id": "W1", "status": "pending"}, "a"),
        call("return_delivered_order", {"order_id": "W1"}, "b"),
        result("{}", "b"),
        says("Done."),
    ),
    "constraint.above_limit": row(
        CLOCK,
        user("Buy one for under $50"),
        call("buy", {"price": 70}),
        result("{}"),
        says("Done."),
    ),
    "confirmation.unasked": row(
        Message(role="system", content="Obtain explicit confirmation before any change."),
        user("H-1, please"),
        call("book_hotel", {"hotel_id": "H-1"}),
        result("{}"),
        says("Done."),
    ),
    "contradiction.results": row(
        CLOCK,
        ASK,
        call("get_user", {}, "a"),
        result({"user_id": "u", "city": "Paris"}, "a"),
        call("find_user", {}, "b"),
        result({"user_id": "u", "city": "Rome"}, "b"),
        says("Done."),
    ),
    "count.other_number": row(
        CLOCK,
        ASK,
        call("list_rooms", {}),
        result([{"room": at} for at in range(14, 20)]),
        says("There are 5 rooms."),
    ),
    "claim.no_action": row(CLOCK, ASK, says("I have booked the room.")),
    "failure.ignored": row(
        CLOCK, ASK, call("get_weather", {"city": "Paris"}), result({"error": "x"}), says("Sunny.")
    ),
    "answer.untraced_figure": row(CLOCK, ASK, says("It has 417 degrees.")),
    "language.switch": row(CLOCK, ASK, says("Хорошо, солнечно.")),
    "reasoning.other_tool": row(
        CLOCK,
        ASK,
        call("get_weather", {"city": "Paris"}, reasoning="So book_hotel it is."),
        result("{}"),
        says("Done."),
    ),
}


@pytest.mark.parametrize("reason", FOUND)
async def test_what_is_wrong_is_counted_with_its_first_place(reason: str, tmp_path: Path) -> None:
    good = row(CLOCK, *GOOD)
    report = await check(tmp_path, good, FOUND[reason], FOUND[reason])
    assert report.rows == 3
    found = {one.reason.split(".")[0]: one for one in report.findings}
    one = found[reason.split(".")[0]]
    assert one.rows == 2
    assert one.where.startswith(f"{tmp_path}/data.jsonl:2")
    assert one.example


def test_every_check_is_tested_here() -> None:
    assert {reason.split(".")[0] for reason in FOUND} == set(RULES)


async def test_a_turn_without_loss_may_be_wrong(tmp_path: Path) -> None:
    masked = row(*HEALED)
    masked["messages"][2] |= {"weight": 0, "train": False}
    assert not (await check(tmp_path, masked)).findings
    assert (await check(tmp_path, row(*HEALED))).findings


@pytest.mark.parametrize(
    "exporter", [OpenAIExporter(), HuggingFaceExporter(), TRLExporter()], ids=lambda e: e.name
)
async def test_our_own_exports_are_clean(exporter: Exporter, tmp_path: Path) -> None:
    exporter.export([kept(*HEALED, masked=("m2",))], tmp_path)
    report = await check_data([tmp_path])
    assert report.rows and not report.findings


async def test_calls_that_end_a_row_await_their_results(tmp_path: Path) -> None:
    ends = row(CLOCK, ASK, call("get_weather", {"city": "Paris"}))
    assert not (await check(tmp_path, ends)).findings
    before = row(CLOCK, ASK, call("get_weather", {"city": "Paris"}, "a"), *GOOD[1:2])
    assert "pairing.unanswered" in {one.reason for one in (await check(tmp_path, before)).findings}


async def test_under_a_broken_schema_any_arguments_fit(tmp_path: Path) -> None:
    broken = {**WEATHER.spec()["function"], "parameters": {"city": {"type": "str"}}}
    tools = [{"type": "function", "function": broken}]
    right = row(CLOCK, ASK, call("get_weather", {"city": "Paris"}), result("{}"), says("Done."))
    assert not (await check(tmp_path, {**right, "tools": tools})).findings


async def test_rows_that_hold_no_dialogue_are_counted(tmp_path: Path) -> None:
    report = await check(tmp_path, {"messages": [{}]}, row(CLOCK, *GOOD))
    (unread,) = report.findings
    assert (unread.reason, unread.rows) == ("row.unread", 1)
    with pytest.raises(DataError, match="no such file"):
        await check_data([tmp_path / "none.jsonl"])
