from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Tool
from toolmind.tools.merge import facts_of, plan_merge


def tool(number: int, name: str, text: str = "", **changes: Any) -> Tool:
    fields = {
        "type": "object",
        "properties": {"city": {"type": "string", "description": str(text)}},
    }
    known = {"id": f"t{number}", "name": name, "description": text, "parameters": fields}
    return Tool(**{**known, **changes})


def plan(*tools: Tool, **options: Any) -> Any:
    return plan_merge([facts_of(t) for t in tools], **options)


LONG = "Get the current weather of a city from the nearest station"


def test_words_decide_not_their_order_or_case() -> None:
    one = tool(1, "get_weather", LONG, domain="a")
    two = tool(2, "getWeather", f"{LONG.upper()}!", domain="b")
    assert plan(one, two).keeper == [1, 1] or plan(one, two).keeper == [0, 0]
    assert plan(one, two, near=False).keeper == [0, 1]
    assert plan(one, two, similarity=1.0).near == 1


def test_what_keeps_tools_apart() -> None:
    one = tool(1, "get_weather", LONG, domain="a")
    others = {
        "other words": tool(2, "get_weather", "Paint a house in green and blue", domain="b"),
        "other signature": tool(2, "get_weather", LONG + ".", domain="b", parameters={}),
        "one service": tool(2, "fetch_get_weather", LONG, domain="a"),
        "another verb": tool(2, "delete_weather", LONG, domain="b"),
    }
    for reason, other in others.items():
        assert plan(one, other).near == 0, reason
    returns = [{"type": "object", "properties": {key: {"type": "string"}}} for key in "xy"]
    tools = [
        tool(i, "get_weather", LONG + "!" * i, domain=str(i), returns=returns[i]) for i in (0, 1)
    ]
    assert plan(*tools).near == 0


def test_names_are_qualified_for_all_who_share_one() -> None:
    words = ["Weather of a town", "Price of a stock", "Age of a star"]
    tools = [tool(i, "get", words[i], domain=d) for i, d in enumerate(["sky", "bank", "sky"])]
    assert list(plan(*tools).names.values()) == ["sky_get", "bank_get", "sky_get_2"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([LONG, "x", ""])), max_size=12))
def test_plans_are_consistent(pairs: list[tuple[str, str]]) -> None:
    tools = [tool(i % 5, name, text, domain=name) for i, (name, text) in enumerate(pairs)]
    result = plan(*tools)
    kept = [i for i, keeper in enumerate(result.keeper) if keeper == i]
    assert all(result.keeper[keeper] == keeper for keeper in result.keeper)
    assert len(tools) == len(kept) + result.exact + result.near
    ids = [result.ids.get(i, tools[i].id) for i in kept]
    names = [result.names.get(i, tools[i].name) for i in kept]
    assert len(set(ids)) == len(ids) and len(set(names)) == len(names)
