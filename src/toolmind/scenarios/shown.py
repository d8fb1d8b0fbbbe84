"""The tools that a scenario shows: those needed, those like them, and distractors, shuffled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from random import Random

from toolmind.chains.distractors import Distractors
from toolmind.config import ScenariosConfig
from toolmind.records import Tool
from toolmind.scenarios.kinds.base import Outline
from toolmind.text.identifiers import label
from toolmind.text.stems import stem
from toolmind.text.words import words
from toolmind.tools.effects import tool_effect

_FILLERS = frozenset("a an and any by for from in of on or the this to with".split())
"""Words by which no two descriptions are told apart."""

_NEAR = (1.0, 0.0, 0.0)
"""Shares of the bands where distractors are to be like the tools needed."""


def shown_tools(
    outline: Outline,
    tools: Mapping[str, Tool],
    distractors: Distractors,
    config: ScenariosConfig,
    seed: int,
) -> tuple[str, ...]:
    """Return the ids of the tools shown, in the order shown; one at least.

    A tool that nobody could tell from a needed one, by its name or by what its description says
    first, is left out; so is one that would serve in the place of one that is hidden or comes
    later.
    """
    needed = tuple(dict.fromkeys(outline.chain.tools))
    kept = [tool for tool in needed if tool not in outline.hidden]
    gists = {gist(tools[tool]) for tool in needed}
    count = config.distractors if kept or outline.beside else max(config.distractors, 1)
    bands = _NEAR if outline.near else config.distractor_bands
    extra = distractors.draw(needed or outline.beside, count, seed, bands)
    hidden = [tools[tool] for tool in (*outline.hidden, *outline.later)]
    others = [
        tool
        for tool in (*outline.beside, *extra)
        if gist(tools[tool]) not in gists and not any(serves(tools[tool], one) for one in hidden)
    ]
    by_name = {tools[tool].name: tool for tool in reversed([*kept, *others])}
    result = sorted(by_name.values())
    Random(seed).shuffle(result)
    return tuple(result)


def serves(tool: Tool, needed: Tool) -> bool:
    """Tell whether a tool may do what another does: the same to things of the same kind.

    What one gets, the other may list: both only read. So may one be taken to do, that speaks of all
    that the other's description says first.
    """
    if set(gist(needed)) <= _spoken_of(tool.name, tool.description):
        return True
    ours, theirs = tool_effect(tool), tool_effect(needed)
    alike = ours.verb == theirs.verb or (ours.reads and theirs.reads)
    return bool(ours.noun) and alike and same_kind(ours.noun, theirs.noun)


@lru_cache(maxsize=512)
def _spoken_of(name: str, description: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(f"{label(name)} {description}"))


def same_kind(left: str, right: str) -> bool:
    """Tell whether two nouns may mean things of one kind: ``device position``, ``position``."""
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer == shorter or longer.endswith(f" {shorter}")


def gist(tool: Tool) -> tuple[str, ...]:
    """Return the words, without their endings, of what a tool's description says first."""
    return _gist(tool.name, tool.description)


@lru_cache(maxsize=4096)
def _gist(name: str, description: str) -> tuple[str, ...]:
    """Return them sorted, each once: as a set they would take three times the memory."""
    first = words(description.strip().partition(". ")[0])
    return tuple(sorted({stem(word) for word in first if word not in _FILLERS})) or (name,)
