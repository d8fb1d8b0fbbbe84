"""Ports: the outputs and inputs that links join, and their tools, in arrays filled tool by tool."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.embedding.static import static_embedder, tool_text
from toolmind.graph.features.pair_features import Indices
from toolmind.graph.features.parameter_features import Floats, Ints
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.index.quantized import stacked
from toolmind.records import Tool

_CHUNK = 4096


class ToolTable:
    """Of each tool its id, its name, its domain, and the embedding of its name and description."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.names: list[str] = []
        self.domains: list[str] = []
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._vectors: list[Floats] = []

    def add(self, tool: Tool) -> int:
        """Read a tool; return the number of its domain."""
        self.ids.append(tool.id)
        self.names.append(tool.name)
        self.domains.append(tool.domain)
        self._texts.append(tool_text(tool))
        if len(self._texts) == _CHUNK:
            self._embed()
        return self._numbers.setdefault(tool.domain, len(self._numbers))

    def vectors(self) -> Floats:
        """Give up the vectors, of unit length [tools, dimensions]."""
        self._embed()
        return stacked(self._vectors)

    def _embed(self) -> None:
        self._vectors.append(static_embedder().embed(self._texts))
        self._texts.clear()


@dataclass(frozen=True, eq=False)
class Ports:
    """The outputs, or the inputs, that links join: one row each."""

    tool: Ints
    domain: Ints
    path: Ints
    """Place of the path in `paths`."""
    paths: tuple[str, ...]
    required: NDArray[np.bool_]


class PortsBuilder:
    """Collects parameters into `Ports` as they come."""

    def __init__(self) -> None:
        self._columns = {name: array("i") for name in ("tool", "domain", "path")}
        self._required = array("b")
        self._paths: dict[str, int] = {}

    def add(self, parameters: Sequence[Parameter], domain: int) -> None:
        """Read parameters of a tool in the domain of this number."""
        for parameter in parameters:
            self._columns["tool"].append(parameter.tool)
            self._columns["domain"].append(domain)
            self._columns["path"].append(self._paths.setdefault(parameter.path, len(self._paths)))
            self._required.append(parameter.required)

    def build(self) -> Ports:
        """Return the ports of all parameters added."""
        return Ports(
            **{name: np.array(column, np.int32) for name, column in self._columns.items()},
            paths=tuple(self._paths),
            required=np.array(self._required, dtype=np.bool_),
        )


def without_self_pairs(
    o: Indices, i: Indices, outputs: Ports, inputs: Ports
) -> tuple[Indices, Indices]:
    """Leave out pairs of one tool with itself."""
    kept = outputs.tool[o] != inputs.tool[i]
    return o[kept], i[kept]
