import asyncio
import json
import re

import pytest
from msgspec.structs import replace

from scripted import ScriptedModel, blocks
from toolmind.environments.simulated import SimulatedEnvironment, SimulatedProvider
from toolmind.errors import SimulationError
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link, Scenario, Step, Tool, ToolCall

READ = Tool(
    id="t.read",
    name="get_order",
    parameters={"type": "object", "properties": {"order_id": {"type": "string"}}},
    returns={"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]},
)
WRITE = Tool(id="t.write", name="update_order", parameters=READ.parameters)
PAY = Tool(
    id="t.pay",
    name="pay",
    parameters={"type": "object", "properties": {"amount": {"type": "number", "maximum": 9}}},
)
BALANCE = Tool(id="t.balance", name="get_balance")
REFUND = Tool(id="t.refund", name="refund_payment", parameters=READ.parameters)
UNKNOWN = Tool(id="t.unknown", name="chargeback", parameters=READ.parameters)
HINTED = Tool(id="t.hinted", name="get_code", annotations={"readOnlyHint": False})
TOOLS = {tool.name: tool for tool in (READ, WRITE, PAY, BALANCE, REFUND, UNKNOWN, HINTED)}
SCENARIO = Scenario(
    id="s0",
    index=0,
    kind="multi_step",
    chain=Chain(id="c", tools=()),
    steps=(),
    tools=(),
    intent="",
    persona="",
    clock="2026-03-10T09:30",
    seed=1,
)
LINK = Link(src=0, src_output="total", dst=1, dst_input="amount")
LINKED = replace(
    SCENARIO, steps=(Step(tool="t.read", goal=""), Step(tool="t.pay", goal="", links=(LINK,)))
)


async def played(model, scenario=SCENARIO):
    environment = SimulatedEnvironment(TOOLS, model, load_prompt("tool"))
    await environment.reset(scenario)
    return environment


def call(name="get_order", **arguments):
    return ToolCall(id="c", name=name, arguments=json.dumps(arguments))


async def test_an_invalid_result_is_sent_back_with_the_reason():
    model = ScriptedModel("no JSON", '{"total": "9"}', '```json\n{"total": 9}\n```')
    environment = await played(model)
    result = await environment.call(call(order_id="o1"))
    assert (result.status, result.content) == ("ok", '{"total":9}')
    corrections = [request.messages[-1].content for request in model.requests[1:]]
    assert "JSON" in corrections[0] and "total" in corrections[1]


async def test_a_model_that_never_answers_right_fails_the_item_not_the_call():
    environment = await played(ScriptedModel(*["{}"] * 5))
    with pytest.raises(SimulationError, match="total") as caught:
        await environment.call(call(order_id="o1"))
    assert caught.value.code == "tool.invalid_json"


async def test_a_result_without_what_is_needed_fails_the_item() -> None:
    environment = await played(ScriptedModel(always='{"total": 100}'), LINKED)
    with pytest.raises(SimulationError, match="does not fit what it is needed for") as caught:
        await environment.call(call(order_id="o1"))
    assert caught.value.code == "tool.invalid_reply"


async def test_a_refusal_is_an_error_result():
    environment = await played(
        ScriptedModel('{"error": {"code": "not_found", "message": "None."}}')
    )
    result = await environment.call(call(order_id="o1"))
    assert (result.status, result.code) == ("error", "not_found")


async def test_the_model_is_told_earlier_calls_and_not_asked_twice():
    model = ScriptedModel('{"total": 1}', '{"total": 2}', "{}", '{"total": 3}')
    environment = await played(model)
    first, same = await asyncio.gather(*(environment.call(call(order_id="o1")) for _ in "ab"))
    assert first == same and len(model.requests) == 1
    await environment.call(call(order_id="o2"))
    _, asked, answer, _ = model.requests[1].messages
    assert blocks(asked.content)["Call"]["arguments"] == {"order_id": "o1"}
    assert json.loads(answer.content) == {"total": 1}
    await environment.call(call("update_order", order_id="o1"))
    after = await environment.call(call(order_id="o1"))
    assert after.content == '{"total":3}', "a write lies between"
    assert len((await environment.state())["calls"]) == 4


async def test_records_nest_from_the_prompt_to_the_state_at_the_end():
    order = {"order_id": "ord_100007", "ship_to": {"city": "Rome"}, "items": [{"sku": "tea"}]}
    text = {"type": "string"}
    parts = {
        "order_id": text,
        "ship_to": {"type": "object", "properties": {"city": text}},
        "items": {"type": "array", "items": {"type": "object", "properties": {"sku": text}}},
    }
    schema = {"type": "object", "properties": parts, "required": ["order_id"]}
    tools = {
        name: Tool(id=name, name=name, parameters=schema, returns=schema)
        for name in ("get_order", "update_order")
    }
    wrong = {**order, "items": []}
    moved = {**order, "ship_to": {"city": "Bern"}}
    said = map(json.dumps, (wrong, order, moved, order, moved))
    model = ScriptedModel(*said)
    environment = SimulatedEnvironment(tools, model, load_prompt("tool"))
    await environment.reset(replace(SCENARIO, initial_state={"records": {"order": [order]}}))
    read = call(order_id="ord_100007")
    assert json.loads((await environment.call(read)).content) == order, "the list is what it is"
    assert blocks(model.requests[0].messages[0].content)["World"] == {"order": [order]}
    write = call("update_order", order_id="ord_100007", ship_to={"city": "Bern"})
    await environment.call(write)
    assert json.loads((await environment.call(read)).content) == moved, "what was written is read"
    assert (await environment.state())["records"] == {"order": [moved]}


@pytest.mark.parametrize("name", ["refund_payment", "chargeback", "get_code"])
async def test_what_may_have_written_is_followed_by_no_remembered_answer(name):
    environment = await played(ScriptedModel('{"balance": 1}', "{}", '{"balance": 2}'))
    assert (await environment.call(call("get_balance"))).content == '{"balance":1}'
    await environment.call(call(name))
    assert (await environment.call(call("get_balance"))).content == '{"balance":2}'
    assert (await environment.call(call("get_balance"))).content == '{"balance":2}'


async def test_a_write_that_fails_may_have_written():
    replies = ['{"balance": 1}', '{"error": {"code": "timeout", "message": "?"}}', '{"balance": 2}']
    environment = await played(ScriptedModel(*replies))
    await environment.call(call("get_balance"))
    assert (await environment.call(call("refund_payment", order_id="?"))).status == "error"
    assert (await environment.call(call("get_balance"))).content == '{"balance":2}'


async def test_a_write_that_the_model_does_not_answer_may_have_written():
    environment = await played(ScriptedModel('{"balance": 1}', *["no"] * 3, '{"balance": 2}'))
    await environment.call(call("get_balance"))
    with pytest.raises(SimulationError):
        await environment.call(call("refund_payment"))
    assert (await environment.call(call("get_balance"))).content == '{"balance":2}'


async def test_a_write_that_is_made_again_is_made_again():
    environment = await played(ScriptedModel('{"refund": 1}', '{"refund": 2}'))
    made = [(await environment.call(call("refund_payment", order_id="o"))).content for _ in "ab"]
    assert made == ['{"refund":1}', '{"refund":2}']


async def test_bad_calls_never_reach_the_model():
    model = ScriptedModel()
    environment = await played(model)
    result = await environment.call(call(order_id=3))
    assert result.code == "invalid_argument" and not model.requests


async def test_what_a_later_call_needs_is_asked_for_and_checked():
    model = ScriptedModel('{"total": 100}', '{"total": 5}')
    environment = await played(model, LINKED)
    result = await environment.call(call(order_id="o1"))
    assert result.content == '{"total":5}'
    needed = blocks(model.requests[0].messages[-1].content)["Needed"]
    assert needed == {"total": {"type": "number", "maximum": 9}}
    assert "does not fit" in model.requests[1].messages[-1].content


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ({"total": "9"}, "under its schema: total: "),
        ({}, '"total" is a required property'),
    ],
)
async def test_a_result_against_the_declared_one_is_refused_with_the_reason(reply, told):
    model = ScriptedModel(reply, {"total": 9})
    await (await played(model)).call(call(order_id="o1"))
    assert re.search(told, model.requests[1].messages[-1].content)


