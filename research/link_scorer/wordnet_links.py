"""Reword functions: other names and descriptions for the same things, to train and to test on.

    apt-get install wordnet-base
    python research/link_scorer/wordnet_links.py set LINKS_SGD OUT --seed 1
    python research/link_scorer/wordnet_links.py pool FUNCTIONS OUT --seed 1

- set: a labelled set with other words. Synonyms come from WordNet (the commonest sense), spellings,
  word order and abbreviations are drawn for each domain, descriptions are shortened or left out.
- pool: a labelled set from functions without links. An input, reworded, becomes an output of
  another function of its domain, and feeds the input that it was made from but not the others.
  What is learned from it is to see through other words, not which kinds of input are fed.
"""

from __future__ import annotations

import argparse
import copy
import random
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from link_set import read_rows, write_set

from toolmind.graph.features.filters import is_given, is_taken
from toolmind.graph.features.parameter_text import is_bare, owner_words
from toolmind.graph.features.parameters import Parameter, input_parameters, output_parameters
from toolmind.records import Tool
from toolmind.text.terms import name_terms

Row = dict[str, Any]
WORDNET = Path("/usr/share/wordnet")
_FRAMES = ("{}", "{}", "The {}", "{} to use", "{} of interest", "Specifies the {}", "Given {}")
_WORD = re.compile(r"[A-Za-z]+")


@cache
def synonyms() -> dict[str, list[str]]:
    """Other words for the commonest sense of each noun, at most two words long."""
    same: dict[str, list[str]] = {}
    for line in (WORDNET / "data.noun").read_text().splitlines():
        fields = line.split()
        if line[0] != " ":
            same[fields[0]] = [fields[4 + 2 * at] for at in range(int(fields[3], 16))]
    found: dict[str, list[str]] = {}
    for line in (WORDNET / "index.noun").read_text().splitlines():
        fields = line.split()
        if line[0] == " ":
            continue
        pointers = int(fields[3])
        met, first = fields[5 + pointers], fields[6 + pointers]
        others = [
            word.replace("_", " ").lower()
            for word in same[first]
            if word.lower() != fields[0] and word.count("_") <= 1 and word.isascii()
        ]
        if met != "0" and others:
            found[fields[0]] = others
    return found


class Style:
    """How one domain words things: drawn once, kept throughout."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._camel = self._random.random() < 0.5
        self._swaps = self._random.uniform(0.3, 0.7)
        self._drops = self._random.uniform(0.0, 0.3)
        self._words: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def word(self, word: str) -> str:
        """Replace a word, or not; always alike."""
        if word not in self._words:
            others = synonyms().get(word, ())
            swapped = bool(others) and self._random.random() < self._swaps
            self._words[word] = self._random.choice(others) if swapped else word
        return self._words[word]

    def name(self, name: str, owner: str = "") -> str:
        """Rename a parameter, alike throughout; the owner is what its function is about."""
        if name not in self._names:
            self._names[name] = self._unlike(self._made(name, owner))
        return self._names[name]

    def _made(self, name: str, owner: str) -> list[str]:
        words = [part for word in name_terms(name) for part in self.word(word).split()]
        chance = self._random.random()
        if owner and (is_bare(name) or (len(words) == 1 and chance < 0.1)):
            words = [*self.word(owner).split(), *words]
        elif len(words) == 2 and chance < 0.08:
            words = [words[1], "of", words[0]]
        elif len(words) > 1 and chance < 0.16 and words[1] != "of":
            words = words[1:]
        elif chance > 0.95:
            words = [word[:3] if len(word) > 5 else word for word in words]
        return words or [name]

    def _unlike(self, words: list[str]) -> str:
        camel = words[0] + "".join(map(str.capitalize, words[1:]))
        made = camel if self._camel else "_".join(words)
        while made in self._names.values():
            made += "2"
        return made

    def text(self, text: str, name: str) -> str:
        """Reword a description."""
        if (text, name) not in self._texts:
            chance = self._random.random()
            said = text if chance > 0.3 else re.split(r"[.;(]", text)[0]
            said = _WORD.sub(lambda found: self._said(found.group()), said)
            if chance < self._drops:
                said = ""
            elif said and chance > 0.6:
                said = self._random.choice(_FRAMES).format(said[0].lower() + said[1:])
            self._texts[text, name] = said
        return self._texts[text, name]

    def _said(self, word: str) -> str:
        other = self.word(word.lower())
        return word if other == word.lower() else other

    def schema(self, schema: Row) -> Row:
        """Reword the top level of a schema."""
        fields = schema.get("properties") or {}
        renamed = {name: self.name(name) for name in fields}
        return schema | {
            "properties": {
                renamed[name]: field
                | {"description": self.text(str(field.get("description") or ""), name)}
                for name, field in fields.items()
            },
            "required": [renamed[one] for one in schema.get("required") or () if one in renamed],
        }


def reworded_set(source: Path, seed: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Put a labelled set in other words; only names at the top of a schema change."""
    styles: dict[str, Style] = {}
    rows = read_rows(source / "functions.jsonl")
    for row in rows:
        styles.setdefault(row["domain"], Style(f"{seed} {row['domain']}"))
    domain = {row["id"]: row["domain"] for row in rows}
    for row in rows:
        for part in ("parameters", "returns"):
            if row.get(part):
                row[part] = styles[row["domain"]].schema(row[part])

    def link(row: Row) -> Row:
        ends = {
            field: styles[domain[row[end]]].name(row[field])
            for end, field in (("src", "src_output"), ("dst", "dst_input"))
        }
        return row | ends | {"same_name": ends["src_output"] == ends["dst_input"]}

    links = [link(row) for row in read_rows(source / "links.jsonl")]
    return rows, links, [link(row) for row in read_rows(source / "negatives.jsonl")]


