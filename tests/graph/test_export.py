"""The graph in other tools' formats, read back as these do."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import duckdb
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from full_disk import room_for
from small_graphs import Joint, graphs, small_graph
from toolmind.errors import ConfigError, RunError
from toolmind.graph.export import FORMATS, export_graph
from toolmind.graph.graph import ToolGraph
from toolmind.records import Edge

XML = "{http://graphml.graphdrawing.org/xmlns}"
GRAPH = small_graph(
    ("a.find", "b.book", "c.alone"),
    [
        Joint("a.find", "hotels[].id", "b.book", "hotel_id", 0.91, evidence={"same words": 0.5}),
        Joint("a.find", "price", "b.book", "amount", 0.8),
    ],
    domains=["hotels", "books & <more>", 'quote " and \x0b control'],
)


def from_graphml(path: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The domains by tool, and the links."""
    root = ElementTree.parse(path).getroot()
    nodes = {node.attrib["id"]: node[0].text or "" for node in root.iter(f"{XML}node")}
    edges = [
        dict(edge.attrib) | {data.attrib["key"]: data.text or "" for data in edge}
        for edge in root.iter(f"{XML}edge")
    ]
    return nodes, edges


def test_graphml_holds_every_tool_and_link(tmp_path: Path) -> None:
    export_graph(GRAPH, tmp_path / "graph.graphml")
    nodes, edges = from_graphml(tmp_path / "graph.graphml")
    assert nodes == {
        "a.find": "hotels",
        "b.book": "books & <more>",
        "c.alone": 'quote " and \ufffd control',
    }
    assert edges == [
        {
            "source": "a.find",
            "target": "b.book",
            "output": "hotels[].id",
            "input": "hotel_id",
            "score": "0.9100",
        },
        {
            "source": "a.find",
            "target": "b.book",
            "output": "price",
            "input": "amount",
            "score": "0.8000",
        },
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_graphml_of_any_name_can_be_parsed(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    path = tmp_path_factory.mktemp("graph") / "graph.graphml"
    export_graph(small_graph((name, f"{name}2"), [Joint(name, name, f"{name}2", name)]), path)
    nodes, edges = from_graphml(path)
    assert len(nodes) == 2 and len(edges) == 1
    assert edges[0]["source"] in nodes


@given(graphs())
def test_json_lines_hold_the_links_in_order(
    tmp_path_factory: pytest.TempPathFactory, graph: ToolGraph
) -> None:
    path = tmp_path_factory.mktemp("graph") / "graph.jsonl"
    export_graph(graph, path)
    edges = msgspec.json.Decoder(Edge).decode_lines(path.read_bytes())
    assert edges == list(graph.edges())


def test_parquet_holds_the_links_in_order_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "it's a graph.parquet"
    export_graph(GRAPH, path)
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert [row[:5] for row in rows] == [
        ("a.find", "hotels[].id", "b.book", "hotel_id", 0.91),
        ("a.find", "price", "b.book", "amount", 0.8),
    ]
    assert list(tmp_path.iterdir()) == [path]


def test_evidence_is_there_by_its_names(tmp_path: Path) -> None:
    export_graph(GRAPH, tmp_path / "graph.parquet")
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT evidence->>'same words' FROM read_parquet(?)",
            [str(tmp_path / "graph.parquet")],
        ).fetchall()
    assert found == [("0.5",), (None,)]


def test_an_ending_that_names_no_format_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"one of \.graphml, \.jsonl, \.parquet"):
        export_graph(GRAPH, tmp_path / "graph.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_that_cannot_be_written_leaves_the_earlier_one_whole(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / "new" / f"graph{ending}"
    export_graph(GRAPH, path)
    before = path.read_bytes()
    (tmp_path / "new" / "graph.rows.jsonl").write_text("mine")
    many = small_graph(
        [f"t{at}" for at in range(400)], [Joint("t0", "p", f"t{at}", "x") for at in range(1, 400)]
    )
    with room_for(2_000), pytest.raises(RunError, match=rf"graph{ending}.*cannot be written"):
        export_graph(many, path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == sorted(
        [f"graph{ending}", "graph.rows.jsonl"]
    )
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot be written"):
        export_graph(GRAPH, tmp_path / "file" / f"graph{ending}")
