import asyncio
import json
import random
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import pytest
from msgspec.structs import replace
from pydantic import Field

from toolmind.environments.python import PythonEnvironment, PythonProvider
from toolmind.errors import ConfigError, SimulationError
from toolmind.records import Chain, Scenario, Tool, ToolCall

NOW = datetime(2026, 3, 10, 9, 30)

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
AMOUNT = {
    "type": "object",
    "properties": {"amount": {"type": "integer"}},
    "required": ["amount"],
}


def tools(*names):
    return {name: Tool(id=name, name=name, parameters=AMOUNT) for name in names}


def call(name, **arguments):
    return ToolCall(id="c", name=name, arguments=json.dumps(arguments))


class Account:
    """A world with a state."""

    def __init__(self):
        self.balance = 10
        self._secret = "not part of the state"
        self.lock = threading.Lock()

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount
        return {"balance": self.balance}

    async def deposit(self, amount):
        self.balance += amount
        return {"balance": self.balance}


async def account():
    environment = PythonEnvironment(tools("withdraw", "deposit"), factory=Account)
    await environment.reset(SCENARIO)
    return environment


async def test_functions_of_both_kinds_share_a_state_that_is_new_for_each_dialogue():
    environment = await account()
    assert (await environment.call(call("withdraw", amount=3))).content == '{"balance":7}'
    assert (await environment.call(call("deposit", amount=5))).content == '{"balance":12}'
    assert await environment.state() == {"balance": 12}
    await environment.reset(SCENARIO)
    assert await environment.state() == {"balance": 10}
    await environment.close()


async def test_an_exception_is_an_error_result_with_its_type():
    result = await (await account()).call(call("withdraw", amount=99))
    assert (result.status, result.code) == ("error", "exception")
    assert json.loads(result.content)["error"] == {
        "code": "exception",
        "message": "not enough money",
        "type": "ValueError",
    }


async def asked(function, limit=30.0):
    """The result of a call of a function that is the whole world."""
    environment = PythonEnvironment(tools("f"), {"f": function}, timeout=limit)
    await environment.reset(SCENARIO)
    return await environment.call(call("f", amount=1))


def not_found(amount):
    return next(item for item in [] if item == amount)


async def awaited_not_found(amount):
    return not_found(amount)


def too_slow_upstream(amount):
    raise TimeoutError("the bank did not answer")


@pytest.mark.parametrize(
    ("function", "message", "kind"),
    [
        (not_found, "function raised StopIteration", "RuntimeError"),
        (awaited_not_found, "coroutine raised StopIteration", "RuntimeError"),
        (too_slow_upstream, "the bank did not answer", "TimeoutError"),
        (lambda amount: {}["k"], "'k'", "KeyError"),
        (lambda: 1, "unexpected keyword argument 'amount'", "TypeError"),
    ],
)
async def test_whatever_a_function_raises_is_its_own_error_and_no_timeout(function, message, kind):
    result = await asked(function)
    told = json.loads(result.content)["error"]
    assert (result.status, result.code, told["type"]) == ("error", "exception", kind)
    assert message in told["message"]


async def test_an_error_without_words_is_told_by_its_type():
    def fail(amount):
        raise NotImplementedError

    told = json.loads((await asked(fail)).content)["error"]
    assert told["message"] == told["type"] == "NotImplementedError"


async def test_a_coroutine_that_hangs_is_cancelled():
    cancelled = []

    async def wait(amount):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(amount)
            raise

    assert (await asked(wait, limit=0.01)).code == "timeout"
    assert cancelled == [1]


async def test_what_a_function_gives_to_be_awaited_is_awaited():
    async def later():
        return {"at": "last"}

    assert (await asked(lambda amount: later())).content == '{"at":"last"}'


async def test_bad_calls_do_not_reach_the_function():
    environment = await account()
    assert (await environment.call(call("withdraw"))).code == "missing_argument"
    assert (await environment.call(call("withdrawal", amount=1))).code == "unknown_tool"
    assert await environment.state() == {"balance": 10}


async def test_a_function_that_hangs_times_out_and_holds_nobody_up():
    release = threading.Event()
    functions = {"wait": lambda amount: release.wait(10), "quick": lambda amount: amount}
    environment = PythonEnvironment(tools("wait", "quick"), functions, timeout=0.05)
    await environment.reset(SCENARIO)
    started = time.monotonic()
    result = await environment.call(call("wait", amount=1))
    assert (result.status, result.code) == ("error", "timeout")
    assert (await environment.call(call("quick", amount=2))).content == "2"
    assert time.monotonic() - started < 9, "the worker thread is not waited for"
    release.set()


