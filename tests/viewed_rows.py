"""Rows of dialogues for the viewer to show."""

from __future__ import annotations

import json
from typing import Any


def dialogue(said: str, answer: str = "Done.") -> dict[str, Any]:
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    call["function"] = {"name": "look", "arguments": json.dumps({"what": said})}
    function = {
        "name": "look",
        "description": said[:200],
        "parameters": {"type": "object", "properties": {"what": {"type": "string"}}},
    }
    return {
        "messages": [
            {"role": "system", "content": said},
            {"role": "user", "content": said},
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": json.dumps({"found": said})},
            {"role": "assistant", "content": answer},
        ],
        "tools": [{"type": "function", "function": function}],
    }
