"""Make a labelled set of links that recorded conversations show: an earlier call's value goes on.

    python research/link_scorer/observed_links.py tooltalk DIALOGUES OUT
    python research/link_scorer/observed_links.py tau TRAJECTORIES OUT

The recordings carry no schemas, so functions are declared as seen: names, types, no descriptions.
A link: where both were seen in a conversation, the value of the output was the input's in most
cases, and in two conversations or with two values at least. A negative: never, in two or more.
Yes/no values, short numbers, empty texts and nulls tell nothing and are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from link_set import write_set

Row = dict[str, Any]
End = tuple[str, str]


class Call(NamedTuple):
    """One recorded call."""

    name: str
    arguments: Row
    result: Any
    said: str = ""
    """What the user had said until then, where that is known."""


def read(path: Path) -> Iterator[Row]:
    """Rows of a JSON lines file, gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        yield from map(json.loads, file)


def tooltalk(row: Row) -> Iterator[Call]:
    """Read the calls of a ToolTalk conversation."""
    for turn in row["conversation"]:
        for one in turn.get("apis", ()):
            if not one["exception"]:
                yield Call(
                    one["request"]["api_name"], one["request"]["parameters"], one["response"]
                )


def tau(row: Row) -> Iterator[Call]:
    """Read the calls of a tau-bench trajectory."""
    asked: dict[str, Row] = {}
    for message in row["messages"]:
        for call in message.get("tool_calls") or ():
            asked[call["id"]] = call["function"]
        if message["role"] == "tool" and message.get("tool_call_id") in asked:
            function = asked[message["tool_call_id"]]
            try:
                result = json.loads(message["content"])
            except ValueError:
                result = message["content"]
            if not str(result).startswith("Error"):
                yield Call(function["name"], json.loads(function["arguments"]), result)


def leaves(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Leaf values with their paths; a mapping from identifiers is read as a list."""
    if isinstance(value, dict) and depth < 6:
        if len(value) > 2 and all(re.search(r"\d{3}", str(key)) for key in value):
            for one in value.values():
                yield from leaves(one, f"{path}[]", depth + 1)
            return
        for key, one in value.items():
            yield from leaves(one, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, f"{path}[]" if path else "items[]", depth)
    elif path:
        yield path, value


def telling(value: Any, least: int) -> bool:
    """Whether an equal value says something: `least` is how many characters do."""
    return value not in (None, True, False, "") and len(str(value)) >= least


def within(part: str, text: str) -> bool:
    """Whether a text holds another one, that is no mere digit or two."""
    return len(part) > 2 and part in text


def declared(calls: Iterable[Call], domain: str) -> dict[str, Row]:
    """Functions as seen in their calls."""
    found: dict[str, Row] = {}
    for call in calls:
        row = found.setdefault(
            call.name,
            {"id": call.name, "name": call.name, "domain": domain, "description": ""}
            | {"parameters": {"type": "object"}, "returns": {"type": "object"}},
        )
        for path, value in leaves(call.arguments):
            declare(row["parameters"], path, value)
        for path, value in leaves(call.result if isinstance(call.result, dict | list) else {}):
            declare(row["returns"], path, value)
    return found


def declare(schema: Row, path: str, value: Any) -> None:
    """Write a leaf into a schema."""
    node = schema
    for part in re.findall(r"\[\]|[^.\[\]]+", path):
        if part == "[]":
            node["type"] = "array"
            node = node.setdefault("items", {"type": "object"})
        else:
            node["type"] = "object"
            node = node.setdefault("properties", {}).setdefault(part, {})
    kinds = {bool: "boolean", int: "integer", float: "number"}
    if "properties" not in node:
        node["type"] = kinds.get(type(value), "string")


class BloomFilter:
    """How often an output and an input were seen together, and equal."""

    def __init__(self) -> None:
        self.together = 0
        self.equal = 0
        """In how many conversations they were equal when first seen together."""
        self.ever = False
        self.unclear = 0
        """How often the user had given the equal value too, or one text held the other."""
        self.values: set[str] = set()


def flows(dialogues: Iterable[list[Call]], least: int = 3) -> dict[tuple[End, End], BloomFilter]:
    """Count, for each output of an earlier call and each input of a later one."""
    found: dict[tuple[End, End], BloomFilter] = defaultdict(BloomFilter)
    for calls in dialogues:
        told: set[tuple[End, End]] = set()
        for at, later in enumerate(calls):
            given: dict[End, set[str]] = defaultdict(set)
            for call in calls[:at]:
                if isinstance(call.result, dict | list) and call.name != later.name:
                    for path, value in leaves(call.result):
                        if value is not None:
                            given[call.name, path].add(str(value))
            for path, value in leaves(later.arguments):
                for end, values in given.items():
                    pair = end, (later.name, path)
                    if not telling(value, least):
                        continue
                    text, seen = str(value), found[pair]
                    seen.ever |= text in values
                    if pair in told:
                        continue
                    told.add(pair)
                    seen.together += 1
                    if text in values and text.casefold() not in later.said.casefold():
                        seen.equal += 1
                        seen.values.add(text)
                    elif any(within(one, text) or within(text, one) for one in values):
                        seen.unclear += 1
    return found


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("tooltalk", "tau"))
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    reader = {"tooltalk": tooltalk, "tau": tau}[options.kind]
    dialogues = [list(reader(row)) for row in read(options.source)]
    rows = declared((call for calls in dialogues for call in calls), options.kind)
    links, others = [], []
    for (source, target), seen in sorted(flows(dialogues).items()):
        ends = zip(("src", "src_output", "dst", "dst_input"), (*source, *target), strict=True)
        row: Row = dict(ends)
        row["src_echo"] = source[1].split(".")[-1] in rows[source[0]]["parameters"].get(
            "properties", {}
        )
        if seen.equal >= 2 and seen.equal >= 0.6 * seen.together and len(seen.values) >= 2:
            links.append(row | {"label": "strong", "n_match": seen.equal})
        elif not seen.ever and seen.together >= 2:
            others.append(row)
    write_set(options.out, rows.values(), links, others)


if __name__ == "__main__":
    main()
