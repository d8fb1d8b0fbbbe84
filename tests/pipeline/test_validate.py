"""Everything that a run will open is opened before it, and nothing is made or paid for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from graph_tools import shop_tools
from scripted_server import ScriptedServer, serving
from toolmind.config import load_config
from toolmind.errors import ConfigError, RunError, UserError
from toolmind.pipeline.run import run
from toolmind.pipeline.validate import Validation, validate
from toolmind.records import Tool

pytestmark = pytest.mark.offline


def pool(folder: Path, tools: list[Tool]) -> str:
    (folder / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(tools))
    return f"tools.paths=[{folder / 'pool.jsonl'}]"


@pytest.fixture
def settings(tmp_path: Path) -> list[str]:
    return [pool(tmp_path, shop_tools()), "chains={min_length: 2, max_length: 3}", "count=3"]


def check(settings: list[str], out: Path, **options: Any) -> Validation:
    return asyncio.run(validate(load_config(None, settings), out, **options))


def test_a_good_one_says_what_it_comes_to_and_leaves_nothing(
    settings: list[str], tmp_path: Path
) -> None:
    found = check(settings, tmp_path / "run")
    assert (found.tools, found.skipped, found.cannot) == (8, (), {})
    assert found.links > 0
    assert 2 <= len(found.first_chain.tools) <= 3
    assert [path.name for path in tmp_path.iterdir()] == ["pool.jsonl"]


BROKEN = """
from toolmind.environments.base import EnvironmentProvider
from toolmind.errors import ConfigError
from toolmind.formats.openai import OpenAIExporter


class Strict(OpenAIExporter):
    def __init__(self, most: int = 1) -> None:
        if most > 9:
            raise ValueError("most: 9 at most")


class Down(EnvironmentProvider):
    async def open(self):
        raise ConfigError("environment: nobody listens there")
"""

ENDPOINT = "models.endpoints.it={{type: openai, base_url: '{url}', model: m{more}}}"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("export.formats=[opnai]", "did you mean 'openai'"),
        ("export.formats=[{type: 'broken_parts:Strict', most: 10}]", "most: 9 at most"),
        ("environment.type='broken_parts:Down'", "nobody listens there"),
        ("checks.use=[groundin]", "did you mean 'grounding'"),
        ("prompts=nowhere", "nowhere is no folder"),
        ("prompts={folder}/prompts", "did you mean assistant.md"),
        ("tools.paths=[{folder}/pol.jsonl]", r"Did you mean .*pool\.jsonl"),
        ("models={endpoints: {it: {type: openai, base_url: 'http://127.0.0.1:9/v1', model: m,"
         " api_key_env: KEY_OF_NOBODY}}, judge: it}", "KEY_OF_NOBODY"),
        ("graph={scorer: cosine, embedder: {type: sentence_transformers, model: nobody/nothing}}",
         "nobody/nothing"),
        ("runtime.cache_path={folder}/pool.jsonl", "not a usable reply cache"),
        ("runtime.cache_path={folder}/pool.jsonl/replies.db", "runtime.cache_path"),
        ("runtime.embeddings_path={folder}/pool.jsonl/e.db", "runtime.embeddings_path"),
    ],
)  # fmt: skip
def test_what_a_run_could_not_open_is_told(
    settings: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    message: str,
) -> None:
    (tmp_path / "broken_parts.py").write_text(BROKEN)
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "asistant.md").write_text("Hello")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UserError, match=message):
        check([*settings, setting.replace("{folder}", str(tmp_path))], tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_key_of_an_embedder_is_looked_for_and_nothing_is_embedded(
    settings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both() -> None:
        async with serving(ScriptedServer()) as server:
            config = load_config(
                None,
                [
                    *settings,
                    ENDPOINT.format(url=server.base_url, more=", api_key_env: KEY_OF_VECTORS"),
                    "graph={scorer: cosine, embedder: {type: endpoint, endpoint: it}}",
                    "chains={min_length: 1, max_length: 2, min_score: 0, min_score_across: 0}",
                ],
            )
            with pytest.raises(ConfigError, match="KEY_OF_VECTORS"):
                await validate(config, tmp_path / "run")
            monkeypatch.setenv("KEY_OF_VECTORS", "k")
            assert (await validate(config, tmp_path / "run")).links > 0
            assert server.count == 0

    asyncio.run(both())


def test_a_folder_that_a_run_would_refuse_is_refused(settings: list[str], tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"pool\.jsonl is no folder.*--out"):
        check(settings, tmp_path / "pool.jsonl" / "run")
    asyncio.run(run(load_config(None, settings), tmp_path / "run"))
    check(settings, tmp_path / "run")
    with pytest.raises(RunError, match="seed: 0 → 7"):
        check([*settings, "seed=7"], tmp_path / "run")
    check([*settings, "seed=7"], tmp_path / "run", fresh=True)


def test_tools_that_no_value_can_be_made_for_are_named(settings: list[str], tmp_path: Path) -> None:
    tools = shop_tools()
    unmet = {"type": "object", "properties": {"it": {"enum": ["now"], "format": "date"}}}
    unmet["required"] = ["it"]
    tools[1] = msgspec.structs.replace(tools[1], returns=unmet)
    tools[2] = msgspec.structs.replace(tools[2], parameters=unmet)
    found = check([*settings, pool(tmp_path, tools), "chains.min_length=1"], tmp_path / "run")
    assert set(found.cannot) == {tools[1].id, tools[2].id}
    # A language model may find a value, and a world of one's own need not have one.
    elsewhere = ENDPOINT.format(url="http://127.0.0.1:9/v1", more="")
    found = check([*settings, elsewhere, "models.scenario=it"], tmp_path / "run")
    assert set(found.cannot) == {tools[1].id}
    found = check([*settings, "environment.type=simulated"], tmp_path / "run")
    assert set(found.cannot) == {tools[2].id}


def test_a_start_that_made_nothing_is_not_in_the_way_of_the_next(
    settings: list[str], tmp_path: Path
) -> None:
    """The first has no world to play in, which shows only after the folder was made."""
    nowhere = "environment={type: python, functions: 'nowhere:World'}"
    bad = [*settings, pool(tmp_path, shop_tools()[-1:]), nowhere]
    with pytest.raises(ConfigError):
        asyncio.run(run(load_config(None, bad), tmp_path / "run"))
    good = [*settings, pool(tmp_path, shop_tools()), "seed=3"]
    asyncio.run(run(load_config(None, good), tmp_path / "run"))
    lines = (tmp_path / "run" / "tools.jsonl").read_bytes().splitlines()
    assert len(lines) == len(shop_tools())
    assert len((tmp_path / "run" / "verdicts.jsonl").read_bytes().splitlines()) == 3
    with pytest.raises(RunError, match="another configuration"):
        asyncio.run(run(load_config(None, [*settings, "seed=4"]), tmp_path / "run"))
