"""The graph in other tools' formats: GraphML (Gephi, networkx), JSON lines, Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import duckdb
import msgspec

from toolmind.errors import ConfigError, RunError
from toolmind.files import atomic_file, atomic_path, scratch_path
from toolmind.graph.graph import ToolGraph

FORMATS = (".graphml", ".jsonl", ".parquet")


def export_graph(graph: ToolGraph, path: Path) -> None:
    """Write the graph in the format that the path's ending names.

    JSON lines and Parquet hold one link a row; GraphML holds the tools without links too.

    Raises:
        ConfigError: the ending names no known format.
        RunError: the file cannot be written; an earlier one of that name stays whole.
    """
    writers = dict(zip(FORMATS, (_graphml, _jsonl, _parquet), strict=True))
    if path.suffix not in writers:
        raise ConfigError(f"{path}: the ending must be one of {', '.join(FORMATS)}")
    writers[path.suffix](graph, path)


def _jsonl(graph: ToolGraph, path: Path) -> None:
    with atomic_file(path) as file:
        file.writelines(_json_lines(graph))


def _json_lines(graph: ToolGraph) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    return (encoder.encode(edge) + b"\n" for edge in graph.edges())


_COLUMNS = {
    "src": "VARCHAR",
    "src_output": "VARCHAR",
    "dst": "VARCHAR",
    "dst_input": "VARCHAR",
    "score": "DOUBLE",
    "evidence": "JSON",
}


def _parquet(graph: ToolGraph, path: Path) -> None:
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _COLUMNS.items())
    with scratch_path(path.with_name(f"{path.name}.rows")) as rows, atomic_path(path) as target:
        with rows.open("wb") as file:
            file.writelines(_json_lines(graph))
        source = f"read_json({_sql(rows)}, format='newline_delimited', columns={{{columns}}})"
        try:
            with duckdb.connect() as connection:
                copied = f"COPY (SELECT * FROM {source}) TO {_sql(target)} (FORMAT parquet)"
                connection.execute(copied)
        except duckdb.Error as error:
            reason = " ".join(str(error).split())
            raise RunError(f"{path}: cannot be written: {reason}") from error


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
    with atomic_file(path) as file:
        for text in _graphml_lines(graph):
            file.write(_NO_XML.sub("\ufffd", text).encode())


_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped (2.2)."""


def _graphml_lines(graph: ToolGraph) -> Iterator[str]:
    yield _HEAD
    for tool, domain in zip(graph.tools, graph.domains, strict=True):
        yield f"<node id={quoteattr(tool)}><data key='domain'>{escape(domain)}</data></node>\n"
    for at in range(graph.n_links):
        src, dst = graph.tools[graph.src[at]], graph.tools[graph.dst[at]]
        yield (
            f"<edge source={quoteattr(src)} target={quoteattr(dst)}>"
            f"<data key='output'>{escape(graph.outputs[graph.src_output[at]])}</data>"
            f"<data key='input'>{escape(graph.inputs[graph.dst_input[at]])}</data>"
            f"<data key='score'>{graph.score[at]:.4f}</data></edge>\n"
        )
    yield "</graph>\n</graphml>\n"
