"""Of a turn's other offers those count that checks turned down."""

from __future__ import annotations

import msgspec

from toolmind.formats.chat import Shape, chat_rows
from toolmind.formats.preference import faults, rejected, with_rejected
from toolmind.records import Origin
from trainer_rows import offered_anew


def test_each_offer_with_a_fault_makes_a_row() -> None:
    call, answer = chat_rows(offered_anew(), Shape(per="turn"))
    rows = list(with_rejected(call, "keep"))
    assert [row.id for row in rows] == ["t0/m1/1", "t0/m1/2"]
    assert [len(faults(rejected(row))) for row in rows] == [1, 2]
    assert all(len(one.id) == 9 for row in rows for one in rejected(row).tool_calls)
    assert list(with_rejected(answer, "keep")) == []


def test_a_turn_with_faults_of_its_own_is_no_better() -> None:
    (call, _) = chat_rows(offered_anew(), Shape(per="turn"))
    *context, turn = call.messages
    origin = msgspec.structs.replace(turn.origin or Origin(), faults=("a.b",))
    chosen = msgspec.structs.replace(turn, origin=origin)
    assert list(with_rejected(call._replace(messages=(*context, chosen)), "keep")) == []
