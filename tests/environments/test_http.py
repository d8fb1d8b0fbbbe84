import asyncio
import json
import sys
from datetime import datetime

import pytest
from aiohttp import web
from msgspec.structs import replace

from dialogues import scenario
from toolmind.environments.http import HttpProvider
from toolmind.environments.recording import read_recording
from toolmind.environments.replay import ReplayProvider
from toolmind.errors import ConfigError, SimulationError
from toolmind.records import Tool, ToolCall

NOW = datetime(2026, 3, 10, 9, 30)

ID = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
NAME = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def operation(name, method, path, parameters=None, places=None, body=""):
    http = {"method": method, "path": path, "in": places or {}} | ({"body": body} if body else {})
    parameters = parameters or {"type": "object", "properties": {}}
    return Tool(id=f"pets.{name}", name=name, parameters=parameters, annotations={"http": http})


TOOLS = {
    tool.name: tool
    for tool in (
        operation("list_pets", "get", "/pets"),
        operation("get_pet", "get", "/pets/{id}", ID, {"id": "path"}),
        operation("add_pet", "post", "/pets", NAME, {"name": "body"}, "json"),
        operation("delete_pet", "delete", "/pets/{id}", ID, {"id": "path"}),
        operation("echo", "get", "/echo"),
        operation("moved", "get", "/moved"),
        operation("away", "get", "/away"),
        operation("slow", "get", "/slow"),
        operation("huge", "get", "/huge"),
        operation("page", "get", "/"),
        Tool(id="other", name="other"),
    )
}


class Pets:
    """A small service with a state; an import of it is no part of what is tested."""

    def __init__(self):
        self.pets = {1: "Rex", 2: "Mia"}
        self.asked = 0
        self.over = asyncio.Event()

    async def list(self, request):
        return web.json_response([{"id": key, "name": name} for key, name in self.pets.items()])

    async def get(self, request):
        key = int(request.match_info["id"])
        if key not in self.pets:
            return web.json_response({"detail": "no such pet"}, status=404)
        return web.json_response({"id": key, "name": self.pets[key]})

    async def add(self, request):
        key = max(self.pets) + 1
        self.pets[key] = (await request.json())["name"]
        return web.json_response({"id": key}, status=201)

    async def delete(self, request):
        del self.pets[int(request.match_info["id"])]
        return web.Response(status=204)

    async def echo(self, request):
        return web.json_response({"headers": dict(request.headers), "query": dict(request.query)})

    async def huge(self, request):
        return web.Response(body=b"x" * (2**20 + 1), content_type="text/plain")

    async def moved(self, request):
        raise web.HTTPTemporaryRedirect("/pets/1")

    async def away(self, request):
        self.asked += 1
        raise web.HTTPFound("http://192.0.2.1/")

    async def slow(self, request):
        await self.over.wait()
        return web.Response()

    async def page(self, request):
        return web.Response(text="<p>", content_type="text/html")


@pytest.fixture
async def service():
    pets = Pets()
    app = web.Application()
    app.router.add_get("/api/pets", pets.list)
    app.router.add_post("/api/pets", pets.add)
    app.router.add_get("/api/pets/{id}", pets.get)
    app.router.add_delete("/api/pets/{id}", pets.delete)
    app.router.add_get("/pets/{id}", pets.get)
    for name in ("echo", "moved", "away", "slow", "huge"):
        app.router.add_get(f"/api/{name}", getattr(pets, name))
    app.router.add_get("/api/", pets.page)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pets.address = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/api"
    yield pets
    pets.over.set()
    await runner.cleanup()


async def opened(pets, look=("list_pets",), **settings):
    settings = {"look": list(look), "base_url": pets.address} | settings
    provider = HttpProvider(TOOLS.values(), **settings)
    await provider.open()
    world = await provider.world(TOOLS)
    await world.reset(scenario())
    return provider, world


def call(tool, /, **arguments):
    return ToolCall(id="c", name=tool, arguments=json.dumps(arguments))


async def test_a_service_answers_and_its_state_is_seen_before_and_after(service):
    provider, world = await opened(service, write=True)
    before = await provider.starting_state(TOOLS, seed=1, now=NOW)
    assert before == {"list_pets": [{"id": 1, "name": "Rex"}, {"id": 2, "name": "Mia"}]}
    assert (await world.call(call("get_pet", id=1))).content == '{"id":1,"name":"Rex"}'
    assert (await world.call(call("add_pet", name="Tom"))).content == '{"id":3}'
    assert (await world.call(call("delete_pet", id=1))).content == '{"status":204}'
    lost = await world.call(call("get_pet", id=1))
    assert (lost.status, lost.code) == ("error", "not_found")
    assert "no such pet" in lost.content
    after = await world.state()
    assert after == {"list_pets": [{"id": 2, "name": "Mia"}, {"id": 3, "name": "Tom"}]}
    await world.close()
    await provider.close()


async def test_nothing_is_written_unless_it_is_allowed(service):
    provider, world = await opened(service)
    assert (await world.call(call("delete_pet", id=1))).code == "not_allowed"
    assert 1 in service.pets
    cannot = provider.cannot_answer(TOOLS.values())
    assert cannot.keys() == {"pets.add_pet", "pets.delete_pet", "other"}
    assert "environment.allow" in cannot["pets.add_pet"] and "OpenAPI" in cannot["other"]
    assert (await world.call(call("other"))).code == "unknown_tool"
    await provider.close()
    provider, world = await opened(service, allow=["delete_pet"])
    assert (await world.call(call("delete_pet", id=1))).status == "ok"
    assert (await world.call(call("add_pet", name="x"))).code == "not_allowed"
    await provider.close()


