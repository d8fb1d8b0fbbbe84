import json
import threading
import time

import pytest

from toolmind.config import PluginConfig
from toolmind.environments.load import ENVIRONMENTS
from toolmind.environments.python import PythonEnvironment
from toolmind.errors import ConfigError
from toolmind.records import Chain, Scenario, Tool, ToolCall

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


def test_a_tool_without_a_function_is_named():
    with pytest.raises(ConfigError, match="lost"):
        PythonEnvironment(tools("found", "lost"), {"found": print})


async def test_configured_by_module_and_class(tmp_path, monkeypatch):
    (tmp_path / "bank_of_test.py").write_text(
        "class Bank:\n    def pay(self, amount): return amount\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = PluginConfig(type="python", functions="bank_of_test:Bank")
    environment = await ENVIRONMENTS.load(config).build().world(tools("pay"))
    await environment.reset(SCENARIO)
    assert (await environment.call(call("pay", amount=4))).content == "4"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"type": "python"}, "'functions' must be given"),
        ({"type": "simulated", "functions": "a:B"}, "unknown setting 'functions'"),
        ({"type": "python", "functions": "a:B", "timeot": 3}, "did you mean 'timeout'"),
        ({"type": "python", "functions": "a:B", "timeout": "long"}, "timeout: .*number"),
        ({"type": "pyton", "functions": "a:B"}, "did you mean 'python'"),
    ],
)
def test_settings_that_do_not_fit_are_named(fields, message):
    with pytest.raises(ConfigError, match=message):
        ENVIRONMENTS.load(PluginConfig(**fields))


def test_a_class_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match=r"environment.functions: cannot load 'nowhere:B'"):
        ENVIRONMENTS.load(PluginConfig(type="python", functions="nowhere:B")).build()
