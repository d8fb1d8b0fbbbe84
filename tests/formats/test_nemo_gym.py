"""A task of NeMo Gym: a request of the Responses API, with flat tools."""

from __future__ import annotations

import orjson

from toolmind.formats.nemo_gym import NeMoGymExporter
from trainer_rows import parallel, written


def test_a_row_is_a_request() -> None:
    (row,) = written(NeMoGymExporter(), parallel())
    request = row["responses_create_params"]
    assert [item["role"] for item in request["input"]] == ["system", "user"]
    assert request["tools"][0]["type"] == "function"
    assert request["tools"][0]["name"] == "get_weather"
    assert len(orjson.loads(row["expected_calls"])) == 2
    assert row["agent_ref"]["type"] == "responses_api_agents"
