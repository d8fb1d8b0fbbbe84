"""API-Bank: turns of a user, an AI and an API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, first_item, listed, marked
from toolmind.records import JSON

_SPEAKERS = {"User": "user", "AI": "assistant"}


class APIBank(RowForm):
    """`turns` of User, AI and API; what an API gave stands in its turn. Tools are elsewhere."""

    name = "api-bank"
    hub = "AlibabaResearch/DAMO-ConvAI"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the first turn has a speaker of API-Bank's."""
        return first_item(row, "turns").get("role") in {*_SPEAKERS, "API"}

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Raise: a row does not hold them."""
        raise RowError("a row of API-Bank does not hold its tools")

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the turns as a dialogue; an API's is a call and its result."""
        items: list[dict[str, Any]] = []
        for at, turn in enumerate(listed(row, "turns")):
            said = list(_items(at, turn))
            spoken = items[-1] if items else {}
            if len(said) == 2 and spoken.get("role") == "assistant":  # words before a call
                items[-1] = {**said[0], "content": spoken["content"]}
                said = said[1:]
            items += said
        return chat_dialogue(row, items, marked, ())


def _items(at: int, turn: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if turn["role"] != "API":
        yield {"role": _SPEAKERS[turn["role"]], "content": turn.get("text")}
        return
    function = {"name": turn["api_name"], "arguments": turn.get("param_dict") or {}}
    result = turn.get("result") or {}
    failed = result.get("exception")
    yield {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": f"c{at}", "function": function}],
    }
    yield {
        "role": "tool",
        "tool_call_id": f"c{at}",
        "content": failed or result.get("output"),
        "status": "error" if failed else "ok",
    }
