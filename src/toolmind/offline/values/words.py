"""Word lists for values that come from a small known set, each with the names that ask for it."""

from __future__ import annotations

import re
from importlib.resources import files


def _lists(name: str, between: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    text = (files("toolmind") / "data" / name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((re.compile(pattern), tuple(words.split(between))) for pattern, words in rows)


WORD_LISTS = _lists("value_words.tsv", "; ")
"""Names that ask for the values, and the values; the first that fits counts."""

TEXTS = _lists("texts.tsv", " | ")
"""What free texts are for, and the texts, with a slot for the thing; the first that fits counts."""

STATUSES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), tuple(words.split()))
    for pattern, words in (
        (
            r"order|ship|deliver|package|parcel|track(?!er)",
            "confirmed shipped in_transit delivered",
        ),
        (r"book|reserv|appoint|ticket|visit", "confirmed pending completed"),
        (r"pay|invoice|transact|refund|charge|transfer", "paid pending completed"),
        (r"flight|train|bus|trip", "scheduled on_time delayed boarding"),
        (
            r"job|task|run|build|deploy|operation|execution|import|export",
            "RUNNING SUCCEEDED PENDING",
        ),
        (r"subscription|member|account|user|licen[cs]e", "active trialing suspended"),
        (r"issue|case|claim|request|incident|bug", "open in_progress resolved"),
        (r"", "active pending completed"),
    )
)

STATUS_WORDS = frozenset(word for _, options in STATUSES for word in options)

MACHINES = {
    "google": ("e2-medium", "n2-standard-4", "c3-standard-8"),
    "other": ("t3.medium", "m6i.large", "c7g.xlarge"),
}

GOOGLE_REGIONS = ("us-central1", "europe-west4", "asia-southeast1", "europe-north1", "us-east4")
AWS_REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2", "us-west-2")
QUALITIES = ("Quarterly", "Spring", "Northern", "Annual", "Central", "Regional", "Weekly", "Pilot")
RESOURCE_WORDS = (
    "atlas",
    "orchid",
    "harbor",
    "summit",
    "cedar",
    "delta",
    "lumen",
    "quartz",
    "willow",
    "onyx",
)
LABELS = (
    ("environment", "production"),
    ("environment", "staging"),
    ("team", "finance"),
    ("team", "research"),
    ("owner", "platform"),
    ("cost-centre", "4711"),
    ("tier", "gold"),
    ("project", "atlas"),
)
"""Keys of labels and tags, each with a value that goes with it."""
KINDS = ("standard", "basic", "extended", "custom", "shared", "internal")
"""What a kind, mode or class may be called, where nothing says which there are."""
