"""What is remembered has a bound."""

from toolmind.schema import Kept


def test_what_is_kept_has_a_bound() -> None:
    kept: Kept[int, int] = Kept(3)
    for number in range(10):
        assert kept.keep(number, number) == number
    assert list(kept) == [7, 8, 9]
