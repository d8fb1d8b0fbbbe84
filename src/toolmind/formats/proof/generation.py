"""``{% generation %}``: the tag by which training templates mark what the assistant says."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

BEGIN, END = "\ue000", "\ue001"
"""What stands around a marked part where spans are asked for (of Unicode's private use)."""


class GenerationTag(Extension):
    """Renders what is between the tags; with `mark_generation` in the context, marked."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the block."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        call = self.call_method("_marked", [nodes.ContextReference()])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _marked(self, context: Any, caller: Any) -> str:
        text = str(caller())
        return f"{BEGIN}{text}{END}" if context.get("mark_generation") else text