async def test_a_world_forgets_the_dialogue_before_and_asks_by_its_seed():
    model = ScriptedModel({"balance": 1}, {"balance": 2})
    environment = await played(model)
    await environment.call(call("get_balance"))
    await environment.reset(replace(SCENARIO, seed=9))
    assert await environment.state() == {"records": {}, "calls": []}
    assert (await environment.call(call("get_balance"))).content == '{"balance":2}'
    assert [request.sampling.seed for request in model.requests] == [1, 9]


async def test_a_provider_gives_each_dialogue_a_world_of_its_own():
    model = ScriptedModel({"balance": 1})
    provider = SimulatedProvider(model, load_prompt("tool"), model, load_prompt("auditor"))
    one, other = [await provider.world(TOOLS) for _ in "ab"]
    await one.reset(SCENARIO)
    await other.reset(SCENARIO)
    await one.call(call("get_balance"))
    assert len((await one.state())["calls"]) == 1
    assert await other.state() == {"records": {}, "calls": []}
    await one.close()


ERROR = {"error": {"code": "not_found", "message": "None."}}
NAMED = replace(SCENARIO, steps=(Step(tool="t.read", goal="", known={"order_id": "o1"}),))


async def test_what_a_person_named_is_there_and_an_error_is_refused():
    model = ScriptedModel(ERROR, {"total": 9})
    environment = await played(model, NAMED)
    assert (await environment.call(call(order_id="o1"))).status == "ok"
    assert blocks(model.requests[0].messages[-1].content)["Call"]["may_fail"] is False
    assert model.requests[0].response_schema == READ.returns


