"""Make a labelled set of the links that Power Platform connectors declare.

    python research/link_scorer/connector_links.py OUT CONNECTORS [--kept OUT2]

CONNECTORS is a copy of the repository microsoft/PowerPlatformConnectors (MIT): an OpenAPI 2 file
for each of a thousand services, see `connector_specs.py`. Where the values of a parameter are those
that another operation lists, the file says which operation and which of its outputs
(`x-ms-dynamic-values`, `x-ms-dynamic-list`): a link, written down by those who know the service.

Negatives: other outputs of that operation into the parameter, that output into other parameters of
the same function, and what other operations list for other parameters, of the service and of other
services: what a user of one service picks from a list of its own comes from nowhere else. With
`--kept` every fifth connector goes into a set of its own, to be tested on.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from connector_specs import Row, Service, services
from link_set import last, link_row, write_set

from toolmind.graph.features.filters import is_given, is_taken
from toolmind.graph.features.parameters import find_parameter, input_parameters, output_parameters
from toolmind.records import Tool

End = tuple[str, str]
"""A function and the path of a parameter."""
Pair = tuple[End, End]

EACH = 4
"""Links kept of one output."""
ALIKE = 3
"""Links kept of one service with the same operation, output and name of the parameter."""
MOST = 40
"""Links kept of one service."""
BESIDE, CROSSED, FOREIGN = 5, 3, 1
"""Negatives of each link: other parameters of the two functions, what is listed for others of the
service, and twice what other services list."""
_NAMES = frozenset("id uid uuid guid gid link name uri url key value code number title".split())
"""What a thing may be named by: if one of them is taken, so may be the others."""
_DEPTH = 4
KEPT = 5


def declared(service: Service) -> Iterator[Pair]:
    """Give the links that a service declares and that hold: both ends are there and leaves."""
    for source, end in service.listed:
        src, dst = service.functions.get(source[0]), service.functions[end[0]]
        if src and src is not dst:
            output = find_parameter(0, src["returns"], source[1])
            taken = find_parameter(0, dst["parameters"], end[1])
            if output and taken and is_given(output) and is_taken(taken):
                yield source, end


def labelled(known: list[Service]) -> tuple[list[Row], ...]:
    """Functions, links and negatives of some services."""
    rows: dict[str, Row] = {}
    links: list[Pair] = []
    others: set[Pair] = set()
    for service in known:
        pairs = sorted(set(declared(service)))
        kept = _few(pairs)
        links += kept
        others.update(_beside(service.functions, pairs, kept), _crossed(pairs, kept))
        rows |= service.functions
    chosen = sorted({*others, *_foreign(rows, links)})
    used = {name for pair in (*links, *chosen) for name, _ in pair}
    return (
        [row for name, row in rows.items() if name in used],
        [link_row(rows, pair) for pair in links],
        [link_row(rows, pair) for pair in chosen],
    )


def _foreign(rows: dict[str, Row], links: list[Pair]) -> Iterator[Pair]:
    """Pair with it what other services list, half of it of the same name."""
    sources = sorted({source for source, _ in links})
    by_name = defaultdict(list)
    for one in sources:
        by_name[last(one[1]).lower()].append(one)
    for (src, output), end in links:
        for few in (by_name[last(output).lower()], sources):
            free = [one for one in few if rows[one[0]]["domain"] != rows[src]["domain"]]
            yield from ((one, end) for one in random.sample(free, min(FOREIGN, len(free))))


def _few(pairs: Iterable[Pair]) -> list[Pair]:
    """Leave out links that are like many others."""
    shuffled = list(pairs)
    random.shuffle(shuffled)
    kept, seen = [], Counter[Any]()
    for pair in shuffled:
        alike = pair[0], last(pair[1][1])
        if seen[pair[0]] < EACH and seen[alike] < ALIKE:
            seen.update([pair[0], alike])
            kept.append(pair)
    return kept[:MOST]


def _beside(rows: dict[str, Row], pairs: list[Pair], kept: list[Pair]) -> Iterator[Pair]:
    """Other parameters of the linked functions.

    Not what a thing may be named by too, nor what has the same name.
    """
    known = set(pairs)
    tools = [Tool(id=name, name=name, **_schemas(row)) for name, row in rows.items()]
    outputs, inputs = defaultdict(list), defaultdict(list)
    for one in output_parameters(tools, _DEPTH):
        if is_given(one):
            outputs[tools[one.tool].id].append(one.path)
    for one in input_parameters(tools, _DEPTH):
        if is_taken(one):
            inputs[tools[one.tool].id].append(one.path)
    for (src, output), (dst, taken) in kept:
        wrong = [((src, one), (dst, taken)) for one in outputs[src] if _noun(one) not in _NAMES]
        wrong += [((src, output), (dst, one)) for one in inputs[dst] if one != taken]
        free = [
            pair for pair in wrong if pair not in known and last(pair[0][1]) != last(pair[1][1])
        ]
        yield from random.sample(free, min(BESIDE, len(free)))


def _crossed(pairs: list[Pair], kept: list[Pair]) -> Iterator[Pair]:
    """Pair with it what is listed for other parameters, if no parameter of its name takes it."""
    takes = defaultdict(set)
    for (src, _), (_, taken) in pairs:
        takes[last(taken)].add(src)
    sources = sorted({source for source, _ in pairs})
    for (src, _), end in kept:
        free = [
            (one, end)
            for one in sources
            if one[0] not in takes[last(end[1])]
            and one[0] not in (src, end[0])
            and last(one[1]) != last(end[1])
        ]
        yield from random.sample(free, min(CROSSED, len(free)))


def _schemas(row: Row) -> dict[str, Any]:
    return {"parameters": row["parameters"], "returns": row["returns"]}


def _noun(path: str) -> str:
    """Find the last word of a name (`id` of `subnetIds[]`)."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", last(path))
    return words[-1].lower().removesuffix("s") if words else ""


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("connectors", type=Path)
    parser.add_argument("--kept", type=Path)
    options = parser.parse_args()
    random.seed(0)
    known = [one for one in services(options.connectors) if any(True for _ in declared(one))]
    if options.kept:
        write_set(options.kept, *labelled(known[::KEPT]))
        known = [one for at, one in enumerate(known) if at % KEPT]
    write_set(options.out, *labelled(known))


if __name__ == "__main__":
    main()
