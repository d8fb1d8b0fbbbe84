"""The structured part of a prompt: its JSON blocks, by which the player knows its role."""

from __future__ import annotations

import re
from typing import Any

import orjson

_BLOCK = re.compile(
    r"^## (?P<title>[^\n]+)\n+```json\n(?P<json>.*?)\n```", re.MULTILINE | re.DOTALL
)

Blocks = dict[str, Any]
"""The JSON of each block by the heading that it stands under."""


def json_blocks(text: str) -> Blocks:
    """Return the JSON blocks of a rendered prompt by the heading they stand under."""
    return {m["title"].strip(): orjson.loads(m["json"]) for m in _BLOCK.finditer(text)}
