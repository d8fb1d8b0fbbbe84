"""What the player makes of tools that lack descriptions, types or results."""

from __future__ import annotations

import pytest

from toolmind.offline.player import EmbeddedModel
from toolmind.offline.player.completion import result_schema, type_of
from toolmind.tools.complete import complete, missing
from toolmind.tools.pool import read_pool, shipped_pool_path
from toolmind.tools.usable import schema_problem


@pytest.mark.parametrize(
    ("name", "text", "fields"),
    [
        ("list_orders", "", {"orders": "array"}),
        ("delete_order", "", {"success": "boolean"}),
        ("refund_payment", "", {"success": "boolean"}),
        ("get_or_create_user", "", {"user_id": "string", "success": "boolean"}),
        ("create_booking", "", {"booking_id": "string", "success": "boolean"}),
        ("is_prime", "", {"prime": "boolean"}),
        ("calculate_tax", "", {"tax": "number"}),
        ("get_price", "", {"price": "number"}),
        (
            "lookup",
            "Returns the temperature, the wind speed and humidity.",
            {"temperature": "number", "wind_speed": "string", "humidity": "string"},
        ),
        ("weather", "Returns nothing of note", {"weather": "string"}),
    ],
)
def test_results_by_verb_and_description(name: str, text: str, fields: dict[str, str]) -> None:
    schema = result_schema(name, text)
    assert {key: field["type"] for key, field in schema["properties"].items()} == fields
    assert schema_problem(schema) is None


def test_types_by_default_example_and_name() -> None:
    assert type_of("x", {"default": 5}) == "integer"
    assert type_of("x", {"examples": [["a"]]}) == "array"
    assert type_of("isOpen", {}) == "boolean"
    assert type_of("page_size", {}) == "integer"
    assert type_of("latitude", {}) == "number"
    assert type_of("city", {}) == "string"


async def test_real_tools_are_completed() -> None:
    tools = read_pool([shipped_pool_path()]).tools
    for tool in tools[::25]:
        done = await complete(tool, EmbeddedModel())
        assert not missing(done)
        assert schema_problem(done.returns) is None
        assert bool(done.completed) == bool(missing(tool))
