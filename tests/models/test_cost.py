from __future__ import annotations

import pytest

from toolmind.errors import BudgetExceeded
from toolmind.models.context import stage
from toolmind.models.cost import Estimate, Meter, Price, estimate
from toolmind.records import Usage

PAID = Usage(requests=1, prompt_tokens=100, completion_tokens=20, cost=0.01)


def test_totals_per_stage_and_model() -> None:
    meter = Meter()
    for name, model in (("simulate", "a"), ("simulate", "b"), ("judge", "b")):
        token = stage.set(name)
        meter.paid(model, PAID)
        meter.cached(model)
        stage.reset(token)
    assert meter.by_stage() == {"simulate": PAID + PAID, "judge": PAID}
    assert meter.tallies["judge", "b"].cached == 1
    assert meter.tokens == 360
    assert meter.cost == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("limits", "name"), [({"max_cost": 0.02}, "max_cost"), ({"max_tokens": 200}, "max_tokens")]
)
def test_a_budget_counts_what_earlier_starts_spent(limits: dict[str, float], name: str) -> None:
    meter = Meter(**limits, spent=PAID)  # type: ignore[arg-type]
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
