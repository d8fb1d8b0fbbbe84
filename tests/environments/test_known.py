"""What is known of things: the records, what was read, and what writes did to them."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from simulated_shop import CREATE, DELETE, GET, LIST, RECORDS, UPDATE, scenario
from toolmind.environments.known import Known, id_of, key_in, texts, things
from toolmind.records import Step, Tool
from toolmind.tools.effects import tool_effect


def learn(known: Known, tool: Tool, arguments: dict[str, Any], result: Any) -> None:
    known.learn(tool_effect(tool), arguments, result)


def ids(known: Known) -> list[str]:
    return [each["order_id"] for each in known.records["orders"]]


def test_the_records_and_what_a_person_names_are_known_from_the_start() -> None:
    step = Step(tool="x", goal="", known={"guest": "Ada", "n": 3}, first_told={"guest": "Eva"})
    known = Known(scenario(step))
    assert {"ord_100001", "Rome", "Ada", "Eva", "3"} <= known.values
    assert known.fields["ord_100002"]["city"] == "Oslo"
    assert known.records == RECORDS and known.records is not RECORDS


def test_what_is_created_is_a_record_with_what_it_was_created_with() -> None:
    known = Known(scenario())
    made = {"order_id": "ord_100003", "status": "open"}
    learn(known, CREATE, {"city": "Bern", "price": 9}, made)
    assert known.records["orders"][-1] == {**made, "city": "Bern", "price": 9}
    assert known.fields["ord_100003"]["price"] == 9 and "ord_100003" in known.values
    assert RECORDS["orders"][-1]["order_id"] == "ord_100002", "the scenario's stay as they are"
    fresh = Known(scenario(records={}))
    learn(fresh, CREATE, {"city": "Bern"}, made)
    assert fresh.records == {"order": [{**made, "city": "Bern"}]}


def test_an_update_shows_and_what_it_may_have_touched_is_certain_no_more() -> None:
    known = Known(scenario())
    learn(known, UPDATE, {"order_id": "ord_100001", "city": "Bern"}, {"order_id": "ord_100001"})
    assert known.records["orders"][0]["city"] == "Bern"
    assert known.fields["ord_100001"] == {"order id": "ord_100001", "city": "Bern"}
    assert known.fields["ord_100002"]["city"] == "Oslo", "it has nothing to do with it"


def test_things_beside_a_touched_one_are_forgotten_too() -> None:
    pay = Tool(id="pay_bill", name="pay_bill")
    bills = [{"bill_id": "bil_100001", "order_id": "ord_100001", "sum": 3}]
    known = Known(scenario(records={**RECORDS, "bills": bills}))
    learn(known, pay, {"bill_id": "bil_100001"}, {"status": "paid"})
    assert known.fields["bil_100001"] == {} and known.fields["ord_100001"] == {}
    assert known.fields["ord_100002"] != {}


def test_what_is_deleted_is_gone_until_it_is_seen_again() -> None:
    known = Known(scenario())
    learn(known, DELETE, {"order_id": "ord_100001"}, {"status": "success"})
    assert known.gone("ord_100001") and ids(known) == ["ord_100002"]
    learn(known, LIST, {}, {"orders": [{"order_id": "ord_100001"}]})
    assert not known.gone("ord_100001")


def test_what_only_reads_changes_no_record() -> None:
    known = Known(scenario())
    learn(known, GET, {"order_id": "ord_100001"}, {"order_id": "ord_100001", "note": "red"})
    assert known.records == RECORDS and known.fields["ord_100001"]["note"] == "red"


def test_an_id_that_says_little_is_of_its_sort_alone() -> None:
    assert key_in({"id": 7}, "order") == "order|7" and id_of("order|7") == "7"
    assert key_in({"id": "ord_100001"}, "order") == "ord_100001"
    assert key_in({"customer_id": "cus_100001"}, "order") == ""
    assert key_in({"id": True}, "order") == key_in([], "order") == ""
    found = things({"data": [{"id": 1, "buyer": {"id": 2}}]}, "order")
    assert [(thing.key, thing.sort) for thing in found] == [
        ("order|1", "order"),
        ("buyer|2", "buyer"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "orders", "order_id", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, JSON, st.sampled_from([GET, LIST, CREATE, UPDATE, DELETE]))
def test_any_records_and_any_result_are_taken_in(records: Any, result: Any, tool: Tool) -> None:
    known = Known(scenario(records=records))
    learn(known, tool, {"order_id": "ord_100001", "city": "Bern"}, result)
    assert orjson.dumps(known.records)
    assert known.values.issuperset(texts(result))
