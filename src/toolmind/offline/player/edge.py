"""The embedded edge validator: what the words of names and descriptions support."""

from __future__ import annotations

from typing import Any

from toolmind.offline.player.blocks import Blocks
from toolmind.records import JSON
from toolmind.text.identifiers import split_identifier
from toolmind.text.nouns import singular

_LIGHT = {"the", "a", "an", "of", "for", "to", "in", "and", "or", "id", "name", "get", "list"}


def validate_edges(blocks: Blocks) -> JSON:
    """Score each target: words that the linked fields share, words that the functions share."""
    source = blocks["Source"]
    verdicts: list[JSON] = []
    for target in blocks["Targets"]:
        carried = [_alike(output, taken) for output, taken in target["links"]]
        about = _alike(_about(source), _about(target))
        verdicts.append(
            {
                "target": target["name"],
                "transitivity": [round(9 * share) for share in carried],
                "coherence": min(9, round(9 * (0.5 * max(carried) + about))),
                "reason": "by the words that they share",
            }
        )
    return {"verdicts": verdicts}


def _about(function: dict[str, Any]) -> str:
    return f"{function['name']} {function['description']}"


def _alike(one: str, other: str) -> float:
    """Share of the words of the shorter text that the other has too."""
    first, second = _words(one), _words(other)
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer else 0.0


def _words(text: str) -> set[str]:
    words = {singular(word) for word in split_identifier(text)}
    return words - _LIGHT or words
