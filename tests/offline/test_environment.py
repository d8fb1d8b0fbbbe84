import asyncio
import json
import random

import jsonschema
import pytest

from toolmind.environments.simulated import SimulatedEnvironment
from toolmind.offline.environment import SchemaEnvironment
from toolmind.offline.player import EmbeddedModel
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link, Scenario, Step, Tool, ToolCall


def obj(required=(), **properties):
    return {"type": "object", "properties": properties, "required": list(required)}


TEXT = {"type": "string"}
FLIGHT = obj(
    ["flight_id", "origin", "price"],
    flight_id=TEXT,
    origin=TEXT,
    destination=TEXT,
    price={"type": "number"},
    airline=TEXT,
)
TOOLS = [
    Tool(
        id="t.search",
        name="search_flights",
        parameters=obj(
            ["origin"],
            origin=TEXT,
            max_price={"type": "number"},
            limit={"type": "integer", "minimum": 0},
        ),
        returns=obj(
            ["flights", "total"],
            flights={"type": "array", "items": FLIGHT},
            total={"type": "integer"},
        ),
    ),
    Tool(
        id="t.get",
        name="get_flight",
        parameters=obj(["flight_id"], flight_id=TEXT),
        returns=FLIGHT,
    ),
    Tool(
        id="t.book",
        name="create_booking",
        parameters=obj(["flight_id", "seat"], flight_id=TEXT, seat={"enum": ["aisle", "window"]}),
        returns=obj(["booking"], booking=obj(["id", "seat"], id=TEXT, seat=TEXT, status=TEXT)),
    ),
    Tool(
        id="t.read",
        name="get_booking",
        parameters=obj(["booking_id"], booking_id=TEXT),
        returns=obj(["id", "seat", "note"], id=TEXT, seat=TEXT, note=TEXT),
    ),
    Tool(
        id="t.update",
        name="update_booking",
        parameters=obj(["booking_id"], booking_id=TEXT, seat=TEXT, note=TEXT),
        returns=obj(["id", "seat"], id=TEXT, seat=TEXT),
    ),
    Tool(id="t.cancel", name="delete_booking", parameters=obj(["booking_id"], booking_id=TEXT)),
    Tool(
        id="t.pay",
        name="pay",
        parameters=obj(["code"], code={"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}),
        returns=obj([], receipt=TEXT),
    ),
]


def scenario(*tools, links=(), failures=None, seed=1, records=None):
    steps = [
        Step(tool=tool, goal="", links=tuple(x for x in links if x.dst == position))
        for position, tool in enumerate(tools)
    ]
    return Scenario(
        id="s0",
        index=0,
        kind="multi_step",
        chain=Chain(id="c", tools=tools, links=tuple(links)),
        steps=tuple(steps),
        tools=tools,
        intent="",
        persona="",
        clock="2026-03-10T09:30",
        seed=seed,
        failures=failures or {},
        initial_state={"records": records} if records else {},
    )


def by_rule(tools):
    return SchemaEnvironment(tools)


def by_embedded_model(tools):
    return SimulatedEnvironment(tools, EmbeddedModel(), load_prompt("tool"))


@pytest.fixture(params=[by_rule, by_embedded_model])
def world(request):
    """Both environments keep the same promises; the second one through a prompt and a model."""

    async def make(*tools, **options):
        environment = request.param({tool.name: tool for tool in TOOLS})
        await environment.reset(scenario(*tools, **options))
        return environment

    return make


async def ask(environment, name, arguments):
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    result = await environment.call(ToolCall(id="c", name=name, arguments=text))
    return json.loads(result.content), result


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("search_flight", {"origin": "Rome"}, "unknown_tool"),
        ("search_flights", '{"origin": ', "malformed_arguments"),
        ("search_flights", "[1]", "malformed_arguments"),
        ("search_flights", {}, "missing_argument"),
        ("search_flights", {"origin": 3}, "invalid_argument"),
    ],
)
async def test_bad_calls_get_an_error_with_its_cause(world, name, arguments, code):
    value, result = await ask(await world(), name, arguments)
    assert (result.status, result.code, value["error"]["code"]) == ("error", code, code)
    assert len(value["error"]["message"]) > 10


async def test_answers_are_valid_and_do_not_depend_on_order(world):
    calls = [("search_flights", {"origin": city}) for city in ("Rome", "Oslo", "Lima")]
    calls += [("get_flight", {"flight_id": "flt_123456"}), ("pay", {"code": "ABC-1234"})]
    by_name = {tool.name: tool for tool in TOOLS}
    seen = []
    for order in (1, 2, 3):
        mixed = random.Random(order).sample(calls, len(calls))
        environment = await world()
        results = await asyncio.gather(*(ask(environment, *call) for call in mixed))
        for (name, _), (value, _) in zip(mixed, results, strict=True):
            jsonschema.validate(value, by_name[name].returns)
        seen.append({str(c): r for c, (_, r) in zip(mixed, results, strict=True)})
    assert seen[0] == seen[1] == seen[2]


