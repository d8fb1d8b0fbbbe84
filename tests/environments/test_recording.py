import pytest

from toolmind.environments.recording import Recorder, calls_of, read_recording, recorded_state
from toolmind.environments.results import failed, ok
from toolmind.errors import ConfigError, DataError
from toolmind.records import Message, ToolCall, Trajectory
from toolmind.runs.run_dir import RunDir


def test_what_is_noted_is_read_again_and_more_is_appended(tmp_path):
    file = tmp_path / "calls.jsonl"
    for seed in (1, 2):
        recorder = Recorder(file)
        recorder.open()
        recorder.note(seed, "pay", {"b": 1, "a": "é"}, ok({"paid": True}))
        recorder.note(seed, "pay", {"a": "x"}, failed("refused", "no"))
        recorder.close()
    calls = list(read_recording(file))
    assert [(call.seed, call.status, call.code) for call in calls] == [
        (1, "ok", ""), (1, "error", "refused"), (2, "ok", ""), (2, "error", "refused"),
    ]  # fmt: skip
    assert calls[0].key == ("pay", '{"a":"é","b":1}')
    assert calls[0].result == ok({"paid": True})


def test_without_a_path_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recorder = Recorder(None)
    recorder.open()
    recorder.note(1, "pay", {}, ok({}))
    recorder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_or_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"environment\.record: .*No such file"):
        Recorder(tmp_path / "none" / "calls.jsonl").open()
    with pytest.raises(DataError, match="cannot be read"):
        list(read_recording(tmp_path / "none"))
    (tmp_path / "bad.jsonl").write_text('{"seed":1,"tool":"t","arguments":{},"content":"1"}\n{\n')
    with pytest.raises(DataError, match=r"bad\.jsonl:2"):
        list(read_recording(tmp_path / "bad.jsonl"))


def test_the_calls_of_a_trajectory_are_those_that_were_answered():
    calls = (
        ToolCall(id="c0", name="pay", arguments='{"amount": 1}'),
        ToolCall(id="c1", name="pay", arguments="{"),
        ToolCall(id="c2", name="pay", arguments="{}"),
    )
    messages = (
        Message(role="user", content="pay"),
        Message(role="assistant", tool_calls=calls),
        Message(role="tool", tool_call_id="c0", content="7", status="ok"),
        Message(role="tool", tool_call_id="c1", content="{}", status="error", code="malformed"),
    )
    said = Trajectory(id="t", index=0, scenario="s", messages=messages, ended="stop")
    (call,) = calls_of(said, seed=5)
    assert (call.seed, call.arguments, call.content) == (5, {"amount": 1}, "7")
    assert recorded_state({"pay": [call]}) == {"pay": [{"arguments": {"amount": 1}, "result": 7}]}


@pytest.mark.offline
def test_a_run_folder_is_a_recording(small_run):
    calls = list(read_recording(small_run / "run"))
    folder = RunDir.view(small_run / "run")
    played = list(folder.finished())
    folder.close()
    assert {call.seed for call in calls} <= {one.scenario.seed for one in played}
    asked = sum(len(m.tool_calls) for one in played for m in one.trajectory.messages)
    assert len(calls) == asked > 0
