"""The graph in other tools' formats: GraphML (Gephi, networkx), JSON lines, Parquet."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import duckdb
import msgspec

from toolmind.errors import ConfigError
from toolmind.graph.graph import ToolGraph

FORMATS = (".graphml", ".jsonl", ".parquet")


def export_graph(graph: ToolGraph, path: Path) -> None:
    """Write the graph in the format that the path's ending names.

    JSON lines and Parquet hold one link a row; GraphML holds the tools without links too.

    Raises:
        ConfigError: the ending names no known format.
    """
    writers = dict(zip(FORMATS, (_graphml, _jsonl, _parquet), strict=True))
    if path.suffix not in writers:
        raise ConfigError(f"{path}: the ending must be one of {', '.join(FORMATS)}")
    writers[path.suffix](graph, path)


def _jsonl(graph: ToolGraph, path: Path) -> None:
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for edge in graph.edges():
            file.write(encoder.encode(edge) + b"\n")


def _parquet(graph: ToolGraph, path: Path) -> None:
    rows = path.with_suffix(".rows.jsonl")
    _jsonl(graph, rows)
    columns = ", ".join(
        f"'{name}': '{kind}'"
        for name, kind in {
            "src": "VARCHAR",
            "src_output": "VARCHAR",
            "dst": "VARCHAR",
            "dst_input": "VARCHAR",
            "score": "DOUBLE",
            "evidence": "JSON",
        }.items()
    )
    try:
        with duckdb.connect() as connection:
            source = f"read_json({_sql(rows)}, format='newline_delimited', columns={{{columns}}})"
            connection.execute(f"COPY (SELECT * FROM {source}) TO {_sql(path)} (FORMAT parquet)")
    finally:
        rows.unlink()


def _sql(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="domain" for="node" attr.name="domain" attr.type="string"/>
<key id="output" for="edge" attr.name="src_output" attr.type="string"/>
<key id="input" for="edge" attr.name="dst_input" attr.type="string"/>
<key id="score" for="edge" attr.name="score" attr.type="double"/>
<graph edgedefault="directed">
"""


def _graphml(graph: ToolGraph, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for tool, domain in zip(graph.tools, graph.domains, strict=True):
            file.write(
                f"<node id={quoteattr(tool)}><data key='domain'>{escape(domain)}</data></node>\n"
            )
        for at in range(graph.n_links):
            src, dst = graph.tools[graph.src[at]], graph.tools[graph.dst[at]]
            file.write(
                f"<edge source={quoteattr(src)} target={quoteattr(dst)}>"
                f"<data key='output'>{escape(graph.outputs[graph.src_output[at]])}</data>"
                f"<data key='input'>{escape(graph.inputs[graph.dst_input[at]])}</data>"
                f"<data key='score'>{graph.score[at]:.4f}</data></edge>\n"
            )
        file.write("</graph>\n</graphml>\n")
