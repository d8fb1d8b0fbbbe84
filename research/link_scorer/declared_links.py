"""Make a labelled set of links that the makers of an API declare.

    python research/link_scorer/declared_links.py boto3 FUNCTIONS_AWS BOTO3_DATA OUT
    python research/link_scorer/declared_links.py google FUNCTIONS_GOOGLE OUT [--hide]

- boto3: links that boto3's resource definitions declare (an identifier of a resource comes from one
  operation's answer and goes into another's parameter); BOTO3_DATA is the package's data folder.
- google: outputs and inputs of one API whose descriptions spell out the same resource path; with
  --hide the path is taken out of the descriptions.

Negatives are other parameters of the same pairs of functions, and identifiers of other resources.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from link_set import Row, read_rows, write_set

from toolmind.graph.features.parameters import find_parameter, input_parameters, output_parameters
from toolmind.records import Tool

Pair = tuple[str, str, str, str]
FIELDS = ("src", "src_output", "dst", "dst_input")
Ports = dict[tuple[str, str], set[tuple[str, str]]]


def identifiers(definition: Row) -> tuple[Ports, Ports]:
    """Where a resource's identifiers come from and go to: (resource, identifier) → (call, path)."""
    given: Ports = defaultdict(set)
    taken: Ports = defaultdict(set)
    for name, resource in {"service": definition["service"], **definition["resources"]}.items():
        load = resource.get("load")
        actions = [*resource.get("actions", {}).values(), *resource.get("hasMany", {}).values()]
        actions += [load] if load else []
        for action in actions:
            call, result = action["request"]["operation"], action.get("resource") or {}
            for one in result.get("identifiers", ()):
                if one["source"] == "response":
                    given[result["type"], one["target"]].add((call, _plain(one["path"])))
            for one in action["request"].get("params", ()) if name != "service" else ():
                if one["source"] == "identifier":
                    taken[name, one["name"]].add((call, _plain(one["target"])))
        for other in resource.get("has", {}).values() if load else ():
            for one in other["resource"].get("identifiers", ()):
                if one["source"] == "data":
                    base = _plain(load.get("path", "@")).removeprefix("@")
                    path = f"{base}.{_plain(one['path'])}".lstrip(".")
                    given[other["resource"]["type"], one["target"]].add(
                        (load["request"]["operation"], path)
                    )
    return given, taken


def _plain(path: str) -> str:
    return re.sub(r"\[\d*\*?\]", "[]", path)


def boto3(functions: Path, data: Path, out: Path) -> None:
    """Read the links that resource definitions declare."""
    random.seed(0)
    by_name = {(row["domain"], row["name"]): row for row in read_rows(functions)}
    found: dict[Pair, str] = {}
    for service in sorted(data.iterdir()):
        versions = sorted(service.glob("*/resources-1.json"))
        if not versions:
            continue
        given, taken = identifiers(json.loads(versions[-1].read_text()))
        for key, sources in given.items():
            for call, path in sources:
                for target, into in taken.get(key, ()):
                    src, dst = (
                        by_name.get((service.name, call)),
                        by_name.get((service.name, target)),
                    )
                    if src and dst and src is not dst and _has(src, path, dst, into):
                        found[src["id"], path, dst["id"], into] = f"{service.name}.{key[0]}"
    used = {end for pair in found for end in (pair[0], pair[2])}
    rows = {row["id"]: row for row in by_name.values() if row["id"] in used}
    others = set(_beside(rows, found, 25)) | set(_crossed(found))
    write_set(out, rows.values(), map(_row, sorted(found)), map(_row, sorted(others)))


def _has(src: Row, output: str, dst: Row, taken: str) -> bool:
    return bool(
        find_parameter(0, src["returns"], output) and find_parameter(0, dst["parameters"], taken)
    )


def _row(pair: Pair) -> Row:
    return dict(zip(FIELDS, pair, strict=True))


def _last(path: str) -> str:
    return re.sub(r"\W", "", path.split(".")[-1]).lower().rstrip("s")


def _bare(path: str) -> str:
    return re.sub(r"\[\]", "", path)


def _beside(rows: dict[str, Row], found: Iterable[Pair], most: int) -> Iterator[Pair]:
    """Other parameters of the linked functions, of other names."""
    known = {(a, _bare(b), c, _bare(d)) for a, b, c, d in found}
    tools = [
        Tool(id=row["id"], name=row["name"], parameters=row["parameters"], returns=row["returns"])
        for row in rows.values()
    ]
    outputs, inputs = defaultdict(list), defaultdict(list)
    for one in output_parameters(tools, 5):
        outputs[tools[one.tool].id].append(one.path)
    for one in input_parameters(tools, 5):
        inputs[tools[one.tool].id].append(one.path)
    for src, dst in sorted({(a, c) for a, _, c, _ in found}):
        pairs = [
            (src, output, dst, taken)
            for output in outputs[src]
            for taken in inputs[dst]
            if (src, _bare(output), dst, _bare(taken)) not in known
            and _last(output) != _last(taken)
        ]
        yield from random.sample(pairs, min(most, len(pairs)))