async def test_what_json_cannot_hold_is_an_error_result():
    environment = PythonEnvironment(tools("odd"), {"odd": lambda amount: object()})
    await environment.reset(SCENARIO)
    assert (await environment.call(call("odd", amount=1))).code == "not_json"


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (None, "null"),
        ({1: "one"}, '{"1":"one"}'),
        (Decimal("1"), '"1"'),
        ({"b", "a"}, '["a","b"]'),
        (2**70, None),
        ("\ud800", None),
    ],
)
async def test_a_result_is_the_json_of_what_the_function_returns(value, content):
    result = await asked(lambda amount: value)
    if content is None:
        assert (result.status, result.code) == ("error", "not_json")
        assert type(value).__name__ in result.content
    else:
        assert (result.status, result.content) == ("ok", content)


class Closing:
    closed: list[str] = []

    def pay(self, amount):
        return amount

    def close(self):
        self.closed.append("closed")


async def test_a_world_that_can_be_closed_is_closed_unless_that_is_a_tool():
    for names, closed in ((("pay",), ["closed"]), (("pay", "close"), [])):
        Closing.closed = []
        environment = PythonEnvironment(tools(*names), factory=Closing)
        await environment.reset(SCENARIO)
        await environment.close()
        assert Closing.closed == closed


async def test_functions_without_a_world_have_no_state():
    environment = PythonEnvironment(tools("f"), {"f": lambda amount: amount})
    await environment.reset(SCENARIO)
    assert await environment.state() == {}
    await environment.close()


async def test_a_method_that_is_missing_is_named_when_the_world_is_made():
    environment = PythonEnvironment(tools("withdraw", "lock", "transfer"), factory=Account)
    with pytest.raises(SimulationError, match=r"tool\(s\): lock, transfer"):
        await environment.reset(SCENARIO)


def test_functions_come_from_one_place():
    with pytest.raises(ValueError, match="either functions or a factory"):
        PythonEnvironment({}, {}, factory=Account)
    with pytest.raises(ValueError, match="either functions or a factory"):
        PythonEnvironment({})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"functions": "math:pi"}, "environment.functions: 'math:pi' is neither a class nor"),
        ({"functions": "collections:Counter", "timeout": 0}, "timeout: give .* above 0"),
    ],
)
def test_a_provider_that_cannot_be_is_refused_before_the_run(settings, message):
    with pytest.raises(ConfigError, match=message):
        PythonProvider(**settings)


def test_a_tool_without_a_function_is_named():
    with pytest.raises(SimulationError, match="lost"):
        PythonEnvironment(tools("found", "lost"), {"found": print})


