"""What was kept is held against the quotas of the run."""

from __future__ import annotations

from toolmind.config import QuotaConfig
from toolmind.runs.quotas import Quotas

FIELDS = {"shop.buy": "shop", "shop.look": "shop", "mail.send": "mail"}


def test_dialogues_are_counted_by_where_they_begin_and_what_they_call() -> None:
    quota = QuotaConfig.model_validate(
        {"tool": 0.5, "domains": {"shop": 0.5, "mail": {"min": 0.2}}}
    )
    quotas = Quotas(quota, FIELDS)
    for tools in (["shop.buy", "shop.look"], ["shop.buy"], ["shop.buy"], ["mail.send"], []):
        quotas.add(tools)
    held = {one.name: (one.share, one.is_held) for one in quotas.held()}
    assert held["begin in shop"] == (0.75, False)
    assert held["begin in mail"] == (0.25, True)
    assert held["call shop.buy"] == (0.75, False)
    assert quotas.as_json()["begin in mail"] == {"share": 0.25, "min": 0.2, "max": 1.0}
