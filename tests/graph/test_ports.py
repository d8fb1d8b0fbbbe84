"""What links join, in arrays."""

from __future__ import annotations

import numpy as np
import pytest

from graph_tools import shop_tools
from toolmind.graph import ports
from toolmind.graph.embedding.static import tool_vectors
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.ports import Ports, PortsBuilder, ToolTable, without_self_pairs


def parameter(tool: int, path: str, required: bool = False) -> Parameter:
    return Parameter(tool, path, path, "", "", "string", "", (), required, False)


def built(*rows: tuple[int, int, str]) -> Ports:
    """Ports of (tool, domain, path)."""
    builder = PortsBuilder()
    for tool, domain, path in rows:
        builder.add([parameter(tool, path)], domain)
    return builder.build()


def test_ports_are_rows_with_each_path_once() -> None:
    builder = PortsBuilder()
    builder.add([parameter(0, "id", True), parameter(0, "city")], 4)
    builder.add([], 5)
    builder.add([parameter(1, "id")], 6)
    found = builder.build()
    assert found.tool.tolist() == [0, 0, 1]
    assert found.domain.tolist() == [4, 4, 6]
    assert found.paths == ("id", "city")
    assert found.path.tolist() == [0, 1, 0]
    assert found.required.tolist() == [True, False, False]


def test_of_nothing_there_are_no_ports() -> None:
    found = PortsBuilder().build()
    assert (len(found.tool), found.paths) == (0, ())


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_tools_have_a_number_for_their_domain_and_the_vector_of_what_they_say(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_CHUNK", chunk)
    table, tools = ToolTable(), shop_tools()
    assert [table.add(tool) for tool in tools] == [0, 0, 0, 0, 0, 0, 1, 1]
    assert table.ids == [tool.id for tool in tools]
    assert table.domains == ["shop"] * 6 + ["parcels"] * 2
    assert np.allclose(table.vectors(), tool_vectors(tools), atol=1e-6)


def test_a_tool_does_not_feed_itself() -> None:
    outputs = built((0, 0, "a"), (1, 0, "a"))
    inputs = built((0, 0, "b"), (1, 0, "b"), (1, 0, "c"))
    o, i = (one.ravel() for one in np.indices((2, 3)))
    left = without_self_pairs(o, i, outputs, inputs)
    assert list(zip(*(one.tolist() for one in left), strict=True)) == [(0, 1), (0, 2), (1, 0)]