def test_tools_without_a_method_are_told_before_a_run(tmp_path, monkeypatch):
    (tmp_path / "shop_of_test.py").write_text(
        "class Shop:\n    def __init__(self): self.made = print\n    def pay(self, amount): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = PythonProvider("shop_of_test:Shop").cannot_answer(tools("pay", "made", "lost").values())
    assert found.keys() == {"lost"}
    assert "shop_of_test:Shop has no method 'lost'; import its tools with" in found["lost"]


class Seeded:
    def __init__(self, size=3, *, seed):
        self.drawn = [random.Random(seed).random() for _ in range(size)]

    def pay(self, amount):
        return self.drawn


def make_seeded(seed):
    return Seeded(seed=seed)


@pytest.mark.parametrize("factory", [Seeded, make_seeded])
async def test_what_takes_a_seed_gets_the_scenarios(factory):
    environment = PythonEnvironment(tools("pay"), factory=factory)
    states = []
    for seed in (1, 2, 1):
        await environment.reset(replace(SCENARIO, seed=seed))
        states.append(await environment.state())
    assert states[0] == states[2] != states[1]


class Dated:
    def __init__(self, now):
        self.today = now.date().isoformat()

    def pay(self, amount):
        return self.today


async def test_what_takes_now_begins_when_the_dialogue_does():
    provider = PythonProvider(f"{__name__}:Dated")
    assert not provider.cannot_answer(tools("pay").values())
    assert await provider.starting_state(tools("pay"), seed=1, now=NOW) == {"today": "2026-03-10"}
    world = await provider.world(tools("pay"))
    await world.reset(replace(SCENARIO, clock="2026-12-01T08:00"))
    assert (await world.call(call("pay", amount=1))).content == '"2026-12-01"'


class Unmade:
    def __init__(self, path):
        raise NotImplementedError


async def test_a_world_that_cannot_be_made_is_told_by_its_name():
    environment = PythonEnvironment(tools("pay"), factory=Unmade)
    with pytest.raises(SimulationError, match=r"Unmade cannot be made: TypeError.*'path'"):
        await environment.reset(SCENARIO)
    with pytest.raises(ConfigError, match="functions: json:loads cannot be made: TypeError"):
        PythonProvider("json:loads").cannot_answer(())


@dataclass
class Money:
    amount: int
    at: date = date(2026, 3, 10)


async def test_arguments_are_what_the_type_hints_ask_for():
    def pay(amount: Decimal) -> Money:
        assert isinstance(amount, Decimal)
        return Money(int(amount))

    assert (await asked(pay)).content == '{"amount":1,"at":"2026-03-10"}'


async def test_an_argument_that_its_hint_refuses_is_the_calls_fault():
    def pay(amount: Annotated[int, Field(ge=5)]) -> int:
        return amount

    result = await asked(pay)
    told = json.loads(result.content)["error"]
    assert (result.code, told["argument"]) == ("invalid_argument", "amount")


class Stateful:
    """Begins as the scenario says, else as the seed does."""

    def __init__(self, seed=0, state=None):
        self.paid = state["paid"] if state else [seed]

    def pay(self, amount):
        self.paid.append(amount)
        return {"error": "too much"} if amount > 9 else {"paid": self.paid, "error": ""}


async def test_what_takes_a_state_gets_the_scenarios_own_copy_of_it():
    environment = PythonEnvironment(tools("pay"), factory=Stateful)
    begun = replace(SCENARIO, initial_state={"paid": [5]})
    for _ in range(2):
        await environment.reset(begun)
        await environment.call(call("pay", amount=2))
        assert await environment.state() == {"paid": [5, 2]}
    await environment.reset(SCENARIO)
    assert await environment.state() == {"paid": [SCENARIO.seed]}


async def test_the_state_at_the_start_is_that_of_the_seed_and_of_the_world_that_follows():
    provider = PythonProvider(f"{__name__}:Stateful")
    assert provider.stateful
    started = await provider.starting_state(tools("pay"), seed=7, now=NOW)
    assert started == {"paid": [7]}
    told = PythonProvider(f"{__name__}:Stateful", known={"pay.amount": [1, 2]})
    assert told.known == {"pay.amount": [1, 2]}, "the planner asks for it"
    assert await told.starting_state(tools("pay"), seed=7, now=NOW) == {
        "paid": [7],
        "known": {"pay.amount": [1, 2]},
    }
    world = await provider.world(tools("pay"))
    await world.reset(replace(SCENARIO, seed=7))
    assert await world.state() == started


async def test_a_start_that_cannot_be_is_the_items_failure():
    with pytest.raises(SimulationError, match="Unmade cannot be made"):
        await PythonProvider(f"{__name__}:Unmade").starting_state({}, seed=1, now=NOW)


async def test_a_result_that_is_nothing_but_an_error_is_one():
    environment = PythonEnvironment(tools("pay"), factory=Stateful)
    await environment.reset(SCENARIO)
    result = await environment.call(call("pay", amount=10))
    assert (result.status, result.code, result.content) == (
        "error",
        "error",
        '{"error":"too much"}',
    )
    assert (await environment.call(call("pay", amount=1))).status == "ok"


async def test_functions_of_a_world_that_are_called_at_once_take_turns_in_order():
    class Racing:
        def __init__(self):
            self.log = []

        def pay(self, amount):
            self.log.append(amount)
            time.sleep(0.01 if amount == 0 else 0)
            self.log.append(amount)

    environment = PythonEnvironment(tools("pay"), factory=Racing)
    await environment.reset(SCENARIO)
    await asyncio.gather(*(environment.call(call("pay", amount=n)) for n in range(4)))
    assert (await environment.state())["log"] == [0, 0, 1, 1, 2, 2, 3, 3]


async def test_the_functions_of_a_module_are_a_world_without_a_state(tmp_path):
    file = tmp_path / "functions_of_test.py"
    file.write_text("def pay(amount): return amount + 1\ndef close(): raise OSError\n")
    provider = PythonProvider(str(file))
    assert not provider.stateful
    assert provider.cannot_answer(tools("pay", "lost").values()).keys() == {"lost"}
    assert await provider.starting_state(tools("pay"), seed=1, now=NOW) == {}
    world = await provider.world(tools("pay"))
    await world.reset(SCENARIO)
    assert (await world.call(call("pay", amount=1))).content == "2"
    assert await world.state() == {}
    await world.close()


def test_a_class_may_be_named_by_its_file_as_for_the_import(tmp_path):
    (tmp_path / "filed_of_test.py").write_text("class Shop:\n    def pay(self, amount): ...\n")
    provider = PythonProvider(f"{tmp_path}/filed_of_test.py:Shop")
    assert provider.cannot_answer(tools("pay").values()) == {}
    with pytest.raises(ConfigError, match=r"functions: cannot load .*Shap"):
        PythonProvider(f"{tmp_path}/filed_of_test.py:Shap")
    with pytest.raises(ConfigError, match="functions: cannot load"):
        PythonProvider(f"{tmp_path}/missing.py:Shop")
