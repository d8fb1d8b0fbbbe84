"""Glaive function calling v2: a dialogue as one text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, marked, tools_in_text
from toolmind.records import JSON

_SPEAKER = re.compile(r"(?:^|\n)\s*(USER|ASSISTANT|FUNCTION RESPONSE):[ \t]*")
_END = "<|endoftext|>"
_CALL = "<functioncall>"
_QUOTED = re.compile(r"""("arguments"\s*:\s*)'(.*)'(\s*\}\s*)$""", re.DOTALL)
"""Arguments as they stand there: JSON text in single quotes, unescaped."""


class Glaive(RowForm):
    """`system` holds the definitions one after another, `chat` the dialogue with markers in it."""

    name = "glaive"
    hub = "glaiveai/glaive-function-calling-v2"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether both columns are texts."""
        return isinstance(row.get("system"), str) and isinstance(row.get("chat"), str)

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions in the text of `system`."""
        return tools_in_text(row.get("system"))

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the turns of `chat`, after the text under `system` without its label."""
        turns = [{"role": "system", "content": row["system"].removeprefix("SYSTEM:").strip()}]
        return chat_dialogue(row, [*turns, *_turns(row["chat"])], marked, self.tools(row))


def _turns(chat: str) -> Iterator[dict[str, JSON]]:
    parts = _SPEAKER.split(chat)
    if len(parts) == 1:
        raise RowError("`chat` names no speaker (USER:, ASSISTANT:, FUNCTION RESPONSE:)")
    for speaker, text in zip(parts[1::2], parts[2::2], strict=True):
        said = text.strip().removesuffix(_END).strip()
        before, call, asked = said.partition(_CALL)
        if speaker == "USER":
            yield {"role": "user", "content": said}
        elif speaker == "FUNCTION RESPONSE":
            yield {"from": "observation", "value": said}
        elif not call:
            yield {"role": "assistant", "content": said}
        else:
            if before.strip():
                yield {"role": "assistant", "content": before.strip()}
            yield {"from": "function_call", "value": _as_json(asked.strip())}


def _as_json(call: str) -> str:
    """Write a call with its arguments as an object, where they are quoted as nobody reads them."""
    return _QUOTED.sub(lambda found: found[1] + found[2] + found[3], call)
