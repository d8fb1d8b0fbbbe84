"""An auditor is asked about a share of the answers; what it objects to is asked for again."""

from __future__ import annotations

import pytest

from scripted import ScriptedModel, blocks
from simulated_shop import GET, RECORDS, SHOP, scenario
from toolmind.environments.auditor import Auditor
from toolmind.environments.simulated import SimulatedEnvironment
from toolmind.errors import SimulationError
from toolmind.prompts import load_prompt
from toolmind.records import ToolCall
from toolmind.schema.strict import strict_mode_takes

FINE = {"reason": "Nothing contradicts.", "consistent": True}
WRONG = {"reason": "It is red.", "consistent": False}
CALL = ToolCall(id="c", name=GET.name, arguments='{"order_id": "ord_100001"}')
ANSWER = {"order_id": "ord_100001", "status": "shipped", "city": "Rome", "price": 20}


async def played(player: ScriptedModel, model: ScriptedModel) -> SimulatedEnvironment:
    auditor = Auditor(model, load_prompt("auditor"), 1.0)
    environment = SimulatedEnvironment(SHOP, player, load_prompt("tool"), auditor=auditor)
    await environment.reset(scenario())
    return environment


def test_the_share_is_drawn_by_the_seed() -> None:
    auditor = Auditor(ScriptedModel(), load_prompt("auditor"), 0.25)
    drawn = [auditor.asks(7, number) for number in range(4000)]
    assert 900 < sum(drawn) < 1100
    assert drawn == [auditor.asks(7, number) for number in range(4000)]
    assert drawn != [auditor.asks(8, number) for number in range(4000)]


async def test_it_sees_the_world_the_call_and_the_answer_and_passes_what_agrees() -> None:
    model = ScriptedModel(FINE)
    environment = await played(ScriptedModel(ANSWER), model)
    assert (await environment.call(CALL)).status == "ok"
    seen = blocks(model.prompts[0])
    assert (seen["World"], seen["Answer"], seen["Earlier calls"]) == (RECORDS, ANSWER, [])
    assert seen["Audited call"]["arguments"] == {"order_id": "ord_100001"}
    schema = model.requests[0].response_schema
    assert schema and strict_mode_takes(schema)
    assert (await environment.state())["audits"] == {"asked": 1, "refused": 0}


async def test_an_objection_is_told_and_the_next_answer_taken_if_nothing_is_wrong_with_it() -> None:
    player = ScriptedModel(ANSWER, {**ANSWER, "colour": "blue"})
    tools = {GET.name: GET.__class__(id=GET.id, name=GET.name, parameters=GET.parameters)}
    auditor = Auditor(ScriptedModel(WRONG, FINE), load_prompt("auditor"), 1.0)
    environment = SimulatedEnvironment(tools, player, load_prompt("tool"), auditor=auditor)
    await environment.reset(scenario())
    assert "blue" in (await environment.call(CALL)).content
    assert "It is red." in player.requests[1].messages[-1].content
    assert (await environment.state())["audits"] == {"asked": 2, "refused": 1}


async def test_an_answer_that_stays_inconsistent_fails_the_item() -> None:
    environment = await played(ScriptedModel(always=ANSWER), ScriptedModel(always=WRONG))
    with pytest.raises(SimulationError, match="It is red") as caught:
        await environment.call(CALL)
    assert caught.value.code == "tool.inconsistent"


async def test_an_auditor_that_gives_no_verdict_is_never_a_pass() -> None:
    silent = ScriptedModel(always={"reason": "", "consistent": False})
    environment = await played(ScriptedModel(always=ANSWER), silent)
    with pytest.raises(SimulationError) as caught:
        await environment.call(CALL)
    assert caught.value.code == "tool.no_audit"
