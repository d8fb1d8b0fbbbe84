"""Calls that a server left in the text: whichever format of ``<tool_call>`` they have."""

from __future__ import annotations

from collections.abc import Sequence

from toolmind.models.client.replies import NamedCall
from toolmind.models.tool_calls.blocks import OPEN
from toolmind.models.tool_calls.hermes import Hermes
from toolmind.models.tool_calls.qwen_xml import QwenXml
from toolmind.records import Tool


class Sniffed:
    """Reads ``<tool_call>`` text of either kind: some servers leave calls in the content."""

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        if OPEN not in text:
            return text, []
        return (QwenXml() if "<function=" in text else Hermes()).parse(text, tools)
