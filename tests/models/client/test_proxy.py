"""Models behind a forward proxy: who is asked for, and that requests do go through it."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from yarl import URL

from certificates import Authority
from forward_proxy import ForwardProxy, forwarding
from scripted_server import ScriptedServer, serving
from toolmind.config import ModelConfig
from toolmind.errors import ConfigError
from toolmind.models.base import ChatRequest
from toolmind.models.client.http_aiohttp import AiohttpClient
from toolmind.models.client.http_httptools import HttptoolsClient
from toolmind.models.client.openai import OpenAIModel
from toolmind.models.client.proxy import proxy_for
from toolmind.models.client.transport import open_http
from toolmind.records import Message

ASKED = ChatRequest(messages=(Message(role="user", content="hi"),))


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "http://a.test/v1", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://a.test/v1", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, "https://a.test/v1", None),
        ({"HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "x"}, "https://a.test/v1", "http://p:1"),
        ({"https_proxy": "http://u:s@p:1"}, "https://a.test/v1", "http://u:s@p:1"),
        ({"ALL_PROXY": "http://p:1"}, "https://a.test/v1", "http://p:1"),
        ({"ALL_PROXY": "http://p:1", "HTTP_PROXY": "http://q:2"}, "http://a.test", "http://q:2"),
        ({"HTTP_PROXY": "p:1"}, "http://a.test/v1", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "b.test, a.test"}, "http://a.test:8/v1", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": ".test"}, "http://a.test:8/v1", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.test:8"}, "http://a.test:8/v1", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.test:9"}, "http://a.test:8", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "*"}, "http://127.0.0.1:8", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "::1"}, "http://[::1]:8/v1", None),
        ({"HTTP_PROXY": ""}, "http://a.test/v1", None),
    ],
)
def test_the_environment_names_the_proxy(
    variables: dict[str, str], url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(URL(url)) == (URL(proxy) if proxy else None)


@pytest.mark.parametrize("proxy", ["socks5://u:secret@p:1", "socks5h://p:1", "socks4://p", "x://p"])
def test_other_kinds_of_proxy_are_refused_and_no_password_is_told(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ConfigError, match=r"not SOCKS.*NO_PROXY") as caught:
        open_http(endpoint("https://a.test/v1"), {})
    assert "secret" not in str(caught.value)
    assert isinstance(
        open_http(endpoint("https://a.test/v1", http="httptools"), {}), HttptoolsClient
    )


def test_a_proxy_that_is_no_url_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://p:port")
    with pytest.raises(ConfigError, match=r"the proxy for http://a\.test is no URL"):
        open_http(endpoint("http://a.test/v1"), {})


def endpoint(*urls: str, http: str = "auto", **settings: str) -> ModelConfig:
    runtime = {"http": http, "backoff": 0.001, "retries": 1}
    return ModelConfig.model_validate(
        {"type": "openai", "base_url": urls, "model": "m", "runtime": runtime, **settings}
    )


async def test_auto_takes_the_fast_way_where_it_is_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(open_http(endpoint("http://127.0.0.1:8000/v1"), {}), HttptoolsClient)
    monkeypatch.setenv("HTTP_PROXY", "http://p:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert isinstance(open_http(endpoint("http://127.0.0.1:8000/v1"), {}), HttptoolsClient)
    assert isinstance(open_http(endpoint("http://a.test/v1"), {}), AiohttpClient)
    both = endpoint("http://127.0.0.1:8000/v1", "http://a.test/v1")
    assert isinstance(open_http(both, {}), AiohttpClient)
    direct = open_http(endpoint("http://a.test/v1", http="httptools"), {})
    assert isinstance(direct, HttptoolsClient), "what is named is what carries"


async def answer(config: ModelConfig) -> str:
    model = OpenAIModel(config)
    try:
        return (await model.chat(ASKED)).message.content
    finally:
        await model.close()


async def test_requests_go_through_the_proxy(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(server.base_url).port or 0
    async with forwarding(ForwardProxy({"model.test": port})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        for url in (server.base_url, "http://model.test/v1"):
            assert await answer(endpoint(url)) == "hello"
        assert proxy.asked == [
            f"POST {server.base_url}/chat/completions",
            "POST http://model.test/v1/chat/completions",
        ]
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert await answer(endpoint(server.base_url, http="aiohttp")) == "hello"
        assert len(proxy.asked) == 2, "a host in NO_PROXY is reached directly"
    assert server.count == 3


@pytest.mark.parametrize("secured", [False, True])
async def test_https_goes_through_a_tunnel_and_the_proxy_sees_nothing_of_it(
    secured: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*authority.vouch("server"))
    async with serving(ScriptedServer(), tls) as server:
        proxy = ForwardProxy({"model.test": urlsplit(server.base_url).port or 0})
        async with forwarding(proxy, tls if secured else None):
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            behind = endpoint("https://model.test/v1", ca_bundle=str(authority.file))
            assert await answer(behind) == "hello"
    assert proxy.asked == ["CONNECT model.test:443"]


async def test_a_proxy_that_wants_a_password(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(server.base_url).port or 0
    async with forwarding(ForwardProxy({"model.test": port}, login="ann:open sesame")) as proxy:
        place = proxy.url.removeprefix("http://")
        monkeypatch.setenv("HTTP_PROXY", f"http://ann:open%20sesame@{place}")
        assert await answer(endpoint("http://model.test/v1")) == "hello"
        for scheme in ("HTTP", "HTTPS"):
            monkeypatch.setenv(f"{scheme}_PROXY", f"http://ann:wrong@{place}")
            with pytest.raises(ConfigError, match="407") as caught:
                await answer(endpoint(f"{scheme.lower()}://model.test/v1"))
            assert "wrong" not in str(caught.value)
    assert "Proxy-Authorization" not in server.headers[0], "it is not for the endpoint"


async def test_a_proxy_that_is_not_there_is_named_as_such(
    server: ScriptedServer, dead_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", dead_url.removesuffix("/v1"))
    with pytest.raises(ConfigError, match="the proxy: "):
        await answer(endpoint(server.base_url))
    assert not server.count