async def test_keys_are_sent_and_never_come_back(service, monkeypatch, tmp_path):
    monkeypatch.setenv("KEY_OF_TEST", "s3cret")
    places = ("header:X-Key", "query:key", "cookie:session")
    file = tmp_path / "calls.jsonl"
    auth = dict.fromkeys(places, "$KEY_OF_TEST")
    provider, world = await opened(service, auth=auth, record=file)
    said = json.loads((await world.call(call("echo"))).content)
    assert said["headers"]["X-Key"] == said["query"]["key"] == "[key]"
    assert said["headers"]["Cookie"] == "session=[key]"
    await provider.close()
    assert "s3cret" not in file.read_text()


async def test_redirects_are_followed_within_the_service_alone(service):
    provider, world = await opened(service)
    assert (await world.call(call("moved"))).content == '{"id":1,"name":"Rex"}'
    assert (await world.call(call("away"))).code == "http_302"
    assert service.asked == 1
    await provider.close()


async def test_what_is_slow_or_too_large_is_an_observation(service):
    provider, world = await opened(service, timeout=0.3)
    results = await asyncio.gather(world.call(call("slow")), world.call(call("huge")))
    assert [result.code for result in results] == ["timeout", "too_large"]
    await provider.close()


async def test_a_service_that_is_not_there_fails_the_item_which_is_owed(service):
    provider, world = await opened(service, base_url="http://127.0.0.1:1")
    with pytest.raises(SimulationError, match=r"environment\.unreachable"):
        await world.call(call("list_pets"))
    await provider.close()


async def test_the_state_is_what_can_be_read_without_arguments_unless_some_are_named(service):
    provider, _ = await opened(service, look=(), known={"id": [2, 1]})
    assert await provider.starting_state(TOOLS, seed=1, now=NOW) == {"known": {"id": [2, 1]}}
    await provider.close()
    provider = HttpProvider(TOOLS.values(), base_url=service.address, known={"id": [2, 1]})
    names = [look.name for look in provider.looks]
    assert names == ["list_pets", "get_pet", "echo", "moved", "away", "slow", "huge", "page"]
    provider, _ = await opened(service, look=["get_pet", "page"], known={"id": [2, 1]})
    state = await provider.starting_state(TOOLS, seed=1, now=NOW)
    assert state == {"get_pet": {"id": 2, "name": "Mia"}, "known": {"id": [2, 1]}}
    await provider.close()


async def test_a_recording_answers_like_the_service(service, tmp_path):
    file = tmp_path / "calls.jsonl"
    provider, world = await opened(service, write=True, record=file)
    calls = [call("get_pet", id=1), call("delete_pet", id=1), call("get_pet", id=1)]
    answers = [await world.call(each) for each in calls]
    await provider.close()
    assert [each.tool for each in read_recording(file)] == ["get_pet", "delete_pet", "get_pet"]
    again = await ReplayProvider(file).world(TOOLS)
    await again.reset(scenario())
    assert [await again.call(each) for each in calls] == answers


SERVER = """
import http.server, json, os, sys
state = json.load(open("state.json")) if os.path.exists("state.json") else []
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.answer(state)
    def do_POST(self):
        state.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.answer({"id": len(state)})
    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


async def test_a_service_of_its_own_begins_each_dialogue_anew(tmp_path):
    (tmp_path / "server.py").write_text(SERVER)
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "state.json").write_text('[{"name": "Rex"}]')
    provider = HttpProvider(
        TOOLS.values(),
        command=f"{sys.executable} {tmp_path}/server.py {{port}}",
        folder=tmp_path / "begun",
        setup=[{"tool": "add_pet", "arguments": {"name": "Mia"}}],
        look=["list_pets"],
        allow=["add_pet"],
    )
    await provider.open()
    begun = {"list_pets": [{"name": "Rex"}, {"name": "Mia"}]}
    assert await provider.starting_state(TOOLS, seed=1, now=NOW) == begun
    for _ in range(2):
        world = await provider.world(TOOLS)
        await world.reset(replace(scenario(), seed=1))
        await world.call(call("add_pet", name="Tom"))
        assert (await world.state())["list_pets"] == [*begun["list_pets"], {"name": "Tom"}]
        await world.close()
    await provider.close()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "either a base_url or a command"),
        ({"base_url": "http://127.0.0.1", "command": "x"}, "either a base_url or a command"),
        ({"base_url": "http://example.com"}, "example.com is not this machine"),
        ({"command": "x", "look": ["list_pet"]}, "no tool 'list_pet' .*did you mean 'list_pets'"),
        ({"command": "x", "look": ["get_pet"]}, "get_pet needs id"),
        ({"command": "x", "setup": [{"tool": "nothing"}]}, "environment.setup: .* no call"),
        ({"command": "x", "timeout": 0}, "environment.timeout"),
        ({"base_url": "http://127.0.0.1", "anew": True}, "environment.anew: only services"),
        ({"command": "x", "auth": {"header:A": "key"}}, "name an environment variable"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(ConfigError, match=message):
        HttpProvider(TOOLS.values(), **settings)


def test_a_service_begins_anew_only_if_it_says_so_and_nothing_is_recorded(tmp_path):
    def begins(**settings):
        return HttpProvider(TOOLS.values(), command="x", write=True, **settings).begins_anew

    assert not begins()
    assert begins(anew=True)
    assert not begins(anew=True, record=tmp_path / "calls.jsonl")
