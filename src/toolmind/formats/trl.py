"""TRL: one row per kept turn, as `prompt` and `completion`.

TRL knows no mask per message: it puts the loss on the completion, so that a row per turn is exact
whatever the chat template. In a row of `messages` it learns every assistant turn; ``per:
trajectory`` writes these, and leaves out, counted, the rows in which a turn is masked. The columns
are JSON: most chat templates want arguments as an object and trip over keys that are null, and
Arrow's own structs give neither. A turn without reasoning says so to the template, which then puts
the empty block that it wants into the prompt, where no loss is. TRL's `max_length` is 1,024 unless
you set it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolmind.datasets.forms import FORMS, RowForm
from toolmind.formats.base import lineage
from toolmind.formats.chat import (
    Arguments,
    ChatRow,
    chat_message,
    every_turn_is_learnt,
    tools_text,
)
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.table import LINEAGE_COLUMNS

TURN_COLUMNS = {
    **LINEAGE_COLUMNS,
    "prompt": "JSON[]",
    "chat_template_kwargs": "STRUCT(enable_thinking BOOLEAN)",
    "tools": "VARCHAR",
}
"""What TRL's rows by turn have besides the turn."""


def turn_columns(chat: ChatRow, arguments: Arguments) -> dict[str, Any]:
    """Return these columns of a row."""
    *prompt, turn = chat.messages
    return {
        **lineage(chat.kept),
        "id": chat.id,
        "prompt": [chat_message(message, arguments) for message in prompt],
        "chat_template_kwargs": {"enable_thinking": bool(turn.reasoning)},
        "tools": tools_text(chat.kept),
    }


class TRLExporter(ChatFormat):
    """Writes `turns.parquet`: `prompt`, `completion`, `tools` and `weight`.

    With ``per: trajectory`` it is `trajectories.parquet` with `messages` and `tools`.
    """

    name = "trl"
    per = "turn"
    arguments = "object"

    @property
    def file(self) -> str:  # type: ignore[override]
        """The file's name."""
        return "turns.parquet" if self.per == "turn" else "trajectories.parquet"

    @property
    def form(self) -> RowForm:  # type: ignore[override]
        """How it is read back."""
        return FORMS["prompt-completion" if self.per == "turn" else "openai"]

    @property
    def as_they_stand(self) -> tuple[str, ...]:  # type: ignore[override]
        """The columns of messages."""
        return ("prompt", "completion") if self.per == "turn" else ("messages",)

    @property
    def columns(self) -> Mapping[str, str]:  # type: ignore[override]
        """The columns, as DuckDB declares them."""
        if self.per == "turn":
            return {**TURN_COLUMNS, "completion": "JSON[]", "weight": "DOUBLE"}
        return {**LINEAGE_COLUMNS, "messages": "JSON[]", "tools": "VARCHAR"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row; what is learnt is its completion, or all that the assistant says."""
        if self.per == "turn":
            turn = chat.messages[-1]
            completion = [chat_message(turn, self.arguments)]
            columns = turn_columns(chat, self.arguments)
            return columns | {"completion": completion, "weight": turn.weight}
        messages = [chat_message(message, self.arguments) for message in chat.messages]
        row = {**lineage(chat.kept), "id": chat.id, "tools": tools_text(chat.kept)}
        return row | {"messages": messages}

    def refuses(self, chat: ChatRow) -> str:
        """Return why a row of messages cannot be: a turn in it is masked."""
        if self.per == "turn" or every_turn_is_learnt(chat):
            return ""
        return "a turn is masked, and TRL has no mask per message"
