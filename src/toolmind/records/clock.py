"""How a scenario's clock is told to the roles."""

from __future__ import annotations

from datetime import datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def spoken(clock: str) -> str:
    """Return an ISO 8601 date and time with its weekday, as in ``2025-03-04 09:30, Tuesday``."""
    moment = datetime.fromisoformat(clock)
    text = moment.isoformat(" ", timespec="minutes")
    return f"{text[:16]}, {_DAYS[moment.weekday()]}"


def situated(clock: str) -> dict[str, str]:
    """Return what a prompt's JSON tells of an ISO 8601 date and time: `now` and its `weekday`."""
    return {"now": clock, "weekday": _DAYS[datetime.fromisoformat(clock).weekday()]}
