"""The function graph: tools, and links from their outputs to inputs, in compact arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np
from numpy.typing import NDArray

from toolmind.errors import DataError
from toolmind.files import atomic_file
from toolmind.records import Edge
from toolmind.records.html import counts_html
from toolmind.text.nearest import nearest

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Hundredths = NDArray[np.int8]
"""Numbers from -1 to 1, rounded: a graph is mostly evidence, and nobody reads a third decimal."""

_FORMAT = "toolmind-graph-4"
TOPICS = "topics alike"
"""Evidence that the walk uses: how alike two tools' names and descriptions are."""
NOT_ASKED = -1
FAILED = -2
_SHOWN = 10
"""Links that a notebook shows (ours)."""
_NAMED = 10_000
"""Ids and names among which the nearest to a wrong one is looked for."""


def hundredths(values: NDArray[np.floating]) -> Hundredths:
    """Round numbers from -1 to 1 to hundredths; packed vectors may be a little longer than 1."""
    rounded: Hundredths = np.rint(np.clip(values, -1, 1) * 100).astype(np.int8)
    return rounded


@dataclass(frozen=True, eq=False)
class ToolGraph:
    """Tools and the links between them.

    Links are sorted by (source tool, target tool, falling score); `indptr[t]:indptr[t + 1]` are
    those that leave tool t (compressed sparse rows). `outputs` and `inputs` are the distinct paths
    that links name. `evidence` holds one column per entry of `evidence_names`, in hundredths.
    """

    tools: tuple[str, ...]
    domains: tuple[str, ...]
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    src: Ints
    dst: Ints
    src_output: Ints
    dst_input: Ints
    score: Floats
    required: NDArray[np.bool_]
    """Whether the target input is a required one."""
    needs: Ints
    """[tools] how many required inputs each tool has that could be fed."""
    evidence_names: tuple[str, ...]
    evidence: Hundredths
    threshold: float
    scorer: str
    transitivity: NDArray[np.int8]
    """A model's verdict on each link, 0 to 9, or `NOT_ASKED` or `FAILED`; `coherence` likewise."""
    coherence: NDArray[np.int8]
    vectors: Floats
    """[tools, dimensions] the static embedding of names and descriptions, of unit length."""
    names: tuple[str, ...] = ()
    """What models see each tool as; a tool is found by it, too."""

    @property
    def n_links(self) -> int:
        """How many links the graph has."""
        return len(self.src)

    @property
    def n_pairs(self) -> int:
        """How many pairs of tools are joined by at least one link."""
        if not self.n_links:
            return 0
        joined = (self.src[1:] != self.src[:-1]) | (self.dst[1:] != self.dst[:-1])
        return 1 + int(joined.sum())

    @property
    def validated(self) -> bool:
        """Whether a model was asked about any link."""
        return bool((self.transitivity != NOT_ASKED).any())

    @cached_property
    def indptr(self) -> NDArray[np.int64]:
        """Where the links of each source tool start; one entry more than there are tools."""
        return np.searchsorted(self.src, np.arange(len(self.tools) + 1)).astype(np.int64)

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each tool id."""
        return {tool: position for position, tool in enumerate(self.tools)}

    def id_of(self, wanted: str) -> str:
        """Return the id of the tool with this id, or else with this name.

        Raises:
            DataError: there is none; the nearest of both is named.
        """
        if wanted in self.positions:
            return wanted
        if wanted in self.names:
            return self.tools[self.names.index(wanted)]
        known = [*self.tools, *self.names][:_NAMED]
        raise DataError(
            f"the graph has no tool {wanted!r}{nearest(wanted, known)}",
            remedy="`toolmind tools list` lists a pool.",
        )

    def edge(self, link: int) -> Edge:
        """One link as a record, with its evidence in words."""
        return Edge(
            src=self.tools[self.src[link]],
            src_output=self.outputs[self.src_output[link]],
            dst=self.tools[self.dst[link]],
            dst_input=self.inputs[self.dst_input[link]],
            score=round(float(self.score[link]), 4),
            evidence=self.evidence_of(link) | self.verdict_of(link),
        )

    def verdict_of(self, link: int) -> dict[str, int | str]:
        """Name a model's verdict on a link, if one was asked for."""
        scores = {"transitivity": self.transitivity[link], "coherence": self.coherence[link]}
        if NOT_ASKED in scores.values():
            return {}
        return {
            f"{name}, by a model": int(score) if score >= 0 else "not judged"
            for name, score in scores.items()
        }

    def passed(self, min_transitivity: int, min_coherence: int) -> NDArray[np.bool_]:
        """Whether each link may be used: all where no model was asked, else those that passed."""
        if not self.validated:
            return np.ones(self.n_links, dtype=np.bool_)
        fine: NDArray[np.bool_] = (self.transitivity >= min_transitivity) & (
            self.coherence >= min_coherence
        )
        return fine

    def only(self, links: NDArray[np.bool_]) -> ToolGraph:
        """Return the graph with some of its links, chosen by a mask over all."""
        kept = {name: getattr(self, name)[links] for name in _OF_LINKS}
        return replace(self, **kept)

    def bare(self) -> ToolGraph:
        """Return the graph without its evidence and its vectors, which are most of it."""
        return replace(
            self,
            evidence=np.empty((self.n_links, 0), dtype=np.int8),
            evidence_names=(),
            vectors=np.empty((len(self.tools), 0), dtype=np.float32),
        )

    def evidence_of(self, link: int, most: int | None = None) -> dict[str, Any]:
        """Name the evidence of a link with its strength, the strongest first."""
        row = self.evidence[link]
        order = np.argsort(-np.abs(row), kind="stable")[:most]
        return {self.evidence_names[at]: int(row[at]) / 100 for at in order if row[at]}

    def edges(self, src: str | None = None, dst: str | None = None) -> Iterator[Edge]:
        """Links as records, all or those between the given tools, by id or name.

        Raises:
            DataError: the graph has no such tool.
        """
        chosen = np.arange(self.n_links)
        if src is not None:
            at = self._position(src)
            chosen = chosen[self.indptr[at] : self.indptr[at + 1]]
        if dst is not None:
            chosen = chosen[self.dst[chosen] == self._position(dst)]
        return (self.edge(int(link)) for link in chosen)

    def _position(self, tool: str) -> int:
        return self.positions[self.id_of(tool)]

    def _repr_html_(self) -> str:
        """Return the graph as a notebook shows it: its size, and its best links."""
        best = np.argsort(-self.score, kind="stable")[:_SHOWN]
        links = {
            f"{edge.src}.{edge.src_output} → {edge.dst}.{edge.dst_input}": f"{edge.score:.2f}"
            for edge in map(self.edge, best.tolist())
        }
        size = {"tools": f"{len(self.tools):,}", "domains": f"{len(set(self.domains)):,}"}
        size |= {"links": f"{self.n_links:,}", "pairs of tools": f"{self.n_pairs:,}"}
        return counts_html("function graph, and its best links", size | links)

    def save(self, path: Path) -> None:
        """Write the graph to one file, whole or not at all.

        Raises:
            RunError: the file cannot be written.
        """
        head = {
            "format": _FORMAT,
            "tools": self.tools,
            "names": self.names,
            "domains": self.domains,
            "outputs": self.outputs,
            "inputs": self.inputs,
            "evidence_names": self.evidence_names,
            "threshold": self.threshold,
            "scorer": self.scorer,
        }
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        header = np.frombuffer(msgspec.json.encode(head), dtype=np.uint8)
        with atomic_file(path) as file:
            np.savez(file, allow_pickle=False, head=header, **arrays)


_OF_LINKS = (
    "src",
    "dst",
    "src_output",
    "dst_input",
    "score",
    "required",
    "evidence",
    "transitivity",
    "coherence",
)
_ARRAYS = (*_OF_LINKS, "needs", "vectors")


def load_graph(path: Path) -> ToolGraph:
    """Read a graph that `ToolGraph.save` wrote.

    Raises:
        DataError: no such file, or not a graph.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            head = msgspec.json.decode(file["head"].tobytes())
            if head.pop("format") != _FORMAT:
                raise KeyError("format")
            arrays = {name: file[name] for name in _ARRAYS}
    except FileNotFoundError as error:
        raise DataError(
            "no such graph", file=str(path), remedy="Make one with `toolmind graph build`."
        ) from error
    except (ValueError, KeyError, OSError, EOFError, BadZipFile, msgspec.DecodeError) as error:
        raise DataError(
            f"not a ToolMind graph ({error})",
            file=str(path),
            remedy="Build it again with `toolmind graph build`.",
        ) from error
    names = ("tools", "names", "domains", "outputs", "inputs", "evidence_names")
    return ToolGraph(**head | {name: tuple(head[name]) for name in names}, **arrays)