def about(row: Row, one: Parameter) -> str:
    """Say what a parameter belongs to, in a word."""
    return "".join(owner_words(row["name"], one.path)[-1:])


def pool_set(path: Path, seed: int, wanted: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Links from inputs, reworded, to themselves, and none to the other inputs."""
    drawn = random.Random(seed)
    domains: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(path):
        domains[row["domain"]].append(row)
    rows: dict[str, Row] = {}
    links: list[Row] = []
    others: list[Row] = []
    names = sorted(name for name, few in domains.items() if len(few) > 1)
    for name in drawn.sample(names, min(len(names), wanted)):
        few = drawn.sample(domains[name], min(5, len(domains[name])))
        for at, target in enumerate(few[: max(1, 2 * wanted // len(names))]):
            source = few[(at + 1) % len(few)]
            made = woven(source, target, Style(f"{seed} {target['id']}"), drawn)
            if made:
                function, good, bad = made
                rows |= {function["id"]: function, target["id"]: target}
                links += good
                others += bad
    return list(rows.values()), links, others


def woven(
    source: Row, target: Row, style: Style, drawn: random.Random
) -> tuple[Row, list[Row], list[Row]] | None:
    """Let a function return a target's inputs in other words, with what it returns itself."""
    taken = [one for one in leaves(target, "parameters") if is_taken(one)]
    if not 2 <= len(taken) <= 40:
        return None
    fed = drawn.sample(taken, min(len(taken), 6))
    own = [one for one in leaves(source, "returns") if is_given(one)] if source["returns"] else []
    own = drawn.sample(own, min(len(own), 6))
    fields = {style.name(one.name, about(target, one)): field(one, style) for one in fed}
    function = copy.deepcopy(source) | {"id": f"{source['id']} for {target['id']}"}
    kept = {one.name: field(one, None) for one in own if one.name not in fields}
    function["returns"] = {"type": "object", "properties": {**kept, **fields}}
    ends = {"src": function["id"], "dst": target["id"]}
    good, bad = [], []
    for one in fed:
        for other in taken:
            made = {"src_output": style.name(one.name), "dst_input": other.path}
            if one.path == other.path:
                good.append(ends | made)
            elif one.name != other.name and one.description != other.description:
                bad.append(ends | made)
    for one in own:
        for other in taken:
            unlike = set(name_terms(one.name)).isdisjoint(name_terms(other.name))
            things = [
                owner_words(row["name"], end.path) for row, end in ((source, one), (target, other))
            ]
            bare = is_bare(one.name) and is_bare(other.name)
            if unlike if not bare else set(things[0]).isdisjoint(things[1]):
                bad.append(ends | {"src_output": one.name, "dst_input": other.path})
    return function, good, drawn.sample(bad, min(len(bad), 30))


def field(one: Parameter, style: Style | None) -> Row:
    """Declare a parameter, reworded or not."""
    text = style.text(one.description, one.name) if style else one.description
    value: Row = {"type": one.type} if one.type else {}
    value |= {"enum": list(one.enum)} if one.enum else {}
    value |= {"format": one.format} if one.format else {}
    made = {"type": "array", "items": value} if one.is_list else value
    return made | {"description": text}


def leaves(row: Row, part: str) -> list[Parameter]:
    """Leaf parameters of one function."""
    tool = Tool(
        id=row["id"], name=row["name"], parameters=row["parameters"], returns=row["returns"]
    )
    return (input_parameters if part == "parameters" else output_parameters)([tool], 3)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("set", "pool"))
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--domains", type=int, default=150)
    options = parser.parse_args()
    if options.kind == "set":
        made = reworded_set(options.source, options.seed)
    else:
        made = pool_set(options.source, options.seed, options.domains)
    write_set(options.out, *made)


if __name__ == "__main__":
    main()
