"""Which things a scenario tells the records of, read off the results of its tools."""

from __future__ import annotations

from typing import Any

import orjson
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
        assert strict_mode_takes(schema)
        assert 1 <= len(fields(schema)) <= 7
        assert len([one for one in fields_of(schema) if not one.keys() & NESTED]) <= 5
        assert len(orjson.dumps(schema)) < 1500


NESTED = {"properties", "items"}


def fields_of(schema: Schema) -> list[Schema]:
    return list(schema["properties"].values())


ADDRESS = obj(city=STRING, zip=STRING, geo=obj(lat={"type": "number"}))
ITEM = obj(sku=STRING, quantity={"type": "integer"})
ORDER = obj(order_id=STRING, total={"type": "number"}, ship_to=ADDRESS, items=many(ITEM))


@pytest.mark.parametrize("returns", [ORDER, obj(order=ORDER), obj(data=obj(orders=many(ORDER)))])
def test_a_record_nests_where_the_result_does(returns: Schema) -> None:
    name = "list_orders" if "data" in returns["properties"] else "get_order"
    record = told((name, returns))["order"]
    assert fields(record) == ["order_id", "total", "ship_to", "items"]
    assert fields(record["properties"]["ship_to"]) == ["city", "zip"]
    assert fields(record["properties"]["items"]["items"]) == ["sku", "quantity"]
    assert strict_mode_takes(record)


def test_a_part_of_a_part_is_there_where_a_link_takes_from_it() -> None:
    link = Link(src=0, src_output="ship_to.geo.lat", dst=1, dst_input="x")
    record = told(("get_order", ORDER), ("note", None), links=(link,))["order"]
    assert fields(record["properties"]["ship_to"]["properties"]["geo"]) == ["lat"]


def test_the_parts_that_links_take_come_first_and_there_are_two_at_most() -> None:
    returns = obj(order_id=STRING, a=ADDRESS, b=ADDRESS, c=many(STRING), d=many(ITEM))
    link = Link(src=0, src_output="d[].sku", dst=1, dst_input="x")
    assert fields(told(("get_order", returns))["order"]) == ["order_id", "a", "b"]
    found = told(("get_order", returns), ("note", None), links=(link,))
    assert fields(found["order"]) == ["order_id", "a", "d"]


def test_a_thing_with_a_list_of_others_is_what_a_tool_gets_by_its_id() -> None:
    shop = obj(name=STRING, hotels=many(HOTEL))
    assert fields(told(("get_city", obj(city_id=STRING, **shop["properties"])))["city"]) == [
        "city_id",
        "name",
        "hotels",
    ]
    assert fields(told(("search_hotels", shop))["hotel"]) == ["hotel_id", "stars"]
