"""Edges and chains are lines that can be read again."""

from __future__ import annotations

import msgspec
import pytest

from toolmind.records import Chain, Edge, Link

LINK = Link(src=0, src_output="flights[].id", dst=1, dst_input="flight_id", score=0.5)
CHAIN = Chain(id="c0", tools=("a", "b"), links=(LINK,))


@pytest.mark.parametrize(
    "record",
    [
        CHAIN,
        Edge(src="a", src_output="id", dst="b", dst_input="x", score=1.0, evidence={"same": "id"}),
    ],
)
def test_a_line_gives_the_record_back(record: Chain | Edge) -> None:
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


def test_evidence_is_each_edges_own() -> None:
    one, other = (Edge(src="a", src_output="", dst="b", dst_input="", score=0) for _ in "ab")
    one.evidence["name"] = 1
    assert other.evidence == {}


def test_a_link_needs_both_positions() -> None:
    with pytest.raises(msgspec.ValidationError, match="dst"):
        msgspec.json.decode(b'{"src":0,"src_output":"id","dst_input":"x"}', type=Link)
