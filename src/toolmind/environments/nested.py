"""What stands within a thing: objects and lists that are parts of it, such as an address, items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from toolmind.records import JSON
from toolmind.text.identifiers import label

_DEEPEST = 3
"""Levels of parts within parts that are looked at (ours)."""


class Place(NamedTuple):
    """A value where it stands: what it is called from the thing on, in words, and its holder."""

    words: str
    holder: Any
    key: Any

    @property
    def value(self) -> JSON:
        """The value that stands there."""
        return self.holder[self.key]


def scalars(node: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[Place]:
    """Yield the texts, numbers and truth values of an object, and of the objects within it.

    One within that has an id of its own is another thing.
    """
    for place in _parts(node, before):
        value = place.value
        if isinstance(value, str | int | float):
            yield place
        elif isinstance(value, dict) and depth < _DEEPEST and not has_id(value):
            yield from scalars(value, place.words, depth + 1)


def lists(node: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[Place]:
    """Yield the lists of an object, and of the objects within it."""
    for place in _parts(node, before):
        value = place.value
        if isinstance(value, list):
            yield place
        elif isinstance(value, dict) and depth < _DEEPEST and not has_id(value):
            yield from lists(value, place.words, depth + 1)


def _parts(node: dict[str, Any], before: str) -> Iterator[Place]:
    for name in node:
        words = label(name)
        yield Place(f"{before} {words}" if before else words, node, name)


def has_id(node: JSON) -> bool:
    """Tell whether an object has an id, whatever sort of thing it is."""
    return isinstance(node, dict) and any(
        f" {label(name)}".endswith((" id", " uuid")) and isinstance(value, str | int)
        for name, value in node.items()
    )


def merged(old: JSON, new: JSON) -> JSON:
    """Return what a value is once it is written over: objects part by part, all else whole."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{name: merged(old.get(name), value) for name, value in new.items()}}


def beside(wanted: JSON, holder: Any, key: Any, depth: int = 0) -> Iterator[tuple[JSON, Place]]:
    """Yield each scalar of what is wanted with the place in which the same is said.

    Where two lists differ in length they stand whole; names are compared by their words.
    """
    said = holder[key]
    if depth > _DEEPEST:
        return
    if isinstance(wanted, dict) and isinstance(said, dict):
        names = {label(name): name for name in said}
        for name, value in wanted.items():
            if (own := names.get(label(name))) is not None:
                yield from beside(value, said, own, depth + 1)
    elif isinstance(wanted, list) and isinstance(said, list):
        if len(wanted) != len(said):
            yield wanted, Place("", holder, key)
            return
        for at, value in enumerate(wanted):
            yield from beside(value, said, at, depth + 1)
    else:
        yield wanted, Place("", holder, key)
