"""Tool graphs made by hand: tools by their names, links by what they join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from toolmind.graph.graph import NOT_ASKED, ToolGraph, hundredths


@dataclass(frozen=True)
class Joint:
    """A link from an output of one tool to an input of another."""

    src: str
    output: str
    dst: str
    input: str
    score: float = 0.9
    required: bool = True
    evidence: Mapping[str, float] = field(default_factory=dict)
    transitivity: int = NOT_ASKED
    coherence: int = NOT_ASKED


def small_graph(
    tools: Sequence[str],
    joints: Sequence[Joint],
    *,
    domains: Sequence[str] | None = None,
    needs: Mapping[str, int] | None = None,
    vectors: Sequence[Sequence[float]] | None = None,
) -> ToolGraph:
    """Return the graph of these links; each tool needs what its required links feed, or `needs`."""
    place = {tool: at for at, tool in enumerate(tools)}
    links = sorted(joints, key=lambda one: (place[one.src], place[one.dst], -one.score))
    outputs = sorted({one.output for one in links})
    inputs = sorted({one.input for one in links})
    names = sorted({name for one in links for name in one.evidence})
    fed = {tool: {j.input for j in links if j.dst == tool and j.required} for tool in tools}
    evidence = [[one.evidence.get(name, 0.0) for name in names] for one in links]
    return ToolGraph(
        tools=tuple(tools),
        domains=tuple(domains or ["all"] * len(tools)),
        outputs=tuple(outputs),
        inputs=tuple(inputs),
        src=np.array([place[one.src] for one in links], dtype=np.int32),
        dst=np.array([place[one.dst] for one in links], dtype=np.int32),
        src_output=np.array([outputs.index(one.output) for one in links], dtype=np.int32),
        dst_input=np.array([inputs.index(one.input) for one in links], dtype=np.int32),
        score=np.array([one.score for one in links], dtype=np.float32),
        required=np.array([one.required for one in links], dtype=np.bool_),
        needs=np.array([(needs or {}).get(tool, len(fed[tool])) for tool in tools], dtype=np.int32),
        evidence_names=tuple(names),
        evidence=hundredths(np.array(evidence, dtype=np.float64).reshape(len(links), len(names))),
        threshold=0.5,
        scorer="by hand",
        transitivity=np.array([one.transitivity for one in links], dtype=np.int8),
        coherence=np.array([one.coherence for one in links], dtype=np.int8),
        vectors=np.array(vectors or [[1.0, 0.0]] * len(tools), dtype=np.float32),
    )


TOOLS = tuple("abcdef")
joints = st.builds(
    Joint,
    src=st.sampled_from(TOOLS[:4]),
    output=st.sampled_from(["p", "q"]),
    dst=st.sampled_from(TOOLS[:4]),
    input=st.sampled_from(["x", "y", "z"]),
    score=st.sampled_from([0.75, 0.8, 0.9, 1.0]),
    required=st.booleans(),
)
"""Links among four tools, few enough in kind that many are equal or join the same two."""


@st.composite
def graphs(draw: st.DrawFn) -> ToolGraph:
    """Graphs with a link at least; no tool is joined to itself, and no link is there twice."""
    drawn = draw(st.lists(joints, min_size=1, max_size=25))
    by_place = {
        (one.src, one.output, one.dst, one.input): one for one in drawn if one.src != one.dst
    }
    return small_graph(TOOLS, [*by_place.values()] or [Joint("a", "p", "b", "x")])
