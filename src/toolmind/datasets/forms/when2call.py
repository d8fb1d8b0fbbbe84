"""When2Call: when to call, when to ask, and when to say that no tool fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.forms.base import RowForm, calls_in_field, tools_column
from toolmind.records import JSON


class When2Call(RowForm):
    """`tools` is a list of JSON texts; questions and answers differ by split."""

    name = "when2call"
    hub = "nvidia/When2Call"
    licence = "CC-BY-4.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the tools are a list of JSON texts, and no message calls in a field."""
        tools, messages = row.get("tools"), row.get("messages")
        texts = isinstance(tools, list) and bool(tools) and all(map(_is_object_text, tools))
        return texts and not any(
            map(calls_in_field, messages if isinstance(messages, list) else ())
        )

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)


def _is_object_text(value: JSON) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("{")
