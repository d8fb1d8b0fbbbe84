"""An id that is looked up."""

from __future__ import annotations

import pytest

from drawn_chains import material, outlines
from toolmind.scenarios.kinds.ambiguous_reference import AmbiguousReference
from toolmind.tools.effects import tool_effect


def test_the_id_comes_from_a_list_that_nobody_asked_for_and_serves_one_call() -> None:
    tools, _ = material()
    for made in outlines(AmbiguousReference()):
        [source] = made.implied
        [(target, paths)] = made.referred.items()
        leaving = [link for link in made.chain.links if link.src == source]
        assert {link.dst for link in leaving} == {target}
        assert set(paths) == {link.dst_input for link in leaving}
        assert any("[]" in link.src_output for link in leaving)
        assert tool_effect(tools[made.chain.tools[source]]).reads


def test_one_call_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 1"):
        AmbiguousReference(min_calls=1)
