"""A list that is empty or cut."""

from __future__ import annotations

from drawn_chains import material, outlines
from toolmind.scenarios.kinds.partial_result import PartialResult
from toolmind.schema import leaves


def test_a_list_that_no_other_call_needs_falls_short() -> None:
    tools, _ = material()
    kinds = set()
    for made in outlines(PartialResult(), seeds=8):
        [(step, failure)] = made.failures.items()
        tool = tools[made.chain.tools[step]]
        assert any("[]" in leaf.path for leaf in leaves(tool.returns or {}))
        assert step not in {link.src for link in made.chain.links}
        kinds.add(failure.kind)
    assert kinds == {"empty", "partial"}
