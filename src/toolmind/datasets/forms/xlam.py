"""xLAM-60k: single questions with the calls that answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked, tools_column
from toolmind.records import JSON
from toolmind.schema.one_property import is_one_property

_OPTIONAL = re.compile(r"\boptional\b", re.IGNORECASE)


class XLam(RowForm):
    """`query`, `answers` and `tools` are text, the last two of JSON."""

    name = "xlam"
    hub = "Salesforce/xlam-function-calling-60k"
    licence = "CC-BY-4.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the three columns are there."""
        return {"query", "answers", "tools"} <= row.keys()

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`.

        Their parameters are bare maps of properties with Python types, where what is not marked as
        optional is required: the map becomes a schema that says so.
        """
        for tool in tools_column(row):
            fields = tool.get("parameters") if isinstance(tool, dict) else None
            if not isinstance(fields, dict) or not fields or _is_schema(fields):
                yield tool
                continue
            required = [name for name, field in fields.items() if _is_required(field)]
            yield {**tool, "parameters": {"properties": fields, "required": required}}

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the question and the calls that answer it, none of them carried out."""
        calls = [{"from": "function_call", "value": call} for call in listed(row, "answers")]
        question = {"role": "user", "content": row["query"]}
        return chat_dialogue(row, [question, *calls], marked, self.tools(row))


def _is_schema(fields: dict[str, Any]) -> bool:
    return "properties" in fields and not is_one_property(fields["properties"])


def _is_required(field: JSON) -> bool:
    """Say whether a parameter has neither a default nor a type such as ``int, optional``."""
    return isinstance(field, dict) and not (
        _OPTIONAL.search(str(field.get("type"))) or "default" in field
    )
