"""The file is what OpenAI's fine-tuning takes, and what it would refuse is named."""

import msgspec
import orjson
import pytest

from dialogues import BOOK, GOOD, WEATHER, call, kept, result, says, user
from toolmind.errors import DataError
from toolmind.formats.chat import ChatRow
from toolmind.formats.openai import OpenAIExporter, row_faults
from trainer_rows import left_out

BREAKS = {
    "a learnt call of a tool that the row does not define": (call("sing", {}), result({})),
    "a call has no result": (call("get_weather", {}),),
    "a result of no open call": (result({}),),
}


@pytest.mark.parametrize("reason", BREAKS)
def test_a_row_that_would_be_refused_costs_itself_alone(reason, tmp_path):
    exporter = OpenAIExporter()
    rows = [kept(*GOOD), kept(user("hi"), *BREAKS[reason], says("ok"), index=1)]
    assert exporter.export(rows, tmp_path).left_out == {reason: 1}
    assert exporter.verify(tmp_path, rows) == 1


def test_what_others_say_after_the_last_turn_is_cut(tmp_path):
    rows = [kept(*GOOD, user("bye"), index=1), kept(*GOOD, call("get_weather", {}), result({}))]
    exporter = OpenAIExporter()
    assert exporter.export(rows, tmp_path).left_out == {}
    lines = map(orjson.loads, (tmp_path / exporter.file).read_bytes().splitlines())
    assert [line["messages"][-1]["role"] for line in lines] == ["assistant"] * 2
    assert exporter.verify(tmp_path, rows) == 2


def test_verify_names_file_row_and_field(tmp_path):
    exporter, rows = OpenAIExporter(), [kept(*GOOD), kept(*GOOD, index=1)]
    exporter.export(rows, tmp_path)
    first = (tmp_path / exporter.file).read_bytes().splitlines()[0]
    row = line(messages=[ASKS, SAYS, ASKS])
    (tmp_path / exporter.file).write_bytes(first + b"\n" + orjson.dumps(row))
    with pytest.raises(DataError, match=r"trajectories.jsonl:2 \[messages"):
        exporter.verify(tmp_path, rows)


def test_a_row_may_end_with_the_calls_to_learn(tmp_path):
    rows = [kept(user("Paris?"), call("get_weather", {"city": "Paris"}))]
    OpenAIExporter().export(rows, tmp_path)
    assert OpenAIExporter().verify(tmp_path, rows) == 1


def test_weights_are_whole(tmp_path):
    rows = [kept(*GOOD, masked=("m1",))]
    OpenAIExporter().export(rows, tmp_path)
    path = tmp_path / OpenAIExporter.file
    row = orjson.loads(path.read_bytes())
    spoken = [message for message in row["messages"] if message["role"] == "assistant"]
    assert [m["weight"] for m in spoken] == [0, 1]
    row["messages"][3]["weight"] = 0.5
    path.write_bytes(orjson.dumps(row))
    with pytest.raises(DataError, match=r"\[messages\[3\]\]: weight must be 0 or 1"):
        OpenAIExporter().verify(tmp_path, rows)


def written(chat):
    return orjson.loads(orjson.dumps(OpenAIExporter().row(chat)))


def line(**changes):
    """A right row as it stands in the file, changed."""
    whole = kept(*GOOD)
    (path,) = whole.paths()
    return written(ChatRow(path.id, path.messages, whole)) | changes


SAYS = {"role": "assistant", "content": "Clear.", "weight": 1}
ASKS = {"role": "user", "content": "Paris?"}
CALLS = {
    "role": "assistant",
    "content": "",
    "weight": 1,
    "tool_calls": [{"id": "c1", "function": {"name": "get_weather", "arguments": "{}"}}],
}
ANSWER = {"role": "tool", "content": "{}", "tool_call_id": "c1"}


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        (b"{", "", "not JSON"),
        (line(tools=None), "", "the target would not take the row: TypeError"),
        (line(metadata={}), "", "the target would not take the row: KeyError: 'id'"),
        (line(messages=[]), "messages", "the last message is not the assistant's"),
        (line(messages=[ASKS, {**SAYS, "weight": 0}]), "messages", "nothing to learn"),
        (line(messages=[ASKS, CALLS, SAYS]), "messages[2]", r"calls \['c1'\] have no result"),
        (line(messages=[ASKS, ANSWER, SAYS]), "messages[1]", "no open call has the id 'c1'"),
        (
            line(messages=[ASKS, CALLS, ANSWER, ANSWER, SAYS]),
            "messages[3]",
            "no open call has the id 'c1'",
        ),
        (line(messages=[ASKS, CALLS], tools=[]), "messages[1]", r"not in `tools`: \['get_weather"),
    ],
)
def test_what_fine_tuning_would_refuse_is_named_with_its_place(row, field, problem, tmp_path):
    path = tmp_path / OpenAIExporter.file
    path.write_bytes(row if isinstance(row, bytes) else orjson.dumps(row))
    with pytest.raises(DataError, match=problem) as caught:
        OpenAIExporter().verify(tmp_path, [kept(*GOOD)])
    assert (caught.value.file, caught.value.row, caught.value.field) == (str(path), 1, field)


def test_a_row_has_what_trainers_look_for():
    row = line()
    assert list(row) == ["messages", "tools", "parallel_tool_calls", "metadata"]
    assert row["parallel_tool_calls"] is True
    assert row["tools"] == [WEATHER.spec(), BOOK.spec()]
    assert row["metadata"]["id"] == row["metadata"]["trajectory"] == "t0"
    assert "weight" not in row["messages"][0] and "train" not in row["messages"][2]


def test_reasoning_stands_in_a_field_of_its_own_on_every_turn():
    whole = kept(user("Paris?"), says("Clear.", reasoning="It is clear."))
    (path,) = whole.paths()
    said = written(ChatRow("t0", path.messages, whole))["messages"]
    assert (said[1]["content"], said[1]["reasoning_content"]) == ("Clear.", "It is clear.")
    assert "reasoning_content" not in said[0]


def test_a_name_that_openai_refuses_is_counted() -> None:
    tool = msgspec.structs.replace(WEATHER, name="get weather")
    row = msgspec.structs.replace(kept(*GOOD[:1], GOOD[3]), tools=(tool,))
    assert left_out(OpenAIExporter(), row) == {"a tool with a name that OpenAI refuses": 1}
    messages = [{"role": "assistant", "content": "a", "weight": 1}]
    found = list(row_faults({"messages": messages, "tools": [tool.spec()]}))
    assert [field for field, _ in found] == ["tools"]
