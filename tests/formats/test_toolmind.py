"""The released data's form: no ids, arguments as objects, thoughts in the content."""

from __future__ import annotations

from toolmind.formats.toolmind import ToolMindExporter
from trainer_rows import parallel, written


def test_rows_are_as_those_released() -> None:
    first, last = written(ToolMindExporter(), parallel())
    turn = first["conversations"][-1]
    assert turn["content"] == "<think>\nTwo calls.\n</think>\n\nBoth."
    assert turn["tool_calls"][0] == {
        "type": "function",
        "function": {"name": "get_weather", "arguments": {"city": "Paris"}},
    }
    assert [m["content"] for m in last["conversations"][3:5]] == ["clear", "booked"]
    assert first["tools"][0]["function"]["name"] == "get_weather"
