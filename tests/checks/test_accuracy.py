"""What was measured of the shipped rules: of known rules and faults, in possible numbers."""

from __future__ import annotations

from toolmind.checks.accuracy import shipped_accuracy
from toolmind.checks.faults.load import FAULTS
from toolmind.config import ChecksConfig


def test_kinds_and_rules_are_known_and_numbers_possible() -> None:
    rows = shipped_accuracy()
    assert len({one.kind for one in rows}) == len(rows)
    used = {one.type for one in ChecksConfig().use}
    for one in rows:
        assert one.kind in {*FAULTS, "structure", "right_turn"}, one.kind
        assert one.checks <= used
        assert 0 <= one.failed <= one.places and one.places > 0
    shares = {one.kind: one.share for one in rows}
    assert shares.pop("right_turn") < 0.01 < 0.5 < min(shares.values())
