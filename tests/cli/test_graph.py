"""`toolmind graph`: each verb on the small pool."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import msgspec
import pytest
from typer.testing import CliRunner

from graph_tools import shop_tools
from toolmind.cli.graph import app
from toolmind.errors import ConfigError, DataError
from toolmind.records import Tool
from typed import typed

RUN = CliRunner()


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    def schema(name: str, text: str) -> dict[str, object]:
        field = {"type": "string", "description": text}
        return {"type": "object", "properties": {name: field}, "required": [name]}

    order = schema("order_id", "Identifier of the order")
    refund = schema("refund_id", "Identifier of the refund")
    tools = [
        Tool(id="shop.find", name="find_order", parameters=schema("q", "Words"), returns=order),
        Tool(id="shop.refund", name="refund_order", parameters=order, returns=refund),
        Tool(id="shop.get", name="get_refund", parameters=refund, returns=order),
    ]
    path = tmp_path / "pool.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(tool) + b"\n" for tool in tools))
    return path


def run(*arguments: object) -> str:
    result = RUN.invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.offline
def test_a_graph_is_built_looked_at_and_exported(pool: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph.npz"
    assert "3 tools" in run("build", pool, "--out", graph, "--validate", "embedded")
    assert (tmp_path / "graph.verdicts.jsonl").exists()
    assert "shop.refund" in run("show", "shop.find", "--graph", graph)
    why = run("explain", "shop.find", "shop.refund", "--graph", graph)
    assert "same name" in why
    assert "coherence, by a model" in why
    short = tmp_path / "short.yaml"
    short.write_text("chains: {min_length: 2, max_length: 3}")
    counts = run("stats", "--graph", graph, "--chains", 20, "--config", short)
    assert "20 chains" in counts
    for ending in ("jsonl", "graphml", "parquet"):
        run("export", tmp_path / f"graph.{ending}", "--graph", graph)
    rows = [json.loads(line) for line in (tmp_path / "graph.jsonl").read_text().splitlines()]
    table = duckdb.sql(f"SELECT src, dst FROM '{tmp_path / 'graph.parquet'}'").fetchall()
    assert table == [(row["src"], row["dst"]) for row in rows]
    assert (tmp_path / "graph.graphml").read_text().count("<edge ") == len(rows)


def test_a_tool_is_found_by_its_name_as_by_its_id(pool: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph.npz"
    run("build", pool, "--out", graph)
    by_name = run("show", "find_order", "--graph", graph, "--json")
    assert json.loads(by_name)["feeds"] and by_name == run(
        "show", "shop.find", "--graph", graph, "--json"
    )
    why = run("explain", "find_order", "shop.refund", "--graph", graph)
    assert why == run("explain", "shop.find", "refund_order", "--graph", graph) != ""
    with pytest.raises(DataError, match="did you mean 'find_order'"):
        run("show", "find_ordr", "--graph", graph)


@pytest.mark.offline
def test_validate_and_build_count_links_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(shop_tools()))
    Path("c.yaml").write_text("{tools: {paths: [pool.jsonl]}, chains: {min_length: 2}}")
    built = run("build", "pool.jsonl", "--config", "c.yaml", "--out", "graph.npz")
    told = typed("validate", "c.yaml").stdout
    counts = re.compile(r"(\d+) links, (\d+) of them good enough to walk")
    assert counts.findall(built) == counts.findall(told) != []
    stats = json.loads(run("stats", "--graph", "graph.npz", "--config", "c.yaml", "--json"))
    assert [(str(stats["graph"]["links"]), str(stats["walked"]))] == counts.findall(told)


def test_tools_that_no_chain_comes_to_are_told_with_what_to_set(tmp_path: Path) -> None:
    tools = shop_tools()
    names = ("get_product", "book_pickup")
    alone = [msgspec.structs.replace(t, domain=t.name) if t.name in names else t for t in tools]
    pool, graph = tmp_path / "pool.jsonl", tmp_path / "graph.npz"
    pool.write_bytes(msgspec.json.Encoder().encode_lines(alone))
    run("build", pool, "--out", graph)
    said = run("stats", "--graph", graph)
    assert "tools are in no chain" in said and "shop.get_product" in said
    assert "toolmind tools import POOL --domain NAME" in said
    unreached = json.loads(run("stats", "--graph", graph, "--json"))["unreached"]
    assert "shop.get_product" in unreached["ids"]["other_domains"]


def test_tools_that_declare_no_result_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "pool.jsonl"
    path.write_bytes(msgspec.json.encode(Tool(id="shop.find", name="find_order")))
    said = run("build", path, "--out", tmp_path / "graph.npz")
    assert "1 tools, 0 links" in said
    assert "declares what it returns" in said


def test_what_cannot_be_is_said(pool: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph.npz"
    run("build", pool, "--out", graph)
    with pytest.raises(DataError, match="no tool 'nothing'"):
        run("show", "nothing", "--graph", graph)
    with pytest.raises(ConfigError, match=r"\.graphml"):
        run("export", tmp_path / "graph.csv", "--graph", graph)
    with pytest.raises(ConfigError, match="evidence, cosine or both"):
        run("score", "--functions", pool, "--links", pool, "--scorer", "best")


def test_two_tools_without_a_link_are_told_so(pool: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph.npz"
    run("build", pool, "--out", graph)
    said = run("explain", "shop.find", "shop.find", "--graph", graph)
    assert said == "no link from shop.find to shop.find\n"


def test_an_endpoint_that_judges_links_is_one_of_the_configuration(
    pool: Path, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"--validate: no endpoint 'embeded' \(did you mean"):
        run("build", pool, "--out", tmp_path / "graph.npz", "--validate", "embeded")


def test_scores_are_a_table_a_scorer(pool: Path, tmp_path: Path) -> None:
    graph, links = tmp_path / "graph.npz", tmp_path / "links.jsonl"
    run("build", pool, "--out", graph)
    run("export", links, "--graph", graph)
    printed = run("score", "--functions", pool, "--links", links)
    for scorer in ("evidence", "cosine"):
        assert f"{scorer}: {links.read_text().count(chr(10))} links" in printed
    assert printed.count("slice") == 2 and "recall" in printed
