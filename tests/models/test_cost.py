from __future__ import annotations

import pytest

from toolmind.errors import BudgetExceeded
from toolmind.models.context import stage
from toolmind.models.cost import (
    KEPT_EVERY,
    Account,
    Consumed,
    Estimate,
    Meter,
    Price,
    estimate,
)
from toolmind.records import Usage

PAID = Usage(requests=1, prompt_tokens=100, completion_tokens=20, cost=0.01)


def use(meter: Meter) -> None:
    """Have two roles ask two endpoints, of which one has faults."""
    for role, endpoint in (("user", "a"), ("user", "b"), ("judge", "b")):
        token = stage.set(role)
        meter.paid(endpoint, PAID)
        meter.cached(endpoint)
        stage.reset(token)
        meter.happened("b", "model.http_503")


def consumed(role: str, endpoint: str, times: int = 1) -> Consumed:
    usage = sum([PAID] * times, Usage())
    return Consumed(role=role, endpoint=endpoint, usage=usage, cached=times)


def test_totals_per_role_and_endpoint() -> None:
    meter = Meter()
    use(meter)
    account = meter.account()
    assert account.consumed == (
        consumed("judge", "b"),
        consumed("user", "a"),
        consumed("user", "b"),
    )
    assert account.faults == {"b": {"model.http_503": 3}}
    assert account.by_role() == {"user": PAID + PAID, "judge": PAID}
    assert account.total() == PAID + PAID + PAID
    assert (meter.requests, meter.tokens) == (3, 360)
    assert meter.cost == pytest.approx(0.03)


def test_what_earlier_starts_consumed_and_met_counts_on() -> None:
    first = Meter()
    use(first)
    second = Meter(before=first.account())
    assert second.account() == first.account()
    use(second)
    assert second.account().consumed[0] == consumed("judge", "b", 2)
    assert second.account().faults == {"b": {"model.http_503": 6}}
    assert (second.requests, second.tokens) == (6, 720)


def test_what_is_counted_is_kept_now_and_then_and_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    kept: list[Account] = []
    meter = Meter(keep=kept.append)
    meter.paid("a", PAID)
    assert kept == []
    now += KEPT_EVERY
    meter.happened("a", "model.timeout")
    meter.cached("a")
    assert [account.faults for account in kept] == [{"a": {"model.timeout": 1}}]
    meter.save()
    assert kept[1:] == [meter.account()]
    assert kept[0] != kept[1]


def test_seconds_are_those_at_work_of_all_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    first = Meter()
    now += 60  # nothing is asked yet
    first.paid("a", PAID)
    now += 5
    first.cached("a")
    now += 60
    assert first.account().seconds == 5
    second = Meter(before=first.account())
    assert second.account() == first.account(), "a start that asks nothing takes no time"
    second.happened("a", "model.timeout")
    now += 2
    second.paid("a", PAID)
    assert second.account().seconds == 7


@pytest.mark.parametrize(
    ("limits", "name"), [({"max_cost": 0.02}, "max_cost"), ({"max_tokens": 200}, "max_tokens")]
)
def test_a_budget_counts_what_earlier_starts_spent(limits: dict[str, float], name: str) -> None:
    before = Account(consumed=(consumed("user", "a"),))
    meter = Meter(**limits, before=before)  # type: ignore[arg-type]
    meter.check()
    meter.paid("a", PAID)
    with pytest.raises(BudgetExceeded, match=name):
        meter.check()


def test_an_estimate_extrapolates_each_heading() -> None:
    preview = {
        "user": Usage(requests=8, prompt_tokens=800, completion_tokens=80),
        "judge": Usage(requests=2, prompt_tokens=400, completion_tokens=4),
    }
    got = estimate(
        preview,
        preview_items=2,
        items=1000,
        prices={"user": Price(1e-6, 2e-6)},
        seconds_per_request={"user": 0.5, "judge": 1.0},
        concurrency={"user": 100},
    )
    assert got["user"] == Estimate(
        requests=4000, prompt_tokens=400_000, completion_tokens=40_000, cost=0.48, seconds=20.0
    )
    assert got["judge"].cost == 0
    assert got["judge"].seconds == 1000.0


def test_an_estimate_needs_a_preview() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        estimate({}, preview_items=0, items=1, prices={}, seconds_per_request={}, concurrency={})


def test_prompts_are_counted_by_role_and_go_on_over_starts() -> None:
    first = Meter()
    for role, characters, repeated in (("user", 100, 20), ("user", 100, 80), ("judge", 400, 0)):
        token = stage.set(role)
        first.prompted("a", characters, repeated)
        first.paid("a", Usage(requests=1, prompt_tokens=characters // 4))
        stage.reset(token)
    assert first.account().prefix_reuse() == pytest.approx(0.5 * 50 / 150)
    token = stage.set("user")
    again = Meter(before=first.account())
    again.prompted("a", 200, 200)
    stage.reset(token)
    (user,) = (one for one in again.account().consumed if one.role == "user")
    assert (user.characters, user.repeated) == (400, 300)
    assert Account().prefix_reuse() == 0
