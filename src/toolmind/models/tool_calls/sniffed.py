"""Calls that a server left in the text: ``<tool_call>`` of either kind, or nothing but JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from toolmind.errors import ReplyError
from toolmind.models.client.replies import NamedCall
from toolmind.models.tool_calls.blocks import OPEN
from toolmind.models.tool_calls.hermes import Hermes
from toolmind.models.tool_calls.qwen_xml import QwenXml
from toolmind.records import Tool

_FENCES = re.compile(r"^\s*```(?:json)?\s*$", re.MULTILINE)
_BLANK = re.compile(r"[\s,]*")


class Sniffed:
    """Reads calls that some servers leave in the content.

    They are ``<tool_call>`` blocks and, where `bare` says so, replies that are nothing but calls as
    JSON, in code fences or bare (Qwen2.5-Coder's way): half a call, an example of one, or one
    beside words is not read. The outer braces may be doubled, closed or not: the template of
    Qwen2.5-Coder shows them so.
    """

    def __init__(self, bare: bool = False) -> None:
        self._bare = bare

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        if OPEN in text:
            return (QwenXml() if "<function=" in text else Hermes()).parse(text, tools)
        if not self._bare:
            return text, []
        try:
            calls = [Hermes.read(one) for one in _objects(text)]
        except (ReplyError, ValueError, RecursionError):
            return text, []
        names = {tool.name for tool in tools}
        if not calls or any(name not in names for name, _ in calls):
            return text, []
        return "", calls


def _objects(text: str) -> Iterator[str]:
    """Yield the JSON objects of a text that is nothing else: one, a list, or one after another.

    Raises:
        ValueError: it is something else.
    """
    text = _FENCES.sub("", text).strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].strip()
    at = 0
    while at < len(text):
        if text[at] != "{":
            raise ValueError("no object")
        doubled = text.startswith("{{", at)
        at += doubled
        _, end = json.JSONDecoder().raw_decode(text, at)
        yield text[at:end]
        end += doubled and text.startswith("}", end)
        gap = _BLANK.match(text, end)
        at = gap.end() if gap else end
