"""Make a labelled set of links that people wrote down in the examples of Terraform providers.

    python research/link_scorer/terraform_links.py OUT PROVIDER_DOCS...

Each of PROVIDER_DOCS is a folder named after the provider (`azurerm`) that holds the documentation
of its repository (`docs` or `website`), see `terraform_docs.py` for how functions are read from it.

A link: in an example the argument of one block is an attribute of another, as it is, in a list, or
alone in a text (`subnet_id = azurerm_subnet.main.id`). Negatives are observed too: an argument and
an attribute of two blocks of one example, where the argument was given another thing's attribute
or a text of its own, and the two were never linked, nor equal.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from link_set import last, link_row, write_set
from terraform_docs import Page, Row, function, pages

from toolmind.graph.features.filters import is_given, is_taken
from toolmind.graph.features.parameters import find_parameter, output_parameters
from toolmind.records import Tool

EACH = 5
"""Links kept of one output, and of one input."""
ALIKE = 25
"""Links kept of one provider with the same two last names (`id` into `subnet_id`)."""
MOST = 700
"""Links kept of one provider."""
BESIDE = 5
"""Negatives of each link whose names end alike (`id`), and as many of any kind."""
_NAMES = frozenset("id uid uuid link name uri url arn number key".split())
"""What a thing may be named by: if one of them is taken, so may be the others."""
_DEPTH = 3
LARGE = 200
"""Functions of a provider above which each of its topics is a domain of its own."""

End = tuple[str, str]
"""A function and the path of a parameter."""

_HEAD = re.compile(r'^\s*(resource|data)\s+"(\w+)"\s+"([\w-]+)"\s*\{')
_OPENS = re.compile(r'^\s*"?([\w-]+)"?\s*(?:"[^"]*"\s*)*=?\s*\{\s*$')
_GIVEN = re.compile(r'^\s*"?([\w-]+)"?\s*=\s*(.+)$')
_REFERENCE = re.compile(
    r'^"?(?:\$\{)?\s*((?:data\.)?[a-z][a-z0-9]*_\w+)\.([\w-]+)((?:\.[\w*]+|\[[^\]]*\])+)\s*\}?"?$'
)
"""An attribute of a block: its type, its name there and the path."""


@dataclass
class Block:
    """One block of an example: what its arguments were given."""

    type: str
    given: dict[str, list[str]] = field(default_factory=dict)
    """Expressions by path."""


def blocks(example: str) -> dict[tuple[str, str], Block]:
    """Read the blocks of an example, by type and name."""
    found: dict[tuple[str, str], Block] = {}
    block: Block | None = None
    path: list[str] = []
    lines = iter(example.split("\n"))
    for line in lines:
        line = re.sub(r"(^|\s)(#|//).*$", "", line).rstrip()
        head = _HEAD.match(line)
        if head:
            type_ = f"data.{head[2]}" if head[1] == "data" else head[2]
            block = found[type_, head[3]] = Block(type_)
            path = []
            if line.endswith("}"):
                block = None
        elif block is None:
            continue
        elif opened := _OPENS.match(line):
            path.append(opened[1])
        elif given := _GIVEN.match(line):
            value = _whole(given[2].strip(), lines)
            block.given.setdefault(".".join([*path, given[1]]), []).extend(_parts(value))
        elif line.strip() == "}":
            if not path:
                block = None
            else:
                path.pop()
    return found


def _whole(value: str, lines: Iterator[str]) -> str:
    """Read on until all brackets are closed, or to the end of a text of many lines."""
    several = re.search(r"<<[-~]?(\w+)$", value)
    if several:
        for line in lines:
            if line.strip() == several[1]:
                break
        return '"..."'
    while value.count("[") + value.count("{") + value.count("(") > (
        value.count("]") + value.count("}") + value.count(")")
    ):
        more = next(lines, None)
        if more is None:
            break
        value += " " + re.sub(r"(^|\s)(#|//).*$", "", more).strip()
    return value


def _parts(value: str) -> list[str]:
    """Take a list apart, and what only changes the type of a value off it."""
    value = value.strip()
    if re.match(r"^\[.*\]$", value) and "{" not in value.replace("${", ""):
        return [part for one in value[1:-1].split(",") if one.strip() for part in _parts(one)]
    return [re.sub(r"^(?:tostring|tonumber|toset|tolist)\((.*)\)$", r"\1", value)]


def reference(value: str) -> tuple[tuple[str, str], str] | None:
    """Find whose attribute an expression is, and its path."""
    found = _REFERENCE.match(value)
    if not found:
        return None
    path = re.sub(r"\[[^\]]*\]|\.\d+|\.\*", "[]", found[3]).strip(".")
    return (found[1], found[2]), re.sub(r"^\[\]\.", "", path).removesuffix("[]")


@dataclass
class BloomFilter:
    """What all examples of a provider show."""

    links: Counter[tuple[End, End]] = field(default_factory=Counter)
    apart: set[tuple[str, End]] = field(default_factory=set)
    """A function, and an input of another in the same example that was given something else."""
    equal: set[tuple[str, End, str]] = field(default_factory=set)
    """The same, and the argument of the first that was given the same text."""
    unequal: set[tuple[str, End, str]] = field(default_factory=set)
    """The same, where both were given texts of their own, and other ones."""
    sources: defaultdict[End, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Functions whose outputs an input was given."""

    def read(self, example: str) -> None:
        """Note what one example shows."""
        found = blocks(example)
        for block in found.values():
            for path, values in block.given.items():
                self._given(found, block, path, values)

    def _given(
        self, found: dict[tuple[str, str], Block], block: Block, path: str, values: list[str]
    ) -> None:
        end = block.type, path
        whose = [of for of in map(reference, values) if of]
        for (source, name), output in whose:
            if (source, name) in found and source != block.type:
                self.links[(source, output), end] += 1
                self.sources[end].add(source)
        for other in found.values():
            if other.type != block.type:
                self.apart.add((other.type, end))
                for argument, same in other.given.items():
                    alike = bool(set(same) & set(values))
                    if alike or not any(map(reference, [*same, *values])):
                        told = self.equal if alike else self.unequal
                        told.add((other.type, end, argument))


