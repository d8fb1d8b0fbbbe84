"""What exists in the world that the embedded writer builds on: values by what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolmind.records import JSON
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular


def existing(world: JSON, words: str, entity: str) -> list[JSON]:
    """Return the values of a world that are called `words` (``order id``), in order, each once.

    Ids are also the keys of a mapping of such things, and the ``id`` of each in a list of them;
    a bare ``id`` is that of the `entity`.
    """
    if words in ("id", "ids"):
        words = f"{entity} id"
    return list({str(value): value for value in _found(world, singular(words), "")}.values())


def _found(node: JSON, words: str, holder: str) -> Iterator[JSON]:
    """Yield what is called so in a node that is itself called `holder`, in the singular."""
    thing = words.removesuffix(" id") if words.endswith(" id") else ""
    if isinstance(node, Mapping):
        for name, inner in node.items():
            called = singular(label(name))
            if thing and holder == thing and isinstance(inner, Mapping):
                yield name
            if called == words and isinstance(inner, str | int | float):
                yield inner
            yield from _found(inner, words, called)
    elif isinstance(node, list):
        for item in node:
            if isinstance(item, str | int | float) and holder == words:
                yield item
            elif isinstance(item, Mapping) and thing and holder == thing and "id" in item:
                yield item["id"]
            yield from _found(item, words, holder)