def _crossed(found: dict[Pair, str]) -> Iterator[Pair]:
    """Pair identifiers of one resource with inputs of another of the same service."""
    known = {(a, _bare(b), c, _bare(d)) for a, b, c, d in found}
    pairs = sorted(found)
    for _ in range(6000):
        one, other = random.choice(pairs), random.choice(pairs)
        pair = one[0], one[1], other[2], other[3]
        alike = found[one].split(".")[0] == found[other].split(".")[0]
        if alike and found[one] != found[other] and one[0] != other[2]:
            bare = pair[0], _bare(pair[1]), pair[2], _bare(pair[3])
            if bare not in known and _last(pair[1]) != _last(pair[3]):
                yield pair


def shape(description: str) -> str:
    """Find the collections of a resource path that a description has between backquotes."""
    for text in re.findall(r"`([^`\s]+)`", description):
        parts = text.split("/")
        if len(parts) >= 2 and len(parts) % 2 == 0:
            plain = all(re.match(r"^[a-z][A-Za-z]+$", part) for part in parts[::2])
            if plain and all(re.match(r"^[\{\[<]", part) for part in parts[1::2]):
                return "/".join(parts[::2])
    return ""


def hidden(schema: Any) -> Any:
    """Take the resource paths out of all descriptions."""
    if isinstance(schema, list):
        return [hidden(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    cut = r"\s*[^.]*`[^`\s]+/[^`\s]+`[^.]*\.?"
    return {
        key: re.sub(cut, "", one).strip()
        if key == "description" and isinstance(one, str)
        else hidden(one)
        for key, one in schema.items()
    }


def google(functions: Path, out: Path, *, hide: bool) -> None:
    """Pair outputs and inputs whose descriptions spell out the same resource path."""
    random.seed(0)
    apis: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(functions):
        if "beta" not in row["domain"]:
            apis[row["domain"]].append(row)
    rows: dict[str, Row] = {}
    found: list[Pair] = []
    others: list[Pair] = []
    for _, api in sorted(apis.items()):
        linked, unlinked = _by_shape(api)
        found += linked
        others += unlinked
        ids = {end for pair in (*linked, *unlinked) for end in (pair[0], pair[2])}
        rows |= {row["id"]: row for row in api if row["id"] in ids}
    shown = [
        row | {part: hidden(row[part]) for part in ("parameters", "returns")} if hide else row
        for row in rows.values()
    ]
    write_set(out, shown, map(_row, found), map(_row, others))


def _by_shape(api: list[Row], most: int = 12) -> tuple[list[Pair], list[Pair]]:
    tools = [
        Tool(id=row["id"], name=row["name"], parameters=row["parameters"], returns=row["returns"])
        for row in api
    ]
    outputs = [(one, shape(one.description)) for one in output_parameters(tools, 4)]
    inputs = [
        (one, shape(one.description))
        for one in input_parameters(tools, 4)
        if "Output only" not in one.description
    ]
    pairs = [
        (tools[o.tool].id, o.path, tools[i.tool].id, i.path, of == into)
        for o, of in outputs
        for i, into in inputs
        if of and into and o.tool != i.tool and not (o.path == i.path and "." in o.path)
    ]
    random.shuffle(pairs)
    linked = [pair[:4] for pair in pairs if pair[4]][:most]
    unlinked = [pair[:4] for pair in pairs if not pair[4]][: 2 * len(linked)]
    rows = {row["id"]: row for row in api if row["id"] in {a for p in linked for a in p[::2]}}
    known = {(src, output) for src, output, _, _ in linked} | {(d, i) for _, _, d, i in linked}
    beside = [
        pair
        for pair in _beside(rows, linked, 8)
        if ((pair[0], pair[1]) in known) != ((pair[2], pair[3]) in known)
    ]
    return linked, unlinked + beside


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("boto3")
    one.add_argument("functions", type=Path)
    one.add_argument("data", type=Path)
    one.add_argument("out", type=Path)
    one = kinds.add_parser("google")
    one.add_argument("functions", type=Path)
    one.add_argument("out", type=Path)
    one.add_argument("--hide", action="store_true")
    options = vars(parser.parse_args())
    {"boto3": boto3, "google": google}[options.pop("kind")](**options)


if __name__ == "__main__":
    main()
