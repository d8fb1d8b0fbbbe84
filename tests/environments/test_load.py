"""Environments by their names, with settings, and those of one's own."""

import pytest

from dialogues import WEATHER, scenario
from scripted import ScriptedModel
from toolmind.config import PluginConfig
from toolmind.environments.load import ENVIRONMENTS, PROVIDERS
from toolmind.environments.simulated import SimulatedEnvironment, SimulatedProvider
from toolmind.errors import ConfigError
from toolmind.models.base import ChatModel
from toolmind.prompts import Prompt, load_prompt
from toolmind.records import Tool, ToolCall


async def test_a_users_class_answers_the_calls_when_its_module_is_named(tmp_path, monkeypatch):
    (tmp_path / "bank_of_test.py").write_text(
        "class Bank:\n    def pay(self, amount): return amount\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = PluginConfig(type="python", functions="bank_of_test:Bank")
    provider = ENVIRONMENTS.load(config).build()
    assert provider.stateful
    await provider.open()
    environment = await provider.world({"pay": Tool(id="pay", name="pay")})
    await environment.reset(scenario())
    called = await environment.call(ToolCall(id="c", name="pay", arguments='{"amount": 4}'))
    assert called.content == "4"
    await environment.close()
    await provider.close()


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


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("simulated", {}),
        ("python", {"functions": "collections:Counter"}),
        ("mcp", {"server": "x"}),
        ("http", {}),
        ("replay", {"path": "x"}),
        pytest.param("schema", {}, marks=pytest.mark.offline),
    ],
)
def test_every_kind_is_there(name, settings):
    assert name in PROVIDERS
    assert ENVIRONMENTS.load(PluginConfig(type=name, **settings)).made.__name__.endswith("Provider")


async def test_a_simulated_world_is_played_by_the_model_that_a_setting_names():
    asked = []

    def give(wanted):
        asked.append((wanted.type, wanted.name))
        return load_prompt(wanted.name) if wanted.type is Prompt else ScriptedModel()

    config = PluginConfig(type="simulated", model="teacher")
    provider = ENVIRONMENTS.load(config).build(give)
    assert isinstance(provider, SimulatedProvider)
    assert asked == [
        (ChatModel, "teacher"),
        (Prompt, "tool"),
        (ChatModel, "auditor"),
        (Prompt, "auditor"),
    ]
    assert isinstance(await provider.world({WEATHER.name: WEATHER}), SimulatedEnvironment)


def test_a_class_that_gives_no_world_is_no_environment():
    with pytest.raises(
        ConfigError, match="environment: collections:Counter: it has no open, world"
    ):
        ENVIRONMENTS.load("collections:Counter")
