"""How a scenario's clock is told to the roles."""

from __future__ import annotations

from datetime import datetime


def spoken(clock: str) -> str:
    """Return an ISO 8601 date and time with its weekday, as in ``2025-03-04 09:30, Tuesday``."""
    moment = datetime.fromisoformat(clock)
    return f"{moment:%Y-%m-%d %H:%M, %A}"
