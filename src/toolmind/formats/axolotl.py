"""axolotl: chat rows with `train` on every assistant message, and the settings that read it.

axolotl heeds the mark only where `message_field_training` names it, so that `config.yaml` stands
beside the rows. It has no fractions of a loss: a weight above 0 counts as 1. It parses arguments
and tools from text itself, and reads of a message just the keys that its chat template mentions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, marked_messages, tools_text
from toolmind.formats.chat_format import ChatFormat

_CONFIG = """\
# Merge this into the configuration of a run; `path` is where the file lies.
datasets:
  - path: trajectories.jsonl
    ds_type: json
    type: chat_template
    field_messages: messages
    field_tools: tools
    message_field_training: train
    roles_to_train: []
    train_on_eos: turn
chat_template: tokenizer_default
"""


class AxolotlExporter(ChatFormat):
    """Writes `trajectories.jsonl` and `config.yaml`."""

    name = "axolotl"
    file = "trajectories.jsonl"
    form = FORMS["openai"]
    only = {"arguments": "axolotl parses the text itself"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, with `train` on what the assistant says."""
        messages = marked_messages(chat.messages)
        metadata = lineage(chat.kept) | {"id": chat.id}
        return {"messages": messages, "tools": tools_text(chat.kept), "metadata": metadata}

    def beside(self) -> Mapping[str, str]:
        """Return the settings under which the marks are read."""
        return {"config.yaml": _CONFIG}
