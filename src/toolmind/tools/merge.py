"""Merging: duplicates become one tool, name clashes are told apart.

Works on small facts of each tool instead of the tools themselves, so that a pool of any size is
merged without holding it in memory. Two steps: tools with equal text and schemas are one; then
tools of different services, or of one name, with the same signature and nearly the same words are
one (InfTool, arXiv 2512.23611, merges 17,713 specifications into 3,059; its threshold is not
known, ours is a setting). The richest record is kept, and the ids of the others are its aliases.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from toolmind.records import Schema, Tool
from toolmind.schema import types_of
from toolmind.text.identifiers import label
from toolmind.text.words import encoded_words
from toolmind.tools.names import qualified_name

SHAPE_DEPTH = 3
"""Levels of properties that belong to a signature (ours)."""

MIN_NAME_SIMILARITY = 0.75
"""Jaccard similarity that the words of two names need to be near-duplicates (ours)."""


MIN_WORDS = 4
"""Distinct words of name and description that a near-duplicate needs: fewer say nothing (ours)."""


class Facts(NamedTuple):
    """What merging needs to know of a tool: some 500 bytes in place of some kilobytes."""

    id: str
    name: str
    qualifier: str
    content: bytes
    inputs: bytes
    outputs: bytes
    service: bytes
    call: bytes
    """Of a tool that is an HTTP call, which one: two calls of one service are two tools."""
    name_words: array[int]
    words: array[int]
    richness: int


class MergePlan(NamedTuple):
    """What to do with each tool, by position: the one that it becomes, and its new name."""

    keeper: list[int]
    names: dict[int, str]
    ids: dict[int, str]
    aliases: dict[int, list[str]]
    exact: int
    near: int


def facts_of(tool: Tool) -> Facts:
    """Return the facts of a tool."""
    name_words = _word_ids(label(tool.name))
    outputs = _digest(_shape(tool.returns)) if _shape(tool.returns) else b""
    call = _call(tool)
    return Facts(
        id=tool.id,
        name=tool.name,
        qualifier=tool.domain.rpartition("/")[2] or tool.source,
        content=_digest([tool.name, tool.description, tool.parameters, tool.returns, call]),
        inputs=_digest(_shape(tool.parameters)),
        outputs=outputs,
        service=_digest(_service(tool)),
        call=_digest(call) if call else b"",
        name_words=name_words,
        words=_word_ids(f"{label(tool.name)} {tool.description}"),
        richness=len(tool.description) + (10_000 if outputs else 0),
    )


def _service(tool: Tool) -> list[str]:
    """Return what tells whose a tool is: of an API document the document, whatever its tags."""
    if _call(tool):
        return [tool.source, str(tool.annotations.get("service", ""))]
    return [tool.source.split(" ")[0], tool.domain]


def _call(tool: Tool) -> list[str]:
    """Return method and path of a tool that is an HTTP call, else nothing."""
    http = tool.annotations.get("http")
    return [str(http.get("method")), str(http.get("path"))] if isinstance(http, dict) else []


def plan_merge(facts: list[Facts], *, similarity: float = 0.85, near: bool = True) -> MergePlan:
    """Return which tools are one, and how the rest are named.

    `similarity` is the Jaccard similarity, in 0..1, of the words of name and description from
    which tools with the same signature are near-duplicates.
    """
    keeper = list(range(len(facts)))
    exact = _merge_exact(facts, keeper)
    close = _merge_near(facts, keeper, similarity) if near else 0
    aliases: dict[int, list[str]] = defaultdict(list)
    for index, kept in enumerate(keeper):
        if kept != index and facts[index].id != facts[kept].id:
            aliases[kept].append(facts[index].id)
    kept_ones = [index for index, kept in enumerate(keeper) if kept == index]
    return MergePlan(
        keeper=keeper,
        names=_unique_names(facts, kept_ones),
        ids=_unique_ids(facts, kept_ones),
        aliases=dict(aliases),
        exact=exact,
        near=close,
    )


def _merge_exact(facts: list[Facts], keeper: list[int]) -> int:
    first: dict[bytes, int] = {}
    for index, fact in enumerate(facts):
        keeper[index] = first.setdefault(fact.content, index)
    return len(facts) - len(first)


def _merge_near(facts: list[Facts], keeper: list[int], similarity: float) -> int:
    groups: dict[bytes, list[int]] = defaultdict(list)
    for index, kept in enumerate(keeper):
        if kept == index:
            groups[facts[index].inputs].append(index)
    rarity = Counter(word for fact in facts for word in set(fact.words))
    merged: dict[int, int] = {}
    for group in groups.values():
        if len(group) > 1:
            merged |= dict(_pairs(facts, group, rarity, similarity))
    for index, kept in enumerate(keeper):
        keeper[index] = merged.get(kept, kept)
    return len(merged)


def _pairs(
    facts: list[Facts], group: list[int], rarity: Counter[int], similarity: float
) -> Iterator[tuple[int, int]]:
    """Yield (duplicate, leader) in a group of one signature; the richest lead.

    Exact by prefix filtering: two sets with a Jaccard similarity of at least s share a word among
    the n - ceil(s n) + 1 rarest of each.
    """
    leaders: dict[int, list[int]] = defaultdict(list)
    for index in sorted(group, key=lambda i: (-facts[i].richness, i)):
        words = sorted(facts[index].words, key=lambda word: (rarity[word], word))
        prefix = words[: len(words) - math.ceil(similarity * len(words)) + 1]
        near = {leader for word in prefix for leader in leaders[word]}
        found = next((i for i in sorted(near) if _same(facts[i], facts[index], similarity)), None)
        if found is not None:
            yield index, found
            continue
        for word in prefix:
            leaders[word].append(index)


def _same(one: Facts, two: Facts, similarity: float) -> bool:
    if one.outputs and two.outputs and one.outputs != two.outputs:
        return False
    if one.service == two.service and (one.name, one.call) != (two.name, two.call):
        return False  # a service that has both means two things
    if min(len(one.words), len(two.words)) < MIN_WORDS:
        return False
    if _jaccard(one.name_words, two.name_words) < MIN_NAME_SIMILARITY:
        return False
    return _jaccard(one.words, two.words) >= similarity


def _jaccard(one: Iterable[int], two: Iterable[int]) -> float:
    left, right = set(one), set(two)
    return len(left & right) / (len(left | right) or 1)


def _unique_names(facts: list[Facts], kept: list[int]) -> dict[int, str]:
    """Return the new names of all tools that share a name with a different tool."""
    count = Counter(facts[index].name for index in kept)
    taken = {name for name, times in count.items() if times == 1}
    renamed: dict[int, str] = {}
    for index in kept:
        fact = facts[index]
        if count[fact.name] > 1:
            renamed[index] = qualified_name(fact.name, fact.qualifier, taken)
            taken.add(renamed[index])
    return renamed


def _unique_ids(facts: list[Facts], kept: list[int]) -> dict[int, str]:
    taken: set[str] = set()
    changed: dict[int, str] = {}
    for index in kept:
        unique, number = facts[index].id, 2
        while unique in taken:
            unique, number = f"{facts[index].id}~{number}", number + 1
        taken.add(unique)
        if unique != facts[index].id:
            changed[index] = unique
    return changed


def _shape(schema: Schema | None, depth: int = SHAPE_DEPTH) -> Any:
    """Return names and types of a schema's properties, without words, order or limits."""
    if not isinstance(schema, dict):
        return []
    below = schema.get("items") if "items" in schema else schema
    fields = below.get("properties") if isinstance(below, dict) else None
    if not isinstance(fields, dict) or depth == 0:
        return []
    return sorted(
        [label(name).replace(" ", ""), sorted(types_of(child)), _shape(child, depth - 1)]
        for name, child in fields.items()
        if isinstance(child, dict)
    )


_ENCODE = msgspec.json.Encoder(order="sorted").encode


def _digest(value: Any) -> bytes:
    return hashlib.blake2b(_ENCODE(value), digest_size=12).digest()


def _word_ids(text: str) -> array[int]:
    """Return the distinct words of a text as hashes, sorted."""
    return array("I", sorted({zlib.crc32(word) for word in encoded_words(text)}))
