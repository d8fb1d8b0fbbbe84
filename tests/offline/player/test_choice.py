import pytest

from toolmind.offline.player.choice import Choice, TooFew

NUMBER, TEXT = {"type": "integer"}, {"type": "string"}
WORLD = {"orders": [{"id": number, "owner": f"o{number}"} for number in range(9)]}


def step(tool, **given):
    return {"tool": tool, "person gives": given}


def test_steps_that_call_a_thing_alike_are_about_the_same_one():
    for seed in range(20):
        choice = Choice(WORLD, seed)
        first = choice.of(step("get_order", order_id=NUMBER), "get an order")
        assert choice.of(step("ship_order", order_id=NUMBER), "ship an order") == first


def test_of_what_is_done_away_with_nothing_more_is_wanted():
    for seed in range(20):
        choice = Choice(WORLD, seed)
        gone = choice.of(step("delete_order", order_id=NUMBER), "delete an order")
        assert choice.of(step("get_order", order_id=NUMBER), "get an order") != gone


def test_calls_of_one_tool_are_about_different_things_as_long_as_there_are_any():
    choice = Choice(WORLD, 3)
    seen = [choice.of(step("get_order", order_id=NUMBER), "get an order") for _ in range(9)]
    assert sorted(one["order_id"] for one in seen) == list(range(9))


def test_the_values_of_a_step_are_of_one_thing():
    for seed in range(20):
        given = {"order_id": NUMBER, "owner": TEXT}
        found = Choice(WORLD, seed).of(step("get_order", **given), "get an order")
        assert found["owner"] == f"o{found['order_id']}"


def test_what_is_new_and_what_is_not_there_is_left_to_others():
    choice = Choice({**WORLD, "files": [{"file_name": "a"}]}, 1)
    assert choice.of(step("make_file", file_name=TEXT), "make a file") == {}
    assert choice.of(step("create_order", order_id=NUMBER), "create an order") == {}
    assert choice.of(step("find", colour=TEXT), "find a colour") == {}
    assert Choice({}, 1).of(step("get_order", order_id=NUMBER), "get an order") == {}


def test_of_a_recording_whole_calls_are_chosen():
    rows = [{"a": 1, "b": 2}, {"a": 3, "b": 4}, {"a": 5}]
    world = {"pay": [{"arguments": row, "result": 0} for row in rows]}
    found = [Choice(world, seed).of(step("pay", a=NUMBER, b=NUMBER), "pay") for seed in range(20)]
    assert all(one in rows[:2] for one in found) and rows[0] in found and rows[1] in found
    assert Choice(world, 1).of(step("pay", c=NUMBER), "pay") == {}


def test_what_is_named_first_and_then_corrected_exists_too():
    for seed in range(20):
        choice = Choice(WORLD, seed)
        asked = step("get_order", order_id=NUMBER)
        known = choice.of(asked, "get an order")
        other = choice.other(asked, "get an order", known)
        assert other != known and other["order_id"] in range(9)
    assert Choice({}, 1).other(asked, "get an order", known) == {}
    with pytest.raises(TooFew, match="no other order id than 7"):
        Choice({"orders": [{"id": 7}]}, 1).other(asked, "get an order", {"order_id": 7})


def test_who_is_looked_for_by_name_is_there_but_who_is_new_is_not():
    register = {"owners": {"O-1": "Aino Laine", "O-2": "Esra Yildiz"}}
    rows = {"owners": [{"owner_id": "O-1", "name": "Aino Laine"}]}
    for world in (register, rows):
        found = Choice(world, 1).of(step("find_owner", name=TEXT), "find owners by their name")
        assert found["name"] in ("Aino Laine", "Esra Yildiz")
    assert Choice(register, 1).of(step("create_owner", name=TEXT), "create an owner") == {}
    assert Choice({"owners": {"name": "x"}}, 1).of(step("find_owner", colour=TEXT), "find") == {}


def test_a_text_that_may_be_any_other_need_not_be_there_twice():
    world = {"visits": [{"reason": "check-up", "visit_id": "V-1"}]}
    choice = Choice(world, 1)
    told = step("list_visits", reason=TEXT)
    assert choice.other(told, "list visits", {"reason": "check-up"}) == {}
    with pytest.raises(TooFew):
        choice.other(step("get_visit", visit_id=TEXT), "get a visit", {"visit_id": "V-1"})
