"""LLaMA-Factory: the ShareGPT form, with `dataset_info.json`.

It has no mask: a row per kept turn, and `mask_history: true` in the trainer's settings, so that the
last turn alone is learnt (`llamafactory_v1` has weights). Speakers must alternate, or the trainer
drops the row with a warning: user messages in a row are put together, results of calls made at once
are one observation, and rows that cannot alternate are left out here, counted. Calls made at once
are one JSON list in one `function_call`; what was thought or said beside them stands before them,
the calls in ``<tool_call>``. The ``openai`` form of its loader loses that text and encodes
arguments twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import (
    ChatRow,
    ambiguous_think,
    arguments_json,
    inline_reasoning,
    tools_text,
)
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.order import unanswered_call
from toolmind.records import Message

OBSERVATIONS = "\n</tool_response>\n<tool_response>\n"
"""What LLaMA-Factory itself puts between results that it merges."""

_INFO = {
    "toolmind": {
        "file_name": "conversations.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
        "tags": {
            "role_tag": "from",
            "content_tag": "value",
            "user_tag": "human",
            "assistant_tag": "gpt",
            "observation_tag": "observation",
            "function_tag": "function_call",
            "system_tag": "system",
        },
    }
}


class LlamaFactoryExporter(ChatFormat):
    """Writes `conversations.jsonl` and `dataset_info.json`."""

    name = "llamafactory"
    file = "conversations.jsonl"
    form = FORMS["sharegpt"]
    per = "turn"
    has_mask = False
    only = {
        "per": "it has no mask per message; llamafactory_v1 has",
        "arguments": "a call is the JSON text of a name and an object",
    }

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row as speakers that alternate."""
        messages = self.meant(chat).messages
        told = messages[0].role == "system"
        return {
            "conversations": list(_conversation(messages[told:])),
            "system": messages[0].content if told else "",
            "tools": tools_text(chat.kept),
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return the row with what the user says in a row put together."""
        messages = _joined(chat.messages)
        silent = messages[0].role == "system" and not messages[0].content
        return chat._replace(messages=messages[silent:])

    def refuses(self, chat: ChatRow) -> str:
        """Return why a row cannot be: speakers that do not alternate."""
        if reason := unanswered_call(chat.messages) or ambiguous_think(chat.messages):
            return reason
        messages = self.meant(chat).messages
        speakers = list(_conversation(messages[messages[0].role == "system" :]))
        odd = all(one["from"] in ("human", "observation") for one in speakers[::2])
        even = all(one["from"] in ("gpt", "function_call") for one in speakers[1::2])
        if odd and even and len(speakers) % 2 == 0:
            return ""
        return "the speakers do not alternate"

    def beside(self) -> Mapping[str, str]:
        """Return what tells LLaMA-Factory the form of the file."""
        return {"dataset_info.json": orjson.dumps(_INFO, option=orjson.OPT_INDENT_2).decode()}


def _joined(messages: Sequence[Message]) -> tuple[Message, ...]:
    joined: list[Message] = []
    for message in messages:
        if joined and message.role == joined[-1].role == "user":
            text = f"{joined[-1].content}\n\n{message.content}"
            joined[-1] = msgspec.structs.replace(joined[-1], content=text)
        else:
            joined.append(message)
    return tuple(joined)


def _conversation(messages: Sequence[Message]) -> Iterator[dict[str, str]]:
    for role, group in groupby(messages, key=lambda message: message.role):
        if role == "tool":
            text = OBSERVATIONS.join(message.content for message in group)
            yield {"from": "observation", "value": text}
            continue
        for message in group:
            if message.tool_calls:
                yield {"from": "function_call", "value": _calls(message)}
            else:
                speaker = {"user": "human", "assistant": "gpt"}.get(role, role)
                yield {"from": speaker, "value": inline_reasoning(message)}


def _calls(message: Message) -> str:
    calls = f"[{','.join(map(arguments_json, message.tool_calls))}]"
    before = inline_reasoning(message)
    return f"{before}<tool_call>{calls}</tool_call>" if before else calls
