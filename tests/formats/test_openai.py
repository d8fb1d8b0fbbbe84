"""The file is what OpenAI's fine-tuning takes, and what it would refuse is named."""

import orjson
import pytest

from dialogues import GOOD, call, kept, result, says, user
from toolmind.errors import DataError
from toolmind.formats.openai import OpenAIExporter

BREAKS = {
    "arguments": (call("sing", {}), result({}), says("ok")),
    "no result": (call("get_weather", {}), says("ok")),
    "not the assistant": (says("ok"), user("bye")),
}


@pytest.mark.parametrize("messages", BREAKS.values(), ids=BREAKS)
def test_verify_names_file_row_and_field(messages, tmp_path):
    exporter = OpenAIExporter()
    rows = [kept(*GOOD), kept(user("hi"), *messages, index=1)]
    exporter.export(rows, tmp_path)
    with pytest.raises(DataError, match=r"trajectories.jsonl:2 \[messages"):
        exporter.verify(tmp_path, rows)


def test_a_row_may_end_with_the_calls_to_learn(tmp_path):
    rows = [kept(user("Paris?"), call("get_weather", {"city": "Paris"}))]
    OpenAIExporter().export(rows, tmp_path)
    assert OpenAIExporter().verify(tmp_path, rows) == 1


def test_weights_are_whole_and_say_the_same_as_train(tmp_path):
    rows = [kept(*GOOD, masked=("m1",))]
    OpenAIExporter().export(rows, tmp_path)
    path = tmp_path / OpenAIExporter.file
    row = orjson.loads(path.read_bytes())
    spoken = [message for message in row["messages"] if message["role"] == "assistant"]
    assert [(m["weight"], m["train"]) for m in spoken] == [(0, False), (1, True)]
    row["messages"][3]["weight"] = 0.5
    path.write_bytes(orjson.dumps(row))
    with pytest.raises(DataError, match=r"\[messages\[3\]\]: weight must be 0 or 1"):
        OpenAIExporter().verify(tmp_path, rows)
