"""A call that fails for good."""

from __future__ import annotations

import pytest

from drawn_chains import outlines
from toolmind.scenarios.kinds.lasting_failure import LastingFailure


def test_a_call_that_no_other_needs_fails_each_time() -> None:
    kinds = set()
    for made in outlines(LastingFailure(), seeds=8):
        [(step, failure)] = made.failures.items()
        assert failure.times == 0
        assert step not in {link.src for link in made.chain.links}
        kinds.add(failure.kind)
        fed = step in {link.dst for link in made.chain.links}
        assert not (fed and failure.kind == "not_found"), "what was found is there"
    assert kinds == {"permission", "not_found"}


def test_no_failure_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="failures"):
        LastingFailure(failures=())
