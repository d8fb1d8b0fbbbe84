"""Whether a key may have been seen, in two megabytes whatever their number."""

from __future__ import annotations


class Seen:
    """A Bloom filter of two bits a key, for keys that are digests.

    What was added is always found; what was not is found too in 3% of cases after 1.5 million keys
    (100,000 trajectories), in 1 of 1,000 after 250,000.
    """

    __slots__ = ("_bits",)

    def __init__(self) -> None:
        self._bits = bytearray(1 << 21)

    def add(self, key: bytes) -> None:
        """Note a key of at least six bytes."""
        for start in (0, 3):
            spot = int.from_bytes(key[start : start + 3], "big")
            self._bits[spot >> 3] |= 1 << (spot & 7)

    def __contains__(self, key: bytes) -> bool:
        for start in (0, 3):
            spot = int.from_bytes(key[start : start + 3], "big")
            if not self._bits[spot >> 3] >> (spot & 7) & 1:
                return False
        return True
