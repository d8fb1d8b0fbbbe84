"""A label: what a person who read a turn says of it."""

from __future__ import annotations

from typing import Literal

from toolmind.records.base import Record

Judgement = Literal["right", "wrong", "unsure"]


class Label(Record, frozen=True):
    """What a person says of one assistant turn.

    `item` is the trajectory's id and `message` the turn's; `reason` a short reason that is counted,
    `note` free words; `labeller` whoever says so, `at` when (ISO 8601, UTC). Labels are appended:
    the last one of a labeller on a turn is the one that counts.
    """

    item: str
    message: str
    label: Judgement
    reason: str = ""
    note: str = ""
    labeller: str = ""
    at: str = ""
