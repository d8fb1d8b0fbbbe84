"""Rules on answers: what is certainly wrong is told, all at once, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from simulated_shop import (
    CREATE,
    DELETE,
    GET,
    LIST,
    ORDER,
    TEXT,
    UPDATE,
    WHOLE,
    obj,
    scenario,
    tool,
)
from toolmind.environments.integrity import faults, lacks
from toolmind.environments.known import Known
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import Tool
from toolmind.tools.effects import tool_effect

ROME = {"order_id": "ord_100001", "status": "shipped", "city": "Rome", "price": 20}
OSLO = {"order_id": "ord_100002", "status": "open", "city": "Oslo", "price": 50}


def found(asked: Tool, arguments: dict[str, Any], result: Any, *before: Any) -> list[str]:
    known = Known(scenario())
    for called, given, answer in before:
        known.learn(tool_effect(called), given, answer)
    return faults(asked, arguments, result, known)


@pytest.mark.parametrize(
    ("asked", "arguments", "result"),
    [
        (GET, {"order_id": "ord_100001"}, ROME),
        (GET, {"order_id": "ord_100001"}, {**ROME, "price": 20.0, "note": "more is fine"}),
        (LIST, {}, {"orders": [ROME, OSLO], "count": 2}),
        (LIST, {"city": "rome"}, {"orders": [ROME]}),
        (LIST, {"limit": 1}, {"orders": [ROME], "count": 2}),
        (LIST, {"max_price": 20}, {"orders": [ROME]}),
        (CREATE, {"city": "Bern"}, {"order_id": "ord_100003", "city": "Bern"}),
        (UPDATE, {"order_id": "ord_100001", "city": "Bern"}, {**ROME, "city": "Bern"}),
        (DELETE, {"order_id": "ord_100001"}, {"status": "success"}),
    ],
)
def test_right_answers_have_no_fault(asked: Tool, arguments: Any, result: Any) -> None:
    assert found(asked, arguments, result) == []


@pytest.mark.parametrize(
    ("asked", "arguments", "result", "told"),
    [
        (GET, {"order_id": "ord_100001"}, {**ROME, "order_id": "ord_7"}, "`order_id` is 'ord_7'"),
        (GET, {"order_id": "ord_100001"}, {**ROME, "status": "open"}, "known to be 'shipped'"),
        (LIST, {}, {"orders": [{**OSLO, "price": 51}]}, "`price` of 'ord_100002' is 51"),
        (LIST, {"city": "Rome"}, {"orders": [ROME, OSLO]}, "entry 1: `city` is 'Oslo'"),
        (LIST, {"max_price": 30}, {"orders": [OSLO]}, "`max_price` is 30"),
        (LIST, {"limit": 1}, {"orders": [ROME, OSLO]}, "`limit` is 1"),
        (LIST, {}, {"orders": [ROME, OSLO], "count": 3}, "`count` is 3, but there are 2"),
        (CREATE, {"city": "Bern"}, {"order_id": "ord_100003", "city": "Rome"}, "says 'Bern'"),
        (CREATE, {"city": "Bern"}, {"order_id": "ord_100001", "city": "Bern"}, "another thing"),
        (UPDATE, {"order_id": "ord_100001", "city": "Bern"}, ROME, "`city` is 'Rome'"),
    ],
)
def test_wrong_answers_are_told_why(asked: Tool, arguments: Any, result: Any, told: str) -> None:
    (fault,) = found(asked, arguments, result)
    assert told in fault


def test_all_that_is_wrong_is_told_at_once() -> None:
    result = {"orders": [{**OSLO, "price": 51}, ROME], "count": 5}
    assert len(found(LIST, {"city": "Rome", "max_price": 30}, result)) == 4


def test_what_was_written_is_read() -> None:
    made = (CREATE, {"city": "Bern", "price": 9}, {"order_id": "ord_100003", "status": "open"})
    read = {"order_id": "ord_100003", "status": "open", "city": "Bern", "price": 9}
    asked = {"order_id": "ord_100003"}
    assert found(GET, asked, read, made) == []
    assert found(GET, asked, {**read, "price": 8}, made)
    changed = (UPDATE, {"order_id": "ord_100001", "city": "Bern"}, {"order_id": "ord_100001"})
    assert found(GET, {"order_id": "ord_100001"}, ROME, changed)
    moved = {**ROME, "city": "Bern", "status": "open"}
    assert found(GET, {"order_id": "ord_100001"}, moved, changed) == [], "its state may follow"


def test_what_was_deleted_is_not_read_and_not_listed() -> None:
    gone = (DELETE, {"order_id": "ord_100001"}, {"status": "success"})
    assert "cannot succeed" in found(GET, {"order_id": "ord_100001"}, ROME, gone)[0]
    assert "in the result" in found(LIST, {}, {"orders": [ROME, OSLO]}, gone)[0]
    assert found(LIST, {}, {"orders": [OSLO]}, gone) == []


def test_a_value_that_the_tool_does_not_declare_is_not_asked_for() -> None:
    state = {"enum": ["paid", "unpaid"]}
    returns = obj("order_id", order_id=TEXT, status=state)
    other = tool("get_order", GET.parameters, returns)
    answer = {"order_id": "ord_100001", "status": "paid"}
    assert found(other, {"order_id": "ord_100001"}, answer) == []


def test_a_total_may_be_a_sum_of_money_and_a_list_a_page() -> None:
    priced = obj(orders={"type": "array", "items": ORDER}, total=WHOLE, next_page=TEXT)
    cart = tool("list_orders", LIST.parameters, priced)
    assert found(cart, {}, {"orders": [ROME, OSLO], "total": 70}) == []
    plain = obj(names={"type": "array", "items": TEXT}, total=WHOLE, next_page=TEXT)
    names = tool("list_names", LIST.parameters, plain)
    assert found(names, {}, {"names": ["Ada"], "total": 2})
    assert found(names, {}, {"names": ["Ada"], "total": 2, "next_page": "b"}) == []


def test_an_operation_that_says_how_it_went_does_not_speak_of_the_thing() -> None:
    arguments = {"order_id": "ord_100001", "status": "cancelled"}
    assert found(UPDATE, arguments, {"order_id": "ord_100001", "status": "success"}) == []


def test_a_call_that_says_two_things_is_answered_with_either() -> None:
    arguments = {"order_id": "ord_100001", "city": "Rome", "body": {"city": "Bern"}}
    assert found(UPDATE, arguments, {**ROME, "city": "Bern"}) == []


def test_what_is_needed_counts_more_than_what_a_call_says() -> None:
    feed = RequiredOutput("city", {"enum": ["Rome", "Oslo"]})
    arguments = {"order_id": "ord_100009", "city": "Bern"}
    known = Known(scenario())
    answer = {"order_id": "ord_100009", "city": "Rome"}
    assert faults(UPDATE, arguments, answer, known, [feed]) == []
    lacking, wrong = faults(UPDATE, arguments, {"order_id": "ord_7", "city": "Bern"}, known, [feed])
    assert "needed" in lacking and "`order_id` is 'ord_7'" in wrong


def test_a_revision_that_a_write_asks_for_is_another_after_it() -> None:
    revise = tool("update_order", obj(order_id=TEXT, revision_id=TEXT))
    arguments = {"order_id": "ord_100001", "revision_id": "r1"}
    assert found(revise, arguments, {"order_id": "ord_100001", "revision_id": "r2"}) == []


def test_an_output_that_is_needed_must_be_there_in_every_item() -> None:
    feed = RequiredOutput("orders[].id", {"type": "string", "minLength": 1})
    assert list(lacks({"orders": [{"id": "a"}]}, feed)) == []
    (lacking,) = lacks({"orders": []}, feed)
    assert "lacks 'orders[].id'" in lacking
    (lacking,) = lacks({"orders": [{"id": "a"}, {"id": ""}]}, feed)
    assert "does not fit what it is needed for" in lacking


def test_what_a_call_says_of_an_id_is_no_fault_though_another_is_known_by_it() -> None:
    versions = tool("get_version", obj(model_id=TEXT, id=TEXT), obj(id=TEXT, model_id=TEXT))
    one = {"id": "ver_100001", "model_id": "mdl_1"}
    before = (versions, {"id": "ver_100001", "model_id": "mdl_1"}, one)
    asked = {"id": "ver_100001", "model_id": "mdl_2"}
    assert found(versions, asked, {**one, "model_id": "mdl_2"}, before) == []
    assert found(versions, {"id": "ver_100001"}, {**one, "model_id": "mdl_2"}, before) != []


def test_of_two_ids_in_a_call_the_answer_may_have_either() -> None:
    watch = tool("watch_file", obj(file_id=TEXT, body=obj(id=TEXT)), obj(id=TEXT))
    given = {"file_id": "file_1", "body": {"id": "channel_2"}}
    assert found(watch, given, {"id": "channel_2"}) == found(watch, given, {"id": "file_1"}) == []
    assert found(watch, given, {"id": "channel_3"}) != []


def test_the_edge_of_a_window_is_not_the_time_of_what_lies_in_it() -> None:
    visit = obj(start_time=TEXT, city=TEXT)
    listing = tool(
        "list_visits", obj(start_time=TEXT), obj(visits={"type": "array", "items": visit})
    )
    asked = {"start_time": "2026-03-10T00:00:00Z"}
    assert found(listing, asked, {"visits": [{"start_time": "2026-03-11T09:00:00Z"}]}) == []
