from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.server.quota import Quota, retry_after


def test_a_second_of_requests_at_once_then_a_wait():
    quota = Quota(rpm=600, tpm=None)
    assert [quota.admit(0.0, 1) for _ in range(10)] == [None] * 10
    refusal = quota.admit(0.0, 1)
    assert (refusal.limit, refusal.wait_s) == ("requests", pytest.approx(0.1))
    assert quota.admit(0.11, 1) is None


def test_tokens_of_the_reply_are_charged_afterwards():
    quota = Quota(rpm=None, tpm=6000)
    assert quota.admit(0.0, 50) is None
    quota.spend(150)
    assert quota.admit(0.5, 50).limit == "tokens"
    assert quota.admit(1.6, 50) is None


def test_a_prompt_larger_than_the_bucket_is_let_through_when_it_is_full():
    quota = Quota(rpm=None, tpm=60)
    assert quota.admit(0.0, 1000) is None
    assert quota.admit(1.0, 1) is not None


@given(st.lists(st.floats(0, 0.2), max_size=200), st.integers(60, 6000))
def test_never_more_than_the_rate_and_one_burst(gaps, rpm):
    quota, now, admitted = Quota(rpm=rpm, tpm=None), 0.0, 0
    for gap in gaps:
        now += gap
        admitted += quota.admit(now, 1) is None
    assert admitted <= rpm / 60 * (now + 1) + 1e-6


def test_waiting_as_told_is_enough():
    quota, now = Quota(rpm=90, tpm=500), 0.0
    for _ in range(50):
        while refusal := quota.admit(now, 7):
            now += refusal.wait_s + 1e-9
        quota.spend(3)


def test_headers():
    quota = Quota(rpm=600, tpm=None)
    quota.admit(0.0, 1)
    assert quota.headers() == {
        "x-ratelimit-limit-requests": "600",
        "x-ratelimit-remaining-requests": "9",
        "x-ratelimit-reset-requests": "0.100s",
    }
    assert Quota(None, None).headers() == {}
    assert retry_after(0.25) == {"retry-after": "1", "retry-after-ms": "250"}
