"""APIGen-MT-5k: conversations under a policy, with calls and results as speakers."""

from __future__ import annotations

from typing import Any

from toolmind.datasets.forms.base import first_item
from toolmind.datasets.forms.sharegpt import ShareGPT


class APIGenMT(ShareGPT):
    """`system` holds the policy, `conversations` messages of `from` and `value`, `tools` JSON."""

    name = "apigen-mt"
    hub = "Salesforce/APIGen-MT-5k"
    licence = "CC-BY-NC-4.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the three columns are there."""
        columns = isinstance(row.get("system"), str) and "tools" in row
        return columns and "from" in first_item(row, "conversations")
