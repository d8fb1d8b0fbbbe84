"""verl: Parquet of whole dialogues, and the data set class that reads their mask.

verl's own multi-turn data set learns every turn of the assistant, renders each message by itself,
and breaks on nested lists: messages and tools are JSON text here, and `toolmind_verl.py` beside the
rows is a data set that reads them, renders a row once and learns just the turns that have `train`:
``data.custom_cls.path=toolmind_verl.py data.custom_cls.name=ToolMindDataset``. It has no fractions
of a loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, marked_messages, tools_text
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.table import LINEAGE_COLUMNS


class VerlExporter(ChatFormat):
    """Writes `trajectories.parquet` and `toolmind_verl.py`."""

    name = "verl"
    file = "trajectories.parquet"
    form = FORMS["openai"]
    columns = {**LINEAGE_COLUMNS, "messages": "VARCHAR", "tools": "VARCHAR"}
    only = {"arguments": "its data set parses the text"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, its messages as one JSON text."""
        messages = marked_messages(chat.messages)
        row = {**lineage(chat.kept), "id": chat.id, "tools": tools_text(chat.kept)}
        return row | {"messages": orjson.dumps(messages).decode()}

    def beside(self) -> Mapping[str, str]:
        """Return the data set class."""
        source = Path(__file__).with_name("verl_dataset.py")
        return {"toolmind_verl.py": source.read_text(encoding="utf-8")}
