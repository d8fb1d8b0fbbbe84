"""Make a labelled set of links from API-Bank's training dialogues of level 3.

    python research/link_scorer/apibank_links.py OUT DIALOGUES

DIALOGUES is `api-bank/training-data/lv3-train.json` of AlibabaResearch/DAMO-ConvAI at 1d76900
(Apache-2.0). Each dialogue looks for a function, is told its inputs and outputs with descriptions,
and calls it; so every value is seen on its way from one function into the next. None of the
benchmark's own functions is among them.

A link: the value of an input was one of an earlier output's, of no other function's, and the user
had not said it. A negative: both were seen in a dialogue, and their values never equal. Yes and no,
and single digits, tell nothing.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from link_set import link_row, write_set
from observed_links import Call, Row, declare, leaves, telling

from toolmind.graph.features.parameters import find_parameter

_TYPES = {"str": "string", "datetime": "string", "date": "string", "time": "string"} | {
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}
_SEARCH = "ToolSearcher"
"""The function that finds functions; it gives descriptions, which no other does."""


End = tuple[str, str]
"""A function and the path of a parameter."""
Pair = tuple[End, End]


class Dialogue(NamedTuple):
    """What the user said, the functions that were found, and the calls that were made."""

    said: str
    found: list[Row]
    calls: list[Call]


def dialogues(path: Path) -> Iterator[Dialogue]:
    """Read the dialogues; of each, which stands there once for every turn, its longest form."""
    longest: dict[str, str] = {}
    for row in json.loads(path.read_text()):
        text = f"{row['input']}\n{row['output']}"
        said = re.search(r"User: (.*)", text)
        if said and len(text) > len(longest.get(said[1], "")):
            longest[said[1]] = text
    for said, text in longest.items():
        yield dialogue(said, text)


def dialogue(said: str, text: str) -> Dialogue:
    """Read one dialogue; a call that is not to be read is left out."""
    found: list[Row] = []
    calls: list[Call] = []
    for request, result in re.findall(r"^API-Request: \[(.*?\))\](?:->(.*))?$", text, re.M):
        try:
            name, arguments = called(request)
            value = literal(result) if result else {}
        except (SyntaxError, ValueError, AttributeError):
            continue
        if name == _SEARCH:
            found += [one for one in (value if isinstance(value, list) else [value]) if one]
        else:
            calls.append(Call(name, arguments, value))
    return Dialogue(said, found, calls)


def called(text: str) -> tuple[str, Row]:
    """Read a call written as Python; some texts lack their quotes."""
    quoted = re.sub(r"=([^'\"\[{][^,)]*)(?=[,)])", lambda match: f"={_quoted(match[1])}", text)
    call: Any = ast.parse(quoted, mode="eval").body
    return call.func.id, {one.arg: ast.literal_eval(one.value) for one in call.keywords}


def _quoted(text: str) -> str:
    """Quote a word; a number, yes or no stays."""
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return repr(text)
    return text


def literal(text: str) -> Any:
    """Read a value written as Python, with types as bare words and apostrophes in words."""
    text = re.sub(r"(?<=[a-z])'(?=s? [a-z])", "\N{RIGHT SINGLE QUOTATION MARK}", text)
    return ast.literal_eval(
        re.sub(r": (str|int|float|bool|list|dict|datetime)(?=[,}])", r": '\1'", text)
    )


def function(row: Row) -> Row:
    """Declare a function that was found, as JSON Schema."""
    return {
        "id": row["name"],
        "name": row["name"],
        "domain": "apibank",
        "description": row.get("description", ""),
        "parameters": json_schema(row.get("input_parameters")),
        "returns": json_schema(row.get("output_parameters")),
    }


def json_schema(declared: Any) -> Row:
    """Declare parameters; what a list holds is not said, and is told by `hold`."""
    made: Row = {"type": "object", "properties": {}}
    for name, one in (declared if isinstance(declared, dict) else {}).items():
        if isinstance(one, dict):
            kind = re.match(r"\w*", str(one.get("type")))
            made["properties"][name] = {
                "type": _TYPES.get(kind[0] if kind else "", "string"),
                "description": str(one.get("description", "")),
            }
    return made


def hold(schema: Row, value: Any) -> None:
    """Declare what lists and objects are seen to hold."""
    for path, leaf in leaves(value):
        top = re.split(r"[.\[]", path)[0]
        if schema["properties"].get(top, {}).get("type") in ("array", "object") and path != top:
            declare(schema, path, leaf)


def plain(value: Any) -> str:
    """Write a value such that equal numbers are equal texts."""
    return str(float(value)) if isinstance(value, int | float) else str(value)


def flows(one: Dialogue) -> Iterator[tuple[Pair, bool]]:
    """Give the pairs of an earlier output and a later input that a dialogue tells something of."""
    for at, later in enumerate(one.calls):
        held: dict[End, set[str]] = defaultdict(set)
        for call in one.calls[:at]:
            if call.name != later.name and isinstance(call.result, dict):
                for path, leaf in leaves(call.result):
                    held[call.name, path].add(plain(leaf))
        for path, leaf in leaves(later.arguments):
            if not telling(leaf, 2):
                continue
            value = plain(leaf)
            sources = {end[0] for end, values in held.items() if value in values}
            clear = len(sources) == 1 and str(leaf).lower() not in one.said.lower()
            for end, values in held.items():
                if clear or value not in values:
                    yield (end, (later.name, path)), value in values


def labelled(every: list[Dialogue]) -> tuple[dict[str, Row], list[Row], list[Row]]:
    """Functions, links and negatives; of two functions of one name the first is kept."""
    functions: dict[str, Row] = {}
    for one in every:
        for row in one.found:
            functions.setdefault(row["name"], function(row))
    calls = [call for one in every for call in one.calls if call.name in functions]
    for call in calls:
        hold(functions[call.name]["parameters"], call.arguments)
        hold(functions[call.name]["returns"], call.result)
    votes: dict[Pair, list[bool]] = defaultdict(list)
    for one in every:
        for pair, equal in flows(one):
            votes[pair].append(equal)
    links, others = [], []
    for pair, seen in sorted(votes.items()):
        if all(map(declares, [functions] * 2, pair, ("returns", "parameters"))):
            row = link_row(functions, pair)
            if 2 * sum(seen) >= len(seen):
                links.append(row | {"label": "strong", "n_match": sum(seen)})
            elif not any(seen):
                others.append(row)
    return functions, links, others


def declares(functions: dict[str, Row], end: End, side: str) -> bool:
    """Whether a function declares a parameter."""
    row = functions.get(end[0])
    return row is not None and find_parameter(0, row[side], end[1]) is not None


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("dialogues", type=Path)
    options = parser.parse_args()
    functions, links, others = labelled(list(dialogues(options.dialogues)))
    write_set(options.out, functions.values(), links, others)


if __name__ == "__main__":
    main()
