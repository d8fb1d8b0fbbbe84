"""What the embedded assistant makes of wishes and references."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.models.base import ChatRequest
from toolmind.offline.player.assistant import reply
from toolmind.offline.player.dialogue import Reading, Task, look_up, read
from toolmind.offline.player.goals import goal
from toolmind.offline.player.language import Reference
from toolmind.records import JSON, Message, Tool, ToolCall
from toolmind.tools.pool import read_pool, shipped_pool_path


@lru_cache(maxsize=1)
def pool() -> list[Tool]:
    return list(read_pool([shipped_pool_path()]))


def tool(name: str, description: str = "", **fields: str) -> Tool:
    properties = {field: {"type": kind} for field, kind in fields.items()}
    parameters = {"type": "object", "properties": properties, "required": list(fields)}
    return Tool(id=name, name=name, description=description, parameters=parameters)


def understood(wish: str, tools: list[Tool]) -> Tool | None:
    return read([Message(role="user", content=wish)], tools).tasks[0].tool


def test_a_name_is_known_with_its_verb_first() -> None:
    tools = [
        tool("volumeSnapshots_list", "To retrieve snapshots of volumes, send a GET request."),
        tool("volumes_get", "To show information about a block storage volume, GET it."),
    ]
    for offered in (tools, tools[::-1]):
        found = understood("Get volumes.", offered)
        assert found is not None and found.name == "volumes_get"


@given(st.lists(st.integers(0, 3_000), min_size=2, max_size=9, unique=True), st.data())
def test_a_wish_made_from_a_description_finds_its_tool(numbers: list[int], data: Any) -> None:
    tools = [pool()[number] for number in numbers]
    wishes = [goal(one.name, one.description) for one in tools]
    if any(left.lower() == right.lower() for left, right in combinations(wishes, 2)):
        return  # nobody could tell them apart
    at = data.draw(st.integers(0, len(tools) - 1))
    found = understood(f"Could you {wishes[at]}?", tools)
    assert found is not None
    assert found.name == tools[at].name


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("create a key in your account", "CreateKey"),
        ("Please get item (get item).", "GetItem"),
        ("I need you to list keys in your account.", "ListKeys"),
        ("retrieve the details of the key collection", "GetKeyCollection"),
    ],
)
def test_the_verb_and_the_name_tell_tools_apart(wish: str, name: str) -> None:
    tools = [
        tool("ListKeys", "Lists keys in your account, which were created there."),
        tool("CreateKey", "Creates a key in your account, which lets you grant things to others."),
        tool("TransactGetItems", "Gets items. Each item is one of those asked for."),
        tool("GetItem", "The operation returns a set of attributes for the item with the key."),
        tool("GetKey", "Retrieves the key details from a key collection."),
        tool("GetKeyCollection", "Retrieves the details of the key collection."),
    ]
    found = understood(wish, tools)
    assert found is not None
    assert found.name == name


def test_a_tool_that_does_something_else_to_the_thing_does_not_fit() -> None:
    assert understood("Please delete the order.", [tool("get_order", "Gets the order.")]) is None


def done(wish: str, result: JSON) -> Task:
    return Task(wish, tool("t"), {}, (), done=True, result=result)


@pytest.mark.parametrize(
    ("take", "of", "value"),
    [
        ("id", "", "last"),
        ("id", "list the orders of a day", 1),
        ("id", "list the orders", 0),
        ("post id", "show posts", "p1"),
        ("size", "", None),
    ],
)
def test_a_reference_means_the_nearest_value_of_the_wish_it_quotes(
    take: str, of: str, value: JSON
) -> None:
    reading = Reading(
        tasks=[
            done("list the orders", {"orders": [{"id": "deep"}], "id": 0}),
            done("list the orders of a day that was", {"id": 1}),
            done("show posts", {"post": {"id": "p2"}, "postId": "p1"}),
            done("book a room for the order's list", {"id": "last"}),
        ]
    )
    assert look_up(Reference(take, "x", of), reading) == value


def test_what_a_wish_refers_to_is_not_replaced_by_an_answer_for_another() -> None:
    get = tool("get_shop", "Gets the shop.", region="string")
    close = tool("close_shop", "Closes the shop.", region="string", code="string")
    asked = "First, get the shop.\nFinally, close the shop. Use the region from the earlier result."
    messages = [
        Message(role="user", content=asked),
        Message(role="assistant", content="Could you tell me the region and the code?"),
        Message(role="user", content='The region is "north" and the code is "c1".'),
        Message(
            role="assistant",
            tool_calls=(ToolCall(id="1", name="get_shop", arguments='{"region":"north"}'),),
        ),
        Message(role="tool", tool_call_id="1", content='{"region":"south"}'),
    ]
    made = reply(ChatRequest(messages=tuple(messages), tools=(get, close)))
    assert orjson.loads(made.tool_calls[0].arguments) == {"region": "south", "code": "c1"}


def test_an_answer_is_taken_only_where_it_is_needed_and_fits() -> None:
    first = tool("get_shop", "Gets the shop.", status="string")
    second = tool("list_shops", "Lists the shops.", status="string")
    second.parameters["required"] = []
    third = tool("close_shops", "Closes the shops.", status="array")
    asked = "1. Get the shop.\n2. List the shops.\n3. Close the shops."
    messages = [
        Message(role="user", content=asked),
        Message(role="assistant", content="Could you tell me the status?"),
        Message(role="user", content='The status is "open".'),
    ]
    tasks = read(messages, [first, second, third]).tasks
    assert [task.stated for task in tasks] == [{"status": "open"}, {}, {}]


def test_what_was_asked_for_is_no_answer_for_a_shorter_name() -> None:
    first = tool("get_shop", "Gets the shop.", **{"global_shop_name": "string"})
    second = tool("close_shops", "Closes the shops.", shop_name="string", shop="string")
    messages = [
        Message(role="user", content="1. Get the shop.\n2. Close the shops."),
        Message(role="assistant", content="Could you tell me the global shop name?"),
        Message(role="user", content='Please use global shop name = "a".'),
    ]
    tasks = read(messages, [first, second]).tasks
    assert [task.stated for task in tasks] == [{"global shop name": "a"}, {}]


@pytest.mark.parametrize(
    ("wish", "name", "description"),
    [
        (
            "stop an entities detection job in progress",
            "StopSentimentDetectionJob",
            "Stops a sentiment detection job in progress.",
        ),
        ("create a state template", "ListTemplates", "Lists all created state templates."),
        (
            "view a supply chain data lake dataset",
            "GetDataLakeNamespace",
            "View a supply chain data lake namespace.",
        ),
    ],
)
def test_a_tool_for_something_else_is_not_taken(wish: str, name: str, description: str) -> None:
    assert understood(wish, [tool(name, description)]) is None


def test_a_tool_that_comes_late_serves_nothing_said_before_it() -> None:
    tool = Tool(id="a", name="book_table", description="Books a table.")
    late = Message(role="user", content="Could you book a table?", adds_tools=("book_table",))
    reading = read([Message(role="user", content="Could you book a table?"), late], [tool])
    assert [task.tool for task in (*reading.past, *reading.tasks)] == [None, tool]
