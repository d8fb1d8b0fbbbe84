"""A source is named outright, or a place tells its kind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolmind.errors import ConfigError, DataError
from toolmind.tools.sources.base import RawTool, Source
from toolmind.tools.sources.choose import KINDS, choose_source
from toolmind.tools.sources.datasets import DatasetSource
from toolmind.tools.sources.functions import FunctionsSource
from toolmind.tools.sources.mcp import McpSource
from toolmind.tools.sources.openapi import OpenApiSource
from toolmind.tools.sources.python import PythonSource
from toolmind.tools.sources.tau_bench import TauBenchSource
from trace_rows import GENAI, TRACES

API = json.dumps({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {}})


class Own:
    def __init__(self, place: str, most: int = 3) -> None:
        self.place, self.most = place, most

    def read(self) -> None: ...


class NoSource:
    pass


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "own_sources", sys.modules[Own.__module__])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("openapi:a.json", OpenApiSource),
        ("mcp:python -m server", McpSource),
        ("python:my.module:function", PythonSource),
        ("functions:a.txt", FunctionsSource),
        ("tau-bench:envs/retail/tools", TauBenchSource),
        ("xlam:", DatasetSource),
        ("openai:a.jsonl", DatasetSource),
        ("https://a.example/openapi.json", OpenApiSource),
        ("http://127.0.0.1:8000/mcp", McpSource),
        ("http://127.0.0.1:8000/sse/", McpSource),
        ("https://a.example/mcp?key=1", McpSource),
        ("api.yaml", OpenApiSource),
        ("api.yml", OpenApiSource),
        ("tools.py", PythonSource),
        ("tools.py:Shop", PythonSource),
        ("folder/tools.py:Shop.pay", PythonSource),
        ("pool.jsonl.gz", FunctionsSource),
        ("pool.ndjson", FunctionsSource),
    ],
)
def test_what_is_written_names_a_source(text: str, kind: type[Any]) -> None:
    assert type(choose_source(text)) is kind


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.json", API, OpenApiSource),
        ("a.json", '{"swagger": "2.0"}', OpenApiSource),
        ("a.json", '[{"name": "f"}]', FunctionsSource),
        ("a.json.gz", API, OpenApiSource),
        ("a.json.gz", '[{"name": "f"}]', FunctionsSource),
        ("mcp:x.jsonl", "", FunctionsSource),
    ],
)
def test_a_file_that_is_there_tells_by_its_first_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, kind: type[Any]
) -> None:
    raw = content.encode()
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    monkeypatch.chdir(tmp_path)
    assert type(choose_source(name)) is kind


BARE = {"name": "agent", "context": {"trace_id": "trace"}, "attributes": {"kind": "AGENT"}}
OTLP = {"resourceSpans": [None, {"scopeSpans": [{"spans": [BARE, GENAI]}, {"spans": None}]}]}


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "json", "parquet"])
@pytest.mark.parametrize("form", ["otel-genai", "openinference", "langfuse", "langsmith"])
async def test_a_file_of_traces_is_known_by_its_rows(
    tmp_path: Path, form: str, ending: str
) -> None:
    path = tmp_path / f"trace.{ending}"
    if ending == "parquet":
        texts = [{key: as_text(value) for key, value in row.items()} for row in TRACES[form]]
        rows = texts if form.startswith("lang") else TRACES[form]
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        rows = ([] if form.startswith("lang") else [BARE]) + TRACES[form]
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        raw = (json.dumps(rows) if ending == "json" else lines).encode()
        path.write_bytes(gzip.compress(raw) if ending.endswith("gz") else raw)
    source = choose_source(str(path), licence="MIT")
    assert isinstance(source, DatasetSource) and source.form.name == form
    found = [one async for one in source.read() if isinstance(one, RawTool)]
    assert [tool.value["function"]["name"] for tool in found] == ["get_weather"]


async def test_what_a_collector_wrote_is_a_file_of_traces(tmp_path: Path) -> None:
    path = tmp_path / "collected.jsonl"
    path.write_text(f"not JSON\n{json.dumps(OTLP)}\n")
    source = choose_source(str(path))
    assert isinstance(source, DatasetSource) and source.form.name == "otel-genai"
    found = [one async for one in source.read()]
    assert [type(one).__name__ for one in found] == ["SetAside", "SetAside", "RawTool"]


def test_spans_without_messages_are_no_functions(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    path.write_text(json.dumps(BARE))
    assert type(choose_source(str(path))) is DatasetSource
    path.write_text('{"name": "f", "parameters": {}}')
    assert type(choose_source(str(path))) is FunctionsSource


def test_settings_reach_the_sources_that_have_a_use_for_them() -> None:
    def chosen(text: str) -> Any:
        return choose_source(text, licence="MIT", timeout_s=3, headers={"X-Key": "k"})

    server, document = chosen("mcp:https://a.example/x"), chosen("openapi:a.json")
    assert (server.timeout_s, server.headers, server.licence) == (3, {"X-Key": "k"}, "MIT")
    assert (document.headers, document.licence) == ({"X-Key": "k"}, "MIT")
    assert (chosen("functions:a").licence, chosen("openai:a.jsonl").licence) == ("MIT", "MIT")
    assert chosen("xlam:").licence == "MIT", "what the user says overrules the set's own"
    assert choose_source("xlam:").licence == "CC-BY-4.0"  # type: ignore[attr-defined]


def test_a_source_of_ones_own_is_named_with_its_settings() -> None:
    source: Source = choose_source("{type: 'own_sources:Own', place: here, most: 7}")
    assert (type(source), source.place, source.most) == (Own, "here", 7)  # type: ignore[attr-defined]
    built_in = choose_source("{type: mcp, place: 'python -m x', timeout_s: 2}")
    assert isinstance(built_in, McpSource) and built_in.timeout_s == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("opnapi:a.json", r"unknown kind of source 'opnapi' \(did you mean 'openapi'\?\)"),
        ("dataset:a", "unknown kind of source 'dataset'"),
        ("{type: mpc}", r"source: unknown 'mpc' \(did you mean 'mcp'\?\)"),
        ("{type: 'own_sources:NoSource'}", "NoSource: it has no read"),
        ("{type: 'own_sources:Own'}", "'place' must be given"),
        ("{type: mcp, place: x, timeout_s: soon}", "mcp: timeout_s: .*valid number"),
        ("{type: ", r"is not \{type: name or module:Class, \.\.\.settings\}"),
        ("{a: b}", r"is not \{type: name or module:Class, \.\.\.settings\}"),
    ],
)
def test_what_names_nothing_is_told_with_the_nearest(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        choose_source(text)


def test_a_name_that_does_not_tell_asks_for_the_kind(tmp_path: Path) -> None:
    path = tmp_path / "tools.txt"
    path.touch()
    with pytest.raises(ConfigError, match=f"Write KIND:{path}, where KIND is one of") as told:
        choose_source(str(path))
    assert all(kind in str(told.value) for kind in KINDS)


@pytest.mark.parametrize("name", ["pool.json", "pool", "pool.txt"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "pool.jsonl").touch()
    with pytest.raises(DataError, match=r"no such file\. Did you mean .*pool\.jsonl"):
        choose_source(str(tmp_path / name))
