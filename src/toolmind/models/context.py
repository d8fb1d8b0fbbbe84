"""What a model call is made for: set by the runner, read by flow control and the meter."""

from __future__ import annotations

from contextvars import ContextVar

priority: ContextVar[int] = ContextVar("priority", default=0)
"""The index of the item being worked on: where requests have to wait, lower goes first, so that
trajectories begun are finished before new ones take their place."""

stage: ContextVar[str] = ContextVar("stage", default="")
"""The stage that pays for the call."""
