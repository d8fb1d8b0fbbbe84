"""One item as it is shown: its row, its findings, and where values come from."""

from __future__ import annotations

from msgspec.structs import replace

from toolmind.records import Decision, Message, ToolCall, Trajectory, Verdict
from toolmind.viewer.item import Item, detail, origins, row_of


def call(arguments: str, identity: str = "call_0") -> ToolCall:
    return ToolCall(id=identity, name="book", arguments=arguments)


def played(*messages: Message) -> Trajectory:
    return Trajectory(id="t1", index=1, scenario="s1", messages=messages, ended="stop")


ASKED = Message(id="m1", role="user", content="Book two seats on LH12 to Ulm, with Eva.")
CALLED = Message(
    id="m2",
    role="assistant",
    tool_calls=(
        call('{"flight": "LH12", "by": {"names": ["Eva", "Max"]}, "seats": 2, "to": "U"}'),
    ),
)


def test_each_value_is_traced_to_where_it_stood_last() -> None:
    again = Message(id="m3", role="tool", tool_call_id="call_0", content='{"flight": "LH12"}')
    later = Message(id="m4", role="assistant", tool_calls=(call('{"flight": "LH12"}', "call_1"),))
    found = origins([ASKED, CALLED, again, later])
    assert [(one["path"], one["message"]) for one in found["call_0"]] == [
        ("flight", "m1"),
        ("by.names[]", "m1"),
        ("by.names[]", ""),  # Max is nowhere
        ("seats", ""),  # "two" is no 2, and the one in LH12 no word
        ("to", ""),  # part of a word
    ]
    assert [one["message"] for one in found["call_1"]] == ["m3"]


def test_what_the_assistant_said_is_no_origin_and_broken_arguments_have_none() -> None:
    said = Message(id="m1", role="assistant", content="LH12", tool_calls=(call('{"f": "LH12"}'),))
    assert [one["message"] for one in origins([said, said])["call_0"]] == [""]
    broken = Message(id="m1", role="assistant", tool_calls=(call('{"f": '),))
    assert origins([broken]) == {"call_0": []}


def test_a_judge_that_it_was_spared_to_ask_is_told() -> None:
    looked = Verdict(check="strict", scope="turn", outcome="pass", code="doubtful", source="judge")
    asked = replace(looked, check="other", evidence=("m2",))
    row = row_of(Item(1, "t1", None, played(ASKED, CALLED), (looked, asked)))
    assert row.verdicts == ("strict.spared",)


def test_the_row_and_the_findings() -> None:
    verdicts = (
        Verdict(check="grounding", scope="turn", outcome="fail", code="invented_value", turn="m2"),
        Verdict(check="turn", scope="turn", outcome="pass", turn="m2", source="judge"),
        Verdict(check="turn", scope="turn", outcome="fail", turn="m2", source="judge", vote=2),
        Verdict(check="arguments", scope="turn", outcome="pass"),
    )
    decision = Decision(keep=True, masked={"m2": "grounding.invented_value"})
    item = Item(1, "t1", None, played(ASKED, CALLED), verdicts, decision)
    row = row_of(item)
    assert (row.state, row.masked, row.turns, row.calls) == ("kept", 1, 1, 1)
    assert row.tools == ("book",) and row.reasons == ("grounding.invented_value",)
    assert row.disputed and row.title == ASKED.content
    shown = detail(item)
    assert [one["reason"] for one in shown["findings"]] == ["grounding.invented_value", "turn.fail"]
    assert shown["passed"] == ["arguments", "turn"]


def test_states() -> None:
    messages = played(ASKED)
    assert row_of(Item(1, "t1", None, messages)).state == "open"
    dropped = Item(1, "t1", None, messages, decision=Decision(keep=False, reasons=("x.y",)))
    assert (row_of(dropped).state, row_of(dropped).reasons) == ("dropped", ("x.y",))
    failed = row_of(Item(index=1, id="t1", failed="scenario: reply.empty", explanation="nothing"))
    assert (failed.state, failed.reasons, failed.title) == (
        "failed",
        ("scenario: reply.empty",),
        "nothing",
    )
