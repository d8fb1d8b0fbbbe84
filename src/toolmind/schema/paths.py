"""Values by path: dotted property names with ``[]`` for list items, ``flights[].price``.

The path of the value itself is ``""``, and that of the items of a list at the top is ``[]``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern

from toolmind.records import JSON


def join(path: str, name: str) -> str:
    """Return the path of a property; dots and ``[]`` in its name are escaped by a backslash."""
    if "." in name or "[]" in name or "\\" in name:
        name = re.sub(r"[.\\]|\[(?=\])", r"\\\g<0>", name)
    return intern(f"{path}.{name}") if path else name  # tools share many of their paths


def split(path: str) -> tuple[str, ...]:
    """Return a path's steps: property names, and ``[]`` for list items."""
    return (path,) if path.isidentifier() else _split(path)


@lru_cache(maxsize=16384)
def _split(path: str) -> tuple[str, ...]:
    steps = re.findall(r"\[\]|(?:\\.|[^.\\\[]|\[(?!\]))+", path)
    return tuple(
        [intern(re.sub(r"\\(.)", r"\1", step) if "\\" in step else step) for step in steps]
    )


def get_path(value: JSON, path: str) -> list[JSON]:
    """Return all values at the path, in order; an empty list where there is none."""
    found = [value]
    for step in split(path):
        if step == "[]":
            found = [item for node in found if isinstance(node, list) for item in node]
        else:
            found = [node[step] for node in found if isinstance(node, dict) and step in node]
    return found


def set_path(value: JSON, path: str, new: JSON) -> JSON:
    """Put `new` at the path, in every item of the lists on the way, and return the value.

    Objects and lists are changed in place. What is missing on the way is made: an empty or
    missing list gets one item.
    """
    return _set(value, split(path), new)


def _set(node: JSON, steps: tuple[str, ...], new: JSON) -> JSON:
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if step == "[]":
        items = node if isinstance(node, list) else []
        items[:] = [_set(item, rest, new) for item in items or [None]]
        return items
    record = node if isinstance(node, dict) else {}
    record[step] = _set(record.get(step), rest, new)
    return record
