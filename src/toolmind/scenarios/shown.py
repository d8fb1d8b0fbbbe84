"""The tools that a scenario shows: those needed, those like them, and distractors, shuffled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

_RESERVE = 4
"""How many times as many distractors are drawn where some of the first did not fit (ours)."""


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
    later. Distractors stand in for what is left out or hidden, so that how many tools are shown
    does not tell whether one fits.
    """
    needed = tuple(dict.fromkeys(outline.chain.tools))
    kept = [tool for tool in needed if tool not in outline.hidden]
    fits = _told_apart(outline, tools)
    beside = list(filter(fits, outline.beside))
    count = config.distractors + len(needed or beside) - len(kept) - len(beside)
    bands = _NEAR if outline.near else config.distractor_bands

    def drawn(asked: int) -> list[str]:
        found = distractors.draw(needed or outline.beside, asked, seed, bands)
        return [tool for tool in found if fits(tool) and tool not in beside]

    extra = drawn(max(count, 0))
    if len(extra) < count:
        extra = list(dict.fromkeys([*extra, *drawn(_RESERVE * count)]))[:count]
    by_name = {tools[tool].name: tool for tool in reversed([*kept, *beside, *extra])}
    result = sorted(by_name.values())
    Random(seed).shuffle(result)
    return tuple(result)


def _told_apart(outline: Outline, tools: Mapping[str, Tool]) -> Callable[[str], bool]:
    """Return what says whether a tool is unlike those needed, and stands in for none absent."""
    gists = {gist(tools[tool]) for tool in outline.chain.tools}
    absent = [tools[tool] for tool in (*outline.hidden, *outline.later)]

    def fits(tool: str) -> bool:
        found = tools[tool]
        return gist(found) not in gists and not any(serves(found, one) for one in absent)

    return fits


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
