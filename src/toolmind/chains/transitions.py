"""Steps: which tool can follow which, and how readily."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.entity_mismatch import mismatched
from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.features.parameter_text import VERBS
from toolmind.graph.graph import FAILED, TOPICS, ToolGraph
from toolmind.text.terms import name_terms
from toolmind.tools.effects import ToolEffect, named_effect

Indices = NDArray[np.int64]

_FOREIGN, _FAR, _AKIN = 0.22, 0.33, 0.5
"""Likeness of topics at which a step into another domain is left out, leads astray, and is as good
as any. Of a hundred such steps read by eye, 22 were below the second: two right, fifteen wrong."""
ASTRAY = 0.02
"""Weight below which a step leads away from the matter: an identifier into a foreign API, say."""


@dataclass(frozen=True, eq=False)
class Transitions:
    """The links of a graph that may be walked, merged per pair of tools (compressed rows)."""

    links: Indices
    """Positions of the links in the graph, sorted by pair."""
    pairs: Indices
    """[pairs] source × tools + target, rising."""
    first: Indices
    """[pairs + 1] where each pair's links start."""
    targets: NDArray[np.int32]
    """[pairs] target tool."""
    weights: NDArray[np.float64]
    """[pairs] how readily the step is taken; below `ASTRAY` only to reach the least length."""
    reach: NDArray[np.float64]
    """[pairs + 1] sums of the weights before each pair."""
    guide: Indices
    """[pairs] where to look for a draw: for the k-th of a source's n pairs, the pair at k/n of the
    source's weight."""
    across: NDArray[np.bool_]
    """[pairs] whether the step leads into another domain."""
    indptr: Indices
    """[tools + 1] where each source's pairs start."""
    starts: NDArray[np.int32]
    """Tools with a step to take, those that reach least first."""
    reaches: Indices
    """[starts] how many tools each reaches, itself too; `max_length` stands for more."""
    degrees: Indices
    """[tools] how many pairs each source has."""
    domains: NDArray[np.int32]
    """[tools] domain of each tool, as a number."""
    undone: Indices
    """Source × tools + target of tools that cannot follow, however far behind: the source does away
    with what the target needs. Rising."""

    @classmethod
    def of(cls, graph: ToolGraph, config: ChainsConfig) -> Transitions:
        """Choose and weigh the steps; where no link is good enough, each tool is all of a walk.

        Raises:
            DataError: a model judged all links, and none passed.
        """
        domains = _domains(graph)
        across = domains[graph.src] != domains[graph.dst]
        passed = graph.passed(config.min_transitivity, config.min_coherence)
        links = np.flatnonzero(good_enough(graph, config) & passed)
        links = links[~mismatched(graph, links, ~across[links])]
        links = links[~across[links] | (_common(graph, links) > 0)]
        if not len(links) and graph.validated:
            raise _none_passed(graph)
        if not len(links):
            return cls._unlinked(domains)
        count = len(graph.tools)
        pair = graph.src[links].astype(np.int64) * count + graph.dst[links]
        pairs, first = np.unique(pair, return_index=True)
        weights = _fit(graph, links, first)
        if config.weighting == "uniform":
            weights = np.ones(len(pairs))
        across = across[links[first]]
        weights *= np.where(across, config.across * _worldly(graph, links, first), 1)
        effects = [named_effect(tool) for tool in graph.tools]
        ends = _ends(effects)
        weights *= np.where(ends[pairs // count], 0.1, 1.0) * np.where(
            ends[pairs % count], 0.3, 1.0
        )
        reach = np.r_[0.0, np.cumsum(weights)]
        sources, targets = pairs // count, (pairs % count).astype(np.int32)
        indptr = np.searchsorted(sources, np.arange(count + 1))
        # `pairs` rise, and so do their sources. (np.unique would import numpy's masked arrays.)
        starts = sources[np.r_[True, sources[1:] != sources[:-1]]].astype(np.int32)
        reaches = _reaches(starts, indptr, targets, weights, config.max_length)
        order = np.argsort(reaches, kind="stable")
        return cls(
            links=links,
            pairs=pairs,
            first=np.r_[first, len(links)],
            targets=targets,
            weights=weights,
            reach=reach,
            guide=_guide(reach, indptr),
            across=across,
            indptr=indptr,
            starts=starts[order],
            reaches=reaches[order],
            degrees=np.diff(indptr),
            domains=domains.astype(np.int32),
            undone=_undone(graph, effects),
        )

    @classmethod
    def _unlinked(cls, domains: Indices) -> Transitions:
        """Return the steps of a graph that has none: from each tool a walk may start, and ends."""
        none = np.empty(0, dtype=np.int64)
        count = len(domains)
        return cls(
            links=none,
            pairs=none,
            first=np.zeros(1, dtype=np.int64),
            targets=none.astype(np.int32),
            weights=none.astype(np.float64),
            reach=np.zeros(1),
            guide=none,
            across=none.astype(np.bool_),
            indptr=np.zeros(count + 1, dtype=np.int64),
            starts=np.arange(count, dtype=np.int32),
            reaches=np.ones(count, dtype=np.int64),
            degrees=np.zeros(count, dtype=np.int64),
            domains=domains.astype(np.int32),
            undone=none,
        )

    def draw(self, sources: NDArray[np.integer], chance: NDArray[np.float64]) -> Indices:
        """Draw a pair from each source by weight, -1 where it has none.

        `chance` holds a random number from [0, 1) for each.
        """
        start, end = self.indptr[sources], self.indptr[sources + 1]
        low, high = self.reach[start], self.reach[end]
        point = low + chance * (high - low)
        guess = start + (chance * (end - start)).astype(np.int64)
        pair = self.guide[np.minimum(guess, len(self.guide) - 1)]
        # The guide stops short of the pair by few places: most draws are there at once.
        behind = np.flatnonzero((self.reach[pair + 1] <= point) & (pair < end - 1))
        while len(behind):
            pair[behind] += 1
            at = pair[behind]
            behind = behind[(self.reach[at + 1] <= point[behind]) & (at < end[behind] - 1)]
        return np.where(high > low, pair, -1)

    def spoilt(self, paths: NDArray[np.int32], tools: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether a tool needs what one of its path [steps, tools] did away with."""
        spoilt = np.zeros(len(tools), dtype=np.bool_)
        # Of a path hardly one tool does away with anything.
        step, walker = np.nonzero(self.undoing[paths] & (paths >= 0))
        wanted = paths[step, walker].astype(np.int64) * len(self.domains) + tools[walker]
        at = np.minimum(np.searchsorted(self.undone, wanted), len(self.undone) - 1)
        spoilt[walker[self.undone[at] == wanted]] = True
        return spoilt

    @cached_property
    def undoing(self) -> NDArray[np.bool_]:
        """Whether each tool does away with what another needs [tools]."""
        undoing = np.zeros(len(self.domains), dtype=np.bool_)
        undoing[self.undone // len(self.domains)] = True
        return undoing


def good_enough(graph: ToolGraph, config: ChainsConfig) -> NDArray[np.bool_]:
    """Whether the score of each link lets it be walked, whatever a model says of it [links]."""
    domains = _domains(graph)
    across = domains[graph.src] != domains[graph.dst]
    least = np.where(across, config.min_score_across, config.min_score)
    # Links put in at random have score 0 and are there to be walked.
    fine: NDArray[np.bool_] = (graph.score >= least) | (graph.score == 0)
    return fine


def _domains(graph: ToolGraph) -> Indices:
    """Return the number of each tool's field [tools]: of ``Sports/Football``, ``Sports``.

    Below the field, public pools are so fine (two tools a domain) that no walk would stay in one.
    """
    fields = [domain.partition("/")[0].strip() for domain in graph.domains]
    numbers = {field: at for at, field in enumerate(sorted(set(fields)))}
    return np.array([numbers[field] for field in fields], dtype=np.int64)


def _none_passed(graph: ToolGraph) -> DataError:
    failed = int((graph.transitivity == FAILED).sum())
    return DataError(
        f"the graph has no links to walk: none passed the validation, and {failed} of "
        f"{graph.n_links} could not be judged",
        remedy="Lower chains.min_transitivity or chains.min_coherence, or look at what "
        "models.validator answers.",
    )


def _fit(graph: ToolGraph, links: Indices, first: Indices) -> NDArray[np.float64]:
    """How well each pair fits: the best score, and the share of required inputs that is fed."""
    score = graph.score[links].astype(np.float64)
    best = np.maximum.reduceat(score, first)
    fed = np.add.reduceat(score * graph.required[links], first)
    needed = graph.needs[graph.dst[links[first]]]
    share = np.where(needed > 0, np.minimum(fed / np.maximum(needed, 1), 1.0), 0.5)
    weight: NDArray[np.float64] = np.maximum(best**2 * (0.1 + 0.9 * share), 0.01)
    return weight


def _reaches(
    starts: NDArray[np.int32],
    indptr: Indices,
    targets: NDArray[np.int32],
    weights: NDArray[np.float64],
    most: int,
) -> Indices:
    """How many tools can be reached from each start without going astray, up to `most`."""
    sound = np.r_[0, np.cumsum(weights >= ASTRAY)][indptr]
    reaches: Indices = np.minimum(1 + sound[starts + 1] - sound[starts], most)
    # As lists: of rows as short as these an array takes longer to make than to read.
    followers, first = targets[weights >= ASTRAY].tolist(), sound.tolist()
    for at in np.flatnonzero(reaches < most).tolist():
        seen, waiting = {int(starts[at])}, [int(starts[at])]
        while waiting and len(seen) < most:
            tool = waiting.pop()
            new = set(followers[first[tool] : first[tool + 1]]) - seen
            seen |= new
            waiting += sorted(new)
        reaches[at] = min(len(seen), most)
    return reaches


def _guide(reach: NDArray[np.float64], indptr: Indices) -> Indices:
    degrees = np.diff(indptr)
    start, degree = (np.repeat(one, degrees) for one in (indptr[:-1], degrees))
    low, high = reach[start], reach[start + degree]
    point = low + (np.arange(len(start)) - start) / np.maximum(degree, 1) * (high - low)
    guide: Indices = np.searchsorted(reach, point, side="right") - 1
    return np.clip(guide, start, start + degree - 1)


def _worldly(graph: ToolGraph, links: Indices, first: Indices) -> NDArray[np.float64]:
    """How far the values of each pair mean the same to two APIs that know nothing of each other.

    A place does; the identifier of a record of the one is seldom one of the other, and what day it
    was in one matter is seldom asked about in another (read by eye: of fourteen such steps one was
    right). And the less two tools have to do with each other, the less does a user want both.
    """
    names = graph.evidence_names
    found = np.full(len(links), 0.3)
    for name, worth in (("both identifiers", 0.05), ("input is a place", 1)):
        if name in names:
            found[graph.evidence[links, names.index(name)] > 50] = worth
    worldly: NDArray[np.float64] = np.maximum.reduceat(found, first)
    worldly *= _common(graph, links[first])
    return worldly


def _common(graph: ToolGraph, links: Indices) -> NDArray[np.float64]:
    """How much the tools of each link have to do with each other, from 0 to 1 [links]."""
    if TOPICS not in graph.evidence_names:
        return np.ones(len(links))
    topics = graph.evidence[links, graph.evidence_names.index(TOPICS)] / 100
    common: NDArray[np.float64] = np.interp(topics, (_FOREIGN, _FAR, _AKIN), (0.0, 0.01, 1.0))
    return common


def _ends(effects: Sequence[ToolEffect]) -> NDArray[np.bool_]:
    """Mark the tools that do away with something: little follows from them [tools]."""
    return np.array([does.verb == "delete" or does.word == "cancel" for does in effects])


def _undone(graph: ToolGraph, effects: Sequence[ToolEffect]) -> Indices:
    """List what cannot follow what: a tool that does away with a thing, and one that needs it.

    A thing is named by the words of a tool's name but its verbs; all tools of the same domain that
    name it need it, but those that make or list just such things. Rising; undoing tool × tools +
    tool.
    """
    things: list[tuple[int, str, frozenset[str]]] = []
    naming: dict[tuple[str, str], list[int]] = {}
    said = []
    for at, (tool, domain, does) in enumerate(
        zip(graph.tools, graph.domains, effects, strict=True)
    ):
        parts = [name_terms(part) for part in tool.split(".")]
        own = {word for part in parts[-2:] for word in part}
        thing = frozenset(own.difference(VERBS, name_terms(domain), (does.word,)))
        makes = does.verb in ("create", "list") or does.word == "restore"
        said.append(({word for part in parts for word in part}, thing, not makes))
        if thing and does.verb == "delete":
            things.append((at, domain, thing))
        for word in said[-1][0]:
            naming.setdefault((domain, word), []).append(at)
    found = []
    for at, domain, thing in things:
        few = min((naming[domain, word] for word in thing), key=len)
        for other in few:
            words_of, thing_of, needs = said[other]
            if thing <= words_of and (needs or thing_of != thing):
                found.append(at * len(graph.tools) + other)
    return np.array(sorted(found), dtype=np.int64)
