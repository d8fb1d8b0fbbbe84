"""Collect the texts that the static embedding is distilled on: one text a line.

    python research/link_scorer/embedding_texts.py FUNCTIONS... --count 60000 > texts.txt

Names (as words), descriptions and both together, of functions and of their parameters, each text
once; a random part of them (seeded) where there are more than --count.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

from toolmind.text.terms import name_terms


def fields(schema: object, depth: int = 0) -> Iterator[tuple[str, str, str]]:
    """Yield name, description and type of every property, nested ones too."""
    if not isinstance(schema, dict) or depth > 4:
        return
    for name, child in (schema.get("properties") or {}).items():
        if isinstance(child, dict):
            yield name, str(child.get("description") or ""), str(child.get("type") or "")
            yield from fields(child, depth + 1)
    yield from fields(schema.get("items"), depth + 1)


def texts(record: dict[str, object]) -> Iterator[str]:
    """Yield the texts of one function."""
    yield " ".join(name_terms(str(record["name"])))
    yield str(record.get("description") or "")
    for part in ("parameters", "returns"):
        for name, description, kind in fields(record.get(part)):
            words = " ".join(name_terms(name))
            yield words
            yield description
            yield f"{words}: {description}"
            yield f"{description} {kind}"


def main() -> None:
    """Print the texts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("functions", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=60_000)
    options = parser.parse_args()
    random.seed(0)
    found: list[str] = []
    share = options.count // len(options.functions)
    for path in options.functions:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
            here = {" ".join(one.split())[:300] for line in file for one in texts(json.loads(line))}
        few = sorted(one for one in here if one)
        found += random.sample(few, min(share, len(few)))
    print("\n".join(sorted(set(found))))


if __name__ == "__main__":
    main()
