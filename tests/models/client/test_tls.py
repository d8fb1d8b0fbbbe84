"""Certificates: mutual TLS, private authorities, and files that are not what they should be."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from certificates import Authority
from toolmind.config import ModelConfig, load_config
from toolmind.errors import ConfigError
from toolmind.models.client.http import HttpFault
from toolmind.models.client.http_aiohttp import AiohttpClient
from toolmind.models.client.http_httptools import HttptoolsClient
from toolmind.models.client.tls import tls_context
from toolmind.models.client.transport import open_http

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def endpoint(url: str, http: str = "auto", **files: Path) -> ModelConfig:
    return ModelConfig.model_validate(
        {
            "type": "openai",
            "base_url": url,
            "model": "m",
            "runtime": {"http": http},
            **{name: str(file) for name, file in files.items()},
        }
    )


@asynccontextmanager
async def asking_who(authority: Authority) -> AsyncIterator[tuple[str, list[Any]]]:
    """A server that serves those alone whom the authority vouches for; their names as they come."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.file))
    tls.load_cert_chain(*authority.vouch("server"))
    tls.verify_mode = ssl.CERT_REQUIRED
    names: list[Any] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        names.append(dict(each[0] for each in writer.get_extra_info("peercert")["subject"]))
        writer.write(OK)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", names
    finally:
        server.close()


async def status(config: ModelConfig) -> int:
    http = open_http(config, {})
    try:
        return (await http.post(config.base_url[0], b"{}")).status
    finally:
        await http.close()


@pytest.mark.parametrize("http", ["auto", "aiohttp", "httptools"])
async def test_a_server_that_asks_who_we_are_is_told(http: str, authority: Authority) -> None:
    certificate, key = authority.vouch("toolmind")
    files = {"ca_bundle": authority.file, "client_cert": certificate, "client_key": key}
    async with asking_who(authority) as (url, names):
        assert await status(endpoint(url, http, **files)) == 200
        assert names == [{"commonName": "toolmind"}]
        with pytest.raises(HttpFault):
            await status(endpoint(url, http, ca_bundle=authority.file))
        stranger = Authority(authority.file.parent, "stranger")
        with pytest.raises(HttpFault, match="certificate verify failed"):
            await status(endpoint(url, http, **{**files, "ca_bundle": stranger.file}))
    assert len(names) == 1, "nobody else got in, and nothing was told to a server of others"


def test_auto_takes_aiohttp_where_we_show_a_certificate(authority: Authority) -> None:
    certificate, key = authority.vouch("toolmind")
    both = authority.file.with_name("both.pem")
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    assert isinstance(open_http(endpoint("https://a.test/v1", client_cert=both), {}), AiohttpClient)
    assert isinstance(
        open_http(endpoint("https://a.test/v1", ca_bundle=authority.file), {}), HttptoolsClient
    )


@pytest.mark.parametrize("name", ["ca_bundle", "client_cert", "client_key"])
def test_a_file_that_is_not_there_is_named(name: str, authority: Authority) -> None:
    certificate, key = authority.vouch("toolmind")
    files = {"ca_bundle": authority.file, "client_cert": certificate, "client_key": key}
    missing = authority.file.with_name("missing.pem")
    with pytest.raises(ConfigError, match=rf"^{name}: no such file: .*missing\.pem$"):
        tls_context(endpoint("https://a.test/v1", **{**files, name: missing}))


def test_files_that_hold_something_else_are_refused(authority: Authority) -> None:
    certificate, key = authority.vouch("toolmind")
    _, others = authority.vouch("other")
    _, locked = authority.vouch("locked", password=b"x")
    for files, message in (
        ({"ca_bundle": key}, "ca_bundle: .* no certificates"),
        ({"client_cert": key}, "client_cert .*: no certificate and its key"),
        ({"client_cert": certificate, "client_key": others}, "client_key .*: no certificate and"),
        ({"client_cert": certificate, "client_key": locked}, "client_key is encrypted"),
    ):
        with pytest.raises(ConfigError, match=message):
            tls_context(endpoint("https://a.test/v1", **files))


def test_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "run.yaml").write_text(
        "models: {endpoints: {a: {type: openai, base_url: 'https://a.test/v1', model: m,"
        f" ca_bundle: keys/ca.pem, client_cert: {tmp_path / 'elsewhere' / 'c.pem'}}}}}}}"
    )
    model = load_config(tmp_path / "run.yaml").models.endpoints["a"]
    assert Path(model.ca_bundle) == tmp_path / "keys" / "ca.pem"
    assert Path(model.client_cert) == tmp_path / "elsewhere" / "c.pem"
    assert model.client_key == ""


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("client_key: k, base_url: 'https://a/v1'", "client_key needs client_cert"),
        ("client_cert: c, base_url: 'http://a/v1'", "need an https:// base_url"),
        ("ca_bundle: c, base_url: 'http://a/v1'", "need an https:// base_url"),
    ],
)
def test_settings_that_would_not_be_used_are_refused(settings: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(None, [f"models.endpoints.a={{type: openai, model: m, {settings}}}"])
