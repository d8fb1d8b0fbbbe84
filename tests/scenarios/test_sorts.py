"""Which things a scenario tells the records of, read off the results of its tools."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.sorts import sorts
from toolmind.schema.strict import strict_mode_takes

STRING: Schema = {"type": "string"}


def obj(**properties: Any) -> Schema:
    return {"type": "object", "properties": properties}


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def told(*tools: tuple[str, Schema | None], links: tuple[Link, ...] = ()) -> dict[str, Schema]:
    """The sorts of a chain of tools, each a name and what it returns."""
    pool = {name: Tool(id=name, name=name, returns=returns) for name, returns in tools}
    names = tuple(name for name, _ in tools)
    plan = Plan(
        index=0,
        kind="multi_step",
        chain=Chain(id="c", tools=names, links=links),
        wanted=((),) * len(names),
        clock="2025-03-04T09:30",
        seed=1,
    )
    return sorts(plan, pool)


def fields(found: Schema) -> list[str]:
    return list(found["properties"])


HOTEL = obj(hotel_id=STRING, stars={"type": "integer"})


@pytest.mark.parametrize(
    "returns",
    [
        HOTEL,
        many(HOTEL),
        obj(hotels=many(HOTEL)),
        obj(page=obj(total={"type": "integer"}, found=obj(hotels=many(HOTEL)))),
        {
            "$ref": "#/$defs/all",
            "$defs": {"all": obj(hotels=many({"$ref": "#/$defs/one"})), "one": HOTEL},
        },
    ],
)
def test_a_thing_is_an_item_of_the_first_list_of_objects_else_the_result(returns: Schema) -> None:
    (sort,) = told(("search_hotels", returns)).items()
    assert sort[0] == "hotel"
    assert sort[1]["properties"] == HOTEL["properties"]
    assert sort[1]["required"] == ["hotel_id", "stars"]


def test_of_a_field_is_said_what_answers_are_bound_to() -> None:
    described = {**STRING, "description": "Its name.", "example": "Ritz"}
    assert told(("get_hotel", obj(name=described)))["hotel"]["properties"] == {"name": STRING}


def test_a_list_too_deep_down_is_not_looked_for() -> None:
    deep = obj(a=obj(b=obj(c=obj(hotels=many(HOTEL)))), total={"type": "integer"})
    assert fields(told(("search_hotels", deep))["hotel"]) == ["total"]


@pytest.mark.parametrize(
    ("name", "returns"),
    [
        ("create_hotel", HOTEL),
        ("delete_hotel", HOTEL),
        ("get_hotel", None),
        ("get_hotel", {}),
        ("get_hotel", STRING),
        ("get_hotel", many(STRING)),
        ("get_hotel", obj(tags=many(STRING), place=obj())),
    ],
)
def test_what_reads_nothing_or_tells_no_scalars_has_no_sort(
    name: str, returns: Schema | None
) -> None:
    assert told((name, returns)) == {}


@pytest.mark.parametrize(
    ("tool", "returns", "sort"),
    [
        ("list_open_orders", obj(results=many(HOTEL)), "open_order"),
        ("search", obj(hotels=many(HOTEL)), "hotel"),
        ("search", many(HOTEL), "hotel"),
        ("search", obj(stars={"type": "integer"}), "search"),
    ],
)
def test_a_sort_is_named_by_the_tool_the_list_the_id_or_the_tool_itself(
    tool: str, returns: Schema, sort: str
) -> None:
    assert list(told((tool, returns))) == [sort]


def test_what_links_take_comes_first_then_what_tells_one_from_another() -> None:
    returns = obj(**dict.fromkeys("abcdef", STRING), hotel_id=STRING, title=STRING, code=STRING)
    link = Link(src=0, src_output="code", dst=1, dst_input="x")
    found = told(("get_hotel", returns), ("note", None), links=(link,))
    # They stand as declared; of the others there are the first.
    assert fields(found["hotel"]) == ["a", "b", "hotel_id", "title", "code"]


def test_what_a_link_takes_is_there_however_much_tells_one_from_another() -> None:
    returns = obj(**dict.fromkeys((f"{letter}_id" for letter in "abcdef"), STRING), code=STRING)
    link = Link(src=0, src_output="code", dst=1, dst_input="x")
    found = told(("get_hotel", returns), ("note", None), links=(link,))
    assert fields(found["hotel"]) == ["a_id", "b_id", "c_id", "d_id", "code"]


def test_the_first_tool_that_tells_of_a_sort_says_its_fields() -> None:
    found = told(("get_hotel", obj(name=STRING)), ("list_hotels", many(HOTEL)))
    assert fields(found["hotel"]) == ["name"]


def test_there_are_three_sorts_at_most() -> None:
    names = ("hotel", "flight", "train", "car")
    assert list(told(*((f"get_{name}", HOTEL) for name in names))) == list(names[:3])


@given(
    st.recursive(
        st.sampled_from([STRING, {"type": "integer"}, {"enum": ["a", 1]}, {}, {"anyOf": [STRING]}]),
        lambda inner: st.one_of(
            inner.map(many),
            st.dictionaries(st.sampled_from(["id", "name", "a", "b", "c", "d", "e"]), inner).map(
                lambda properties: obj(**properties)
            ),
        ),
        max_leaves=12,
    )
)
def test_records_are_closed_objects_of_few_scalars_whatever_a_tool_returns(returns: Schema) -> None:
    for schema in told(("get_hotel", returns)).values():
        assert 1 <= len(fields(schema)) <= 5
        assert strict_mode_takes(schema)
        assert not any(
            field.keys() & {"properties", "items"} for field in schema["properties"].values()
        )
