"""Content in parts, and a weight on every message."""

from __future__ import annotations

import orjson

from toolmind.formats.llamafactory_v1 import LlamaFactoryV1Exporter
from trainer_rows import masked, parallel, written


def test_a_turn_is_its_parts_and_results_are_in_order() -> None:
    (row,) = written(LlamaFactoryV1Exporter(), parallel())
    parts = row["messages"][2]["content"]
    assert [part["type"] for part in parts] == ["reasoning", "text", "tool_call", "tool_call"]
    assert orjson.loads(parts[2]["value"])["arguments"] == {"city": "Paris"}
    assert [m["content"][0]["value"] for m in row["messages"][3:5]] == ["clear", "booked"]


def test_the_weight_is_that_of_the_turn() -> None:
    (row,) = written(LlamaFactoryV1Exporter(), masked())
    assert [message["loss_weight"] for message in row["messages"]] == [0, 0, 0, 0.25]