async def test_what_nobody_named_may_not_be_there():
    model = ScriptedModel(ERROR)
    environment = await played(model, NAMED)
    assert (await environment.call(call(order_id="o2"))).code == "not_found"
    assert blocks(model.requests[0].messages[-1].content)["Call"]["may_fail"] is True


CONFLICT = {"error": {"code": "conflict", "message": "It is closed."}}


async def test_a_write_on_what_is_there_may_be_forbidden_but_not_miss_it():
    known = {"records": {"orders": [{"order_id": "o1", "status": "closed"}]}}
    environment = await played(ScriptedModel(ERROR, CONFLICT), replace(NAMED, initial_state=known))
    assert (await environment.call(call("update_order", order_id="o1"))).code == "conflict"


async def test_a_write_that_nothing_known_could_forbid_succeeds():
    model = ScriptedModel(CONFLICT, {"status": "done"})
    environment = await played(model, NAMED)
    assert (await environment.call(call("update_order", order_id="o1"))).status == "ok"
    assert "succeeds" in model.requests[1].messages[-1].content


async def test_an_answer_against_the_call_or_the_world_is_refused_with_all_reasons():
    model = ScriptedModel({"id": 4, "total": 1}, {"id": 3, "total": 2})
    known = {"records": {"carts": [{"id": 3, "total": 2}]}}
    get = Tool(
        id="get_cart",
        name="get_cart",
        parameters={"type": "object", "properties": {"id": {"type": "integer"}}},
    )
    environment = SimulatedEnvironment({"get_cart": get}, model, load_prompt("tool"))
    await environment.reset(replace(SCENARIO, initial_state=known))
    result = await environment.call(call("get_cart", id=3))
    assert json.loads(result.content) == {"id": 3, "total": 2}
    assert "the call says 3" in model.requests[1].messages[-1].content
    assert blocks(model.prompts[0])["World"] == known["records"]


async def test_what_is_shared_stands_first_and_stays_the_same_text():
    model = ScriptedModel({"total": 1}, {"balance": 1}, {"total": 2})
    environment = await played(model, NAMED)
    for each in (call(order_id="o1"), call("get_balance"), call(order_id="o2")):
        await environment.call(each)
    first, second, third = (request.messages for request in model.requests)
    assert "o1" in first[0].content, "the story is shared"
    assert second[: len(first)] == first and third[: len(second)] == second
    assert ["## Tool" in message.content for message in third[1::2]] == [True, True, False]


async def test_a_reply_that_was_refused_is_no_part_of_what_has_happened():
    model = ScriptedModel("no JSON", {"total": 1}, {"balance": 1})
    environment = await played(model, NAMED)
    await environment.call(call(order_id="o1"))
    await environment.call(call("get_balance"))
    assert [message.content for message in model.requests[2].messages[2:3]] == ['{"total":1}']


async def test_an_answer_that_takes_too_long_fails_the_item():
    async def chat(request, read=None):
        await asyncio.sleep(30)

    model = ScriptedModel()
    model.chat = chat
    environment = SimulatedEnvironment(TOOLS, model, load_prompt("tool"), timeout=0.01)
    await environment.reset(SCENARIO)
    with pytest.raises(SimulationError) as caught:
        await environment.call(call("get_balance"))
    assert caught.value.code == "tool.timeout"
