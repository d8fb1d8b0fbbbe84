"""Ids and addresses in another spelling."""

import pytest

from toolmind.checks.grounding.spelled import is_spelled


@pytest.mark.parametrize(
    ("value", "said", "known"),
    [
        ("DE89370400440532013000", "to DE89 3704 0044 0532 0130 00, please", True),
        ("DE89370400440532013001", "to DE89 3704 0044 0532 0130 00, please", False),
        ("4111111111111111", "card 4111-1111-1111-1111", True),
        ("AB-1234-56", "order ab 1234 56", True),
        ("AB-1234-56", "order xab 1234 567", False),
        ("A-1", "a 1 b", False),
        ("abcdef", "a b c d e f", False),
        ("john.smith@acme.com", "Write to John dot Smith at acme dot com now", True),
        ("jo_li@acme.co.uk", "jo underscore li (at) acme dot co dot uk; look at it", True),
        ("john@acme.org", "Write to John at acme dot com now", False),
        ("ohn@acme.com", "Write to John at acme dot com", False),
    ],
)
def test_what_is_said_in_other_signs(value, said, known):
    assert is_spelled(value, ["Hello", said]) is known


def test_a_long_run_of_blanks_is_read_in_a_moment():
    assert not is_spelled("x@y.org", ["x at y" + " " * 200_000 + "z"])
