"""OpenRLHF: one row per kept turn, `input` and `output`, with the tools in the system prompt.

It knows no mask per message (its multi-turn mode learns all that the assistant says), hence a row
per turn: train with ``--data.input_key input --data.output_key output`` and the chat template. It
never hands tools to the template: they are written into the system prompt, as Hermes does. It hands
messages to the template as they stand, so that arguments are objects; it is Parquet, since of JSON
lines `datasets` changes fractions in objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import FORMS
from toolmind.formats.base import KeptTrajectory, lineage
from toolmind.formats.chat import ChatRow, chat_message, tools_text
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.table import LINEAGE_COLUMNS
from toolmind.models.client.wire import encode_function
from toolmind.records import Message

_TOOLS = """# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{}
</tools>"""


class OpenRLHFExporter(ChatFormat):
    """Writes `turns.parquet`: `input` (a turn's context) and `output` (the turn)."""

    name = "openrlhf"
    file = "turns.parquet"
    form = FORMS["prompt-completion"]
    columns = {**LINEAGE_COLUMNS, "input": "JSON[]", "output": "JSON[]", "tools": "VARCHAR"}
    per = "turn"
    arguments = "object"
    as_they_stand = ("input", "output")
    has_mask = False
    only = {"per": "it has no mask per message"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, the tools told in its system prompt."""
        messages = [chat_message(one, self.arguments) for one in self.meant(chat).messages]
        return {
            **lineage(chat.kept),
            "id": chat.id,
            "input": messages[:-1],
            "output": messages[-1:],
            "tools": tools_text(chat.kept),  # for readers; OpenRLHF passes over it
        }

    def template_tools(self, read: Dialogue) -> Sequence[Any]:
        """Return none: they stand in the system prompt."""
        return ()

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return the row with its tools told in the system prompt."""
        if not chat.kept.tools:
            return chat
        return chat._replace(messages=_with_tools_told(chat.messages, chat.kept))


def _with_tools_told(messages: tuple[Message, ...], kept: KeptTrajectory) -> tuple[Message, ...]:
    lines = b"\n".join(
        b'{"type":"function","function":%b}' % encode_function(t) for t in kept.tools
    )
    told = _TOOLS.format(lines.decode())
    if messages[0].role != "system":
        return (Message(role="system", content=told), *messages)
    first = msgspec.structs.replace(messages[0], content=f"{messages[0].content}\n\n{told}")
    return (first, *messages[1:])
