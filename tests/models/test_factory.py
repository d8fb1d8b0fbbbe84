from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from toolmind.config import ModelConfig, ModelsConfig, load_config
from toolmind.errors import ConfigError, ModelError
from toolmind.models.base import ChatRequest
from toolmind.models.context import priority, stage
from toolmind.models.cost import Meter
from toolmind.models.factory import Models, open_models
from toolmind.records import Message
from toolmind.runs.fingerprint import fingerprint

OPENAI = {"type": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m"}


async def test_roles_that_name_one_endpoint_share_it(server: Any) -> None:
    config = ModelsConfig(
        endpoints={"big": server.config(), "small": server.config(model="s")},
        user="small",
        **dict.fromkeys(("scenario", "assistant", "tool", "judge", "validator"), "big"),
    )
    meter = Meter()
    ask = ChatRequest(messages=(Message(role="user", content="hi"),))
    async with open_models(config, meter=meter) as models:
        assert [models[role].name for role in ("user", "assistant", "judge")] == ["s", "m", "m"]
        for role in ("user", "assistant", "judge"):
            assert (await models[role].chat(ask)).message.content == "hello"
    assert {body["model"] for body in server.bodies} == {"s", "m"}
    assert sorted(meter.tallies) == [("assistant", "big"), ("judge", "big"), ("user", "small")]
    assert len(server.connections) == 2, "assistant and judge share connections"


async def test_a_model_is_opened_when_it_is_first_asked_for(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("A_KEY", raising=False)
    config = ModelsConfig(endpoints={"keyed": server.config(api_key_env="A_KEY")}, judge="keyed")
    models = Models(config)
    with pytest.raises(ConfigError, match="A_KEY"):
        _ = models["judge"]
    monkeypatch.setenv("A_KEY", "k")
    assert models.named("keyed", "embedding").name == "m"
    await models.close()


def test_an_endpoint_that_is_not_there_is_told_with_the_nearest() -> None:
    models = Models(ModelsConfig(endpoints={"teacher": ModelConfig.model_validate(OPENAI)}))
    with pytest.raises(ConfigError, match=r"models: no endpoint 'techer' \(did you mean"):
        models.named("techer", "judge")


async def test_what_a_role_consumes_is_put_down_to_it_also_where_it_fails(server: Any) -> None:
    server.script = [lambda *_: web.Response(status=400)]
    meter = Meter()
    models = Models(ModelsConfig(endpoints={"t": server.config()}, judge="t"), meter=meter)
    with pytest.raises(ModelError):
        await models["judge"].chat(ChatRequest(messages=(Message(role="user"),)))
    await models.close()
    assert stage.get() == ""
    assert meter.events == {("t", "model.http_400"): 1}


@pytest.mark.offline
@pytest.mark.parametrize(("item", "counted"), [(0, True), (63, True), (65, False), (80, True)])
async def test_of_a_long_run_the_prompts_of_whole_items_are_looked_at(
    server: Any, item: int, counted: bool
) -> None:
    meter = Meter()
    config = ModelsConfig(endpoints={"big": server.config()}, user="big")
    ask = ChatRequest(messages=(Message(role="user", content="hi"),))
    token = priority.set(item)
    try:
        async with open_models(config, meter=meter) as models:
            await models["user"].chat(ask)
            await models["user"].chat(ask)
    finally:
        priority.reset(token)
    (consumed,) = meter.account().consumed
    assert (consumed.characters, consumed.repeated) == ((4, 2) if counted else (0, 0))


def test_where_a_model_is_and_what_it_costs_do_not_change_a_run() -> None:
    def keys(**changes: Any) -> Any:
        models = {"endpoints": {"t": {**OPENAI, **changes}}, "user": "t"}
        config = load_config(None).model_copy(
            update={"models": ModelsConfig.model_validate(models)}
        )
        return fingerprint(config, "pool", {})

    moved = keys(
        base_url=["http://a/v1", "http://b/v1"],
        api_key_env="K",
        price={"prompt": 1.0},
        runtime={"rpm": 5},
    )
    assert moved == keys()
    assert keys(model="other") != keys()
    assert keys(sampling={"temperature": 0.1}) != keys()
