from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from toolmind.models.bloom import BloomFilter


@given(st.sets(st.binary(min_size=16, max_size=16)))
def test_what_was_added_is_found(keys: set[bytes]) -> None:
    seen = BloomFilter()
    for key in keys:
        seen.add(key)
    assert all(key in seen for key in keys)


def test_what_was_not_added_is_seldom_found() -> None:
    seen = BloomFilter()
    keys = [hashlib.sha256(b"%d" % n).digest()[:16] for n in range(100_000)]
    assert not any(key in seen for key in keys)
    for key in keys[:50_000]:
        seen.add(key)
    assert sum(key in seen for key in keys[50_000:]) < 50
