"""What a fault may leave out, and what it must say."""

import pytest

from toolmind.audit.base import Fault, Occurrence
from toolmind.audit.report import FAULTS
from toolmind.audit.turn_faults import NothingLearnt
from toolmind.datasets.dialogue import Dialogue

EMPTY = Dialogue((), (), frozenset())


def test_a_fault_needs_only_to_look():
    class Empty(Fault):
        name, title = "empty", "rows without messages"

        def look(self, row):
            if not row.messages:
                yield Occurrence(None, "no messages")

    fault = Empty()
    assert [*fault.look(EMPTY)] == [(None, "no messages")]
    assert ([*fault.late()], fault.finish()) == ([], "")


def test_one_that_does_not_look_is_none():
    with pytest.raises(NotImplementedError):
        Fault().look(EMPTY)


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.name)
def test_an_empty_row_has_no_fault_but_that_and_each_audit_counts_anew(kind):
    assert bool([*kind().look(EMPTY)]) is (kind is NothingLearnt)
    assert [*kind().late()] == []
