"""Calls that belong together, and calls that do not."""

from dialogues import BOOK, GOOD, WEATHER, call, context, result, says, user
from toolmind.checks.rules.coherence import Coherence, components, falls_apart, vocabulary
from toolmind.records import Step, Tool


def weather(city="Paris", number=1):
    return call("get_weather", {"city": city}, f"w{number}"), result({"sky": "clear"}, f"w{number}")


def book(hotel):
    return call("book_hotel", {"hotel_id": hotel}, "b"), result({"booking": "B-12"}, "b")


async def codes(*messages, **planned):
    return [verdict.code for verdict in await Coherence().verdicts(context(*messages, **planned))]


async def test_a_dialogue_with_one_tool_or_none_holds_together():
    assert await codes(*GOOD) == []
    assert await codes(user("hi"), says("hello")) == []


async def test_two_tools_that_share_nothing_fall_apart():
    messages = (user("do it"), *weather(), *book("Ritz"), says("done"))
    assert await codes(*messages) == ["incoherent_chain"]


async def test_a_call_that_is_not_to_be_made_may_be_what_joins_the_others():
    messages = (user("do it"), *weather(), *book("Ritz"), says("A person will see to the rest."))
    made = [Step(tool=tool.id, goal="") for tool in (WEATHER, BOOK)]
    left = Step(tool=BOOK.id, goal="", ruling="hand_over")
    assert await codes(*messages, steps=[*made, left]) == []
    assert await codes(*messages, steps=made) == ["incoherent_chain"]


async def test_a_value_that_flows_or_is_shared_joins():
    search = (call("get_weather", {"city": "Paris"}, "w"), result({"near": "Ritz"}, "w"))
    assert await codes(user("do it"), *search, *book("Ritz"), says("done")) == []
    assert await codes(user("do it"), *weather("Paris"), *book("Paris"), says("done")) == []


async def test_small_values_join_nothing():
    left = call("get_weather", {"city": "X", "days": 2}, "w"), result({}, "w")
    right = call("book_hotel", {"hotel_id": "Y", "guests": 2}, "b"), result({}, "b")
    messages = (user("do it"), *left, *right, says("done"))
    assert await codes(*messages) == ["incoherent_chain"]


def test_words_of_every_api_join_nothing_and_a_subject_does():
    def tool(name, description):
        return Tool(id=name, name=name, description=description)

    left = tool("get_user_data", "Get the data of a user by id")
    right = tool("list_user_records", "List all records of the user")
    assert not vocabulary(left, left.name) & vocabulary(right, right.name)
    invoice = tool("send_invoice", "Send it"), tool("list_invoices", "List them")
    assert vocabulary(invoice[0], "") & vocabulary(invoice[1], "")


def test_two_topics_are_fine_when_one_of_them_joins_tools():
    assert not falls_apart([["a", "b"], ["c"]])
    assert falls_apart([["a"], ["b"]])
    assert falls_apart([["a", "b"], ["c"], ["d"]])


def test_components_are_in_order_of_the_first_call():
    messages = (user("x"), *book("Ritz"), *weather())
    tools = {tool.name: tool for tool in (WEATHER, BOOK)}
    assert components(messages, tools) == [["book_hotel"], ["get_weather"]]


async def test_numbers_of_three_digits_and_values_in_lists_join():
    shared = call("get_weather", {"city": "X", "days": 120}, "w"), result({}, "w")
    booked = call("book_hotel", {"hotel_id": "Y", "guests": 120.0}, "b"), result({}, "b")
    assert await codes(user("do it"), *shared, *booked, says("done")) == []
    listed = call("get_weather", {"city": "X"}, "w"), result([{"ids": ["Ritz"]}], "w")
    assert await codes(user("do it"), *listed, *book("Ritz"), says("done")) == []


async def test_what_is_no_json_and_true_or_null_join_nothing():
    dull = {"note": "json", "guests": True, "hotel_id": None}
    left = call("get_weather", {**dull, "city": None}, "w"), result("Ritz", "w")
    right = call("book_hotel", dull, "b"), result("no JSON: Ritz", "b")
    assert await codes(user("do it"), *left, *right, says("done")) == ["incoherent_chain"]


def test_what_is_joined_over_several_steps_is_one_group():
    tools = {
        name: Tool(id=name, name=name, description=description)
        for name, description in {"a1": "invoice", "b1": "parcel", "c1": "invoice, parcel"}.items()
    }
    calls = [call(name, {}, name) for name in tools]
    assert components([user("x"), *calls], tools) == [["a1", "b1", "c1"]]


async def test_the_finding_names_the_groups_and_is_about_the_whole():
    messages = (user("do it"), *weather(), *book("Ritz"), says("done"))
    (verdict,) = await Coherence().verdicts(context(*messages))
    assert (verdict.scope, verdict.turn) == ("trajectory", "")
    assert verdict.explanation == (
        "2 groups of calls with nothing in common: get_weather | book_hotel"
    )


def test_an_unknown_tool_speaks_by_its_name_alone():
    assert vocabulary(None, "send_invoice") == vocabulary(Tool(id="x", name="send_invoice"), "x")
    calls = [call("send_invoice", {}, "a"), call("pay_invoice", {}, "b")]
    assert components([user("x"), *calls], {}) == [["send_invoice", "pay_invoice"]]