async def test_another_scenario_seed_is_another_world(world):
    one, _ = await ask(await world(seed=1), "search_flights", {"origin": "Rome"})
    two, _ = await ask(await world(seed=2), "search_flights", {"origin": "Rome"})
    assert one != two


async def test_results_fit_the_call_and_its_filters(world):
    environment = await world()
    for limit in (1, 2):
        value, _ = await ask(
            environment, "search_flights", {"origin": "Rome", "max_price": 50, "limit": limit}
        )
        assert len(value["flights"]) == value["total"] <= limit
        assert all(flight["origin"] == "Rome" for flight in value["flights"])
        assert all(flight["price"] <= 50 for flight in value["flights"])
    none, _ = await ask(environment, "search_flights", {"origin": "Rome", "limit": 0})
    assert none == {"flights": [], "total": 0}


async def test_a_thing_seen_keeps_its_fields(world):
    environment = await world()
    found, _ = await ask(environment, "search_flights", {"origin": "Rome"})
    for flight in found["flights"]:
        again, _ = await ask(environment, "get_flight", {"flight_id": flight["flight_id"]})
        shared = flight.keys() & again.keys()
        assert {name: again[name] for name in shared} == {name: flight[name] for name in shared}
    repeated, _ = await ask(environment, "search_flights", {"origin": "Rome"})
    assert repeated == found


async def test_writes_are_seen_by_later_reads(world):
    environment = await world()
    made, _ = await ask(environment, "create_booking", {"flight_id": "flt_1", "seat": "aisle"})
    booking = made["booking"]["id"]
    assert made["booking"]["seat"] == "aisle"
    read, _ = await ask(environment, "get_booking", {"booking_id": booking})
    assert (read["id"], read["seat"]) == (booking, "aisle")
    changed, _ = await ask(
        environment, "update_booking", {"booking_id": booking, "seat": "window", "note": "by night"}
    )
    assert (changed["id"], changed["seat"]) == (booking, "window")
    read, _ = await ask(environment, "get_booking", {"booking_id": booking})
    assert (read["seat"], read["note"]) == ("window", "by night")
    second, _ = await ask(environment, "create_booking", {"flight_id": "flt_1", "seat": "aisle"})
    assert second["booking"]["id"] != booking
    gone, result = await ask(environment, "delete_booking", {"booking_id": booking})
    assert result.status == "ok" and gone["status"] == "success"
    for name in ("get_booking", "update_booking", "delete_booking"):
        value, result = await ask(environment, name, {"booking_id": booking})
        assert (result.status, value["error"]["code"]) == ("error", "not_found")


async def test_linked_outputs_are_there_and_valid_for_what_they_feed(world):
    links = [
        Link(src=0, src_output="flights[].flight_id", dst=1, dst_input="flight_id"),
        Link(src=0, src_output="flights[].airline", dst=2, dst_input="code"),
        Link(src=1, src_output="airline", dst=2, dst_input="code"),
    ]
    for seed in range(20):
        environment = await world("t.search", "t.get", "t.pay", links=links, seed=seed)
        found, _ = await ask(environment, "search_flights", {"origin": "Rome"})
        for flight in found["flights"]:
            _, result = await ask(environment, "pay", {"code": flight["airline"]})
            assert result.status == "ok"
            again, _ = await ask(environment, "get_flight", {"flight_id": flight["flight_id"]})
            assert again["airline"] == flight["airline"]


async def test_a_link_that_no_value_can_serve_is_left_unserved(world):
    links = [Link(src=0, src_output="total", dst=1, dst_input="code")]
    environment = await world("t.search", "t.pay", links=links)
    value, result = await ask(environment, "search_flights", {"origin": "Rome"})
    assert result.status == "ok" and isinstance(value["total"], int)


async def test_the_state_tells_what_was_created_and_deleted():
    environment = by_rule({tool.name: tool for tool in TOOLS})
    await environment.reset(scenario())
    made, _ = await ask(environment, "create_booking", {"flight_id": "flt_1", "seat": "aisle"})
    booking = made["booking"]["id"]
    state = await environment.state()
    assert state["created"] == [booking] and state["things"][booking]["seat"] == "aisle"
    await ask(environment, "delete_booking", {"booking_id": booking})
    assert (await environment.state())["deleted"] == [booking]


async def test_by_rule_and_by_the_embedded_model_are_one_world():
    calls = [
        ("search_flights", {"origin": "Rome"}),
        ("create_booking", {"flight_id": "flt_123456", "seat": "aisle"}),
        ("get_flight", {"flight_id": "flt_123456"}),
    ]
    answers = []
    for make in (by_rule, by_embedded_model):
        environment = make({tool.name: tool for tool in TOOLS})
        await environment.reset(scenario())
        answers.append([(await ask(environment, *call))[0] for call in calls])
    assert answers[0] == answers[1]


async def test_a_thing_of_the_worlds_records_is_read_as_it_stands_there(world):
    flight = {"flight_id": "flt_100001", "origin": "Bern", "price": 71, "airline": "Alpine"}
    environment = await world("t.get", records={"flights": [flight]})
    value, _ = await ask(environment, "get_flight", {"flight_id": "flt_100001"})
    assert flight.items() <= value.items()
