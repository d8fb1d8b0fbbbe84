"""An id that is looked up."""

from __future__ import annotations

import pytest

from drawn_chains import material, outlines
from toolmind.scenarios.kinds.ambiguous_reference import AmbiguousReference
from toolmind.scenarios.known_by import is_told_already
from toolmind.tools.effects import tool_effect


def test_the_id_comes_from_a_list_that_nobody_asked_for_and_serves_one_call() -> None:
    tools, _ = material()
    for made in outlines(AmbiguousReference()):
        [source] = made.implied
        [(target, paths)] = made.referred.items()
        leaving = [link for link in made.chain.links if link.src == source]
        assert {link.dst for link in leaving} == {target}
        lister = tools[made.chain.tools[source]]
        new = [link for link in leaving if not is_told_already(lister, link.src_output)]
        assert set(paths) == {link.dst_input for link in new}
        assert any("[]" in link.src_output for link in new)
        assert tool_effect(lister).reads


def test_one_call_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 1"):
        AmbiguousReference(min_calls=1)