def labelled(known: dict[str, Page], domains: dict[str, str]) -> tuple[list[Row], ...]:
    """Functions, links and negatives of one provider."""
    seen = BloomFilter()
    for page in known.values():
        for example in page.examples:
            seen.read(example)
    rows = {name: function(page, domains[name]) for name, page in known.items()}
    links = [pair for pair in sorted(seen.links) if _declared(rows, pair)]
    random.shuffle(links)
    kept, of, alike = [], Counter[Any](), Counter[Any]()
    for pair in links:
        names = tuple(path.split(".")[-1] for _, path in pair)
        if max(of[pair[0], 0], of[pair[1], 1]) < EACH and alike[names] < ALIKE:
            of.update([(pair[0], 0), (pair[1], 1)])
            alike[names] += 1
            kept.append(pair)
    kept = kept[:MOST]
    others = sorted(set(_apart(rows, kept, seen)))
    used = {name for pair in (*kept, *others) for name, _ in pair}
    return (
        [row for name, row in rows.items() if name in used],
        [link_row(rows, pair) for pair in kept],
        [link_row(rows, pair) for pair in others],
    )


def _declared(rows: dict[str, Row], pair: tuple[End, End]) -> bool:
    (src, output), (dst, taken) = pair
    return (
        src in rows
        and dst in rows
        and find_parameter(0, rows[src]["returns"], output) is not None
        and find_parameter(0, rows[dst]["parameters"], taken) is not None
    )


def _apart(
    rows: dict[str, Row], links: list[tuple[End, End]], seen: BloomFilter
) -> Iterator[tuple[End, End]]:
    """Pairs of the linked functions that were never linked, nor equal."""
    outputs = defaultdict(list)
    tools = [Tool(id=name, name=name, returns=row["returns"]) for name, row in rows.items()]
    for one in output_parameters(tools, _DEPTH):
        if is_given(one):
            outputs[tools[one.tool].id].append(one.path)
    inputs = defaultdict(list)
    for src, (dst, path) in sorted(seen.apart):
        found = find_parameter(0, rows[dst]["parameters"], path) if dst in rows else None
        if found and is_taken(found):
            inputs[src, dst].append((dst, path))
    counts = Counter((source[0], end[0]) for source, end in links)
    for (src, dst), count in sorted(counts.items()):
        free = [
            ((src, output), end)
            for end in inputs[src, dst]
            for output in outputs[src]
            if ((src, output), end) not in seen.links
            and (src, end, _bare(output)) not in seen.equal
            and not (src in seen.sources[end] and _noun(output) in _NAMES)
            and (last(output) != last(end[1]) or _own(src, output, end, seen))
        ]
        alike = [(one, end) for one, end in free if _noun(one[1]) == _noun(end[1])]
        for few in (alike, free):
            yield from random.sample(few, min(BESIDE * count, len(few)))


def _own(src: str, output: str, end: End, seen: BloomFilter) -> bool:
    """Whether each of two things was given a name of its own."""
    return _noun(output) in ("name", "title") and (src, end, _bare(output)) in seen.unequal


def _noun(path: str) -> str:
    """Find the last word of a name (`id` of `subnet_ids[]`)."""
    return last(path).rsplit("_", 1)[-1].removesuffix("s")


def _bare(path: str) -> str:
    return path.replace("[]", "")


def provider(folder: Path) -> tuple[list[Row], ...]:
    """Read the documentation of one provider."""
    known = {page.name: page for page in pages(folder)}
    domains = {
        name: f"{page.provider}.{page.topic}" if len(known) > LARGE else page.provider
        for name, page in known.items()
    }
    return labelled(known, domains)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    random.seed(0)
    made: list[list[Row]] = [[], [], []]
    for folder in options.folders:
        found = provider(folder)
        for all_of, few in zip(made, found, strict=True):
            all_of += few
        print(folder.name, *map(len, found), flush=True)
    write_set(options.out, *made)


if __name__ == "__main__":
    main()
