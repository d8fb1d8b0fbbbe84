"""Transitions: which tool can follow which in a walk, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.at_odds import Things
from toolmind.chains.entity_mismatch import mismatched
from toolmind.chains.foreign_ids import foreign_ids
from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.graph import FAILED, TOPICS, ToolGraph

Indices = NDArray[np.int64]

_UNRELATED, _DISTANT, _RELATED = 0.22, 0.33, 0.5
"""Similarity of topics at which a transition into another domain is left out, is off topic, and is
as good as any. Of a hundred read by eye, 22 were below the second: two right, fifteen wrong."""
OFF_TOPIC = 0.02
"""Weight below which a transition leads off topic: an identifier into an unrelated API, say."""

_ACTS_AGAIN = 0.1
"""Weight of a step that changes what the step before made or changed, against 1 for one that acts
on what was looked up (ours): a strong writer rejected most chains that rename and change again."""


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
    """[pairs] weight of each transition; below `OFF_TOPIC` taken only to reach the least length."""
    cumulative: NDArray[np.float64]
    """[pairs + 1] cumulative weights, before each pair."""
    guide: Indices
    """[pairs] guide table (Chen and Asau 1974): for the k-th of a source's n pairs, the pair at k/n
    of the source's weight."""
    cross_domain: NDArray[np.bool_]
    """[pairs] whether the transition leads into another domain."""
    indptr: Indices
    """[tools + 1] where each source's pairs start."""
    starts: NDArray[np.int32]
    """Tools with a transition to take, those that reach least first."""
    reachable: Indices
    """[starts] how many tools each reaches, itself too; `max_length` stands for more."""
    degrees: Indices
    """[tools] how many pairs each source has."""
    domains: NDArray[np.int32]
    """[tools] domain of each tool, as a number."""
    fields: tuple[str, ...]
    """The names of the domains, by their numbers."""
    blocked: Indices
    """Source × tools + target of tools that cannot follow, however far behind: the source deletes
    what the target needs, or the target does away with, or undoes, what the source did. Rising."""

    @classmethod
    def of(cls, graph: ToolGraph, config: ChainsConfig) -> Transitions:
        """Select and weigh the transitions; if no link is good enough, each tool is all of a walk.

        Raises:
            DataError: a model judged all links, and none passed.
        """
        fields, domains = _domains(graph)
        things = Things.of(graph)
        blocked = things.blocked_pairs()
        links = _walkable(graph, config, domains, blocked)
        if not len(links) and graph.validated:
            raise _none_passed_error(graph)
        if not len(links):
            return cls._unlinked(fields, domains)
        count = len(graph.tools)
        pair = graph.src[links].astype(np.int64) * count + graph.dst[links]
        pairs, first = np.unique(pair, return_index=True)
        cross_domain = (domains[graph.src] != domains[graph.dst])[links[first]]
        weights = _weights(graph, config, links, first, cross_domain)
        weights *= things.destroying_weights(pairs // count, pairs % count)
        # The floor keeps it on topic: where nothing else follows, it is walked all the same.
        again = things.acts_again(pairs // count, pairs % count) & (weights > OFF_TOPIC)
        weights[again] = np.maximum(weights[again] * _ACTS_AGAIN, OFF_TOPIC)
        cumulative = np.r_[0.0, np.cumsum(weights)]
        sources, targets = pairs // count, (pairs % count).astype(np.int32)
        indptr = np.searchsorted(sources, np.arange(count + 1))
        # `pairs` rise, and so do their sources. (np.unique would import numpy's masked arrays.)
        starts = sources[np.r_[True, sources[1:] != sources[:-1]]].astype(np.int32)
        reachable = _reachable_counts(starts, indptr, targets, weights, config.max_length)
        order = np.argsort(reachable, kind="stable")
        return cls(
            links=links,
            pairs=pairs,
            first=np.r_[first, len(links)],
            targets=targets,
            weights=weights,
            cumulative=cumulative,
            guide=_guide_table(cumulative, indptr),
            cross_domain=cross_domain,
            indptr=indptr,
            starts=starts[order],
            reachable=reachable[order],
            degrees=np.diff(indptr),
            domains=domains.astype(np.int32),
            fields=fields,
            blocked=blocked,
        )

    @classmethod
    def _unlinked(cls, fields: tuple[str, ...], domains: Indices) -> Transitions:
        """Return the transitions of a graph without any: each tool starts a walk, and ends it."""
        none = np.empty(0, dtype=np.int64)
        count = len(domains)
        return cls(
            links=none,
            pairs=none,
            first=np.zeros(1, dtype=np.int64),
            targets=none.astype(np.int32),
            weights=none.astype(np.float64),
            cumulative=np.zeros(1),
            guide=none,
            cross_domain=none.astype(np.bool_),
            indptr=np.zeros(count + 1, dtype=np.int64),
            starts=np.arange(count, dtype=np.int32),
            reachable=np.ones(count, dtype=np.int64),
            degrees=np.zeros(count, dtype=np.int64),
            domains=domains.astype(np.int32),
            fields=fields,
            blocked=none,
        )

    def sample(self, sources: NDArray[np.integer], uniform: NDArray[np.float64]) -> Indices:
        """Sample a pair of each source by weight, -1 where it has none.

        `uniform` holds a random number from [0, 1) for each.
        """
        start, end = self.indptr[sources], self.indptr[sources + 1]
        low, high = self.cumulative[start], self.cumulative[end]
        point = low + uniform * (high - low)
        guess = start + (uniform * (end - start)).astype(np.int64)
        pair = self.guide[np.minimum(guess, len(self.guide) - 1)]
        # The guide stops short of the pair by few places: most draws are there at once.
        behind = np.flatnonzero((self.cumulative[pair + 1] <= point) & (pair < end - 1))
        while len(behind):
            pair[behind] += 1
            at = pair[behind]
            behind = behind[(self.cumulative[at + 1] <= point[behind]) & (at < end[behind] - 1)]
        return np.where(high > low, pair, -1)

    def is_blocked(self, paths: NDArray[np.int32], tools: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each tool is `blocked` by one of its path [steps, tools]."""
        blocked = np.zeros(len(tools), dtype=np.bool_)
        step, walker = np.nonzero(self.blocking[paths] & (paths >= 0))
        wanted = paths[step, walker].astype(np.int64) * len(self.domains) + tools[walker]
        at = np.minimum(np.searchsorted(self.blocked, wanted), len(self.blocked) - 1)
        blocked[walker[self.blocked[at] == wanted]] = True
        return blocked

    @cached_property
    def blocking(self) -> NDArray[np.bool_]:
        """Whether each tool has another that cannot follow it [tools]."""
        blocking = np.zeros(len(self.domains), dtype=np.bool_)
        blocking[self.blocked // len(self.domains)] = True
        return blocking


def above_min_score(graph: ToolGraph, config: ChainsConfig) -> NDArray[np.bool_]:
    """Whether the score of each link lets it be walked, whatever a model says of it [links]."""
    _, domains = _domains(graph)
    cross_domain = domains[graph.src] != domains[graph.dst]
    least = np.where(cross_domain, config.min_score_across, config.min_score)
    # Links put in at random have score 0 and are there to be walked.
    fine: NDArray[np.bool_] = (graph.score >= least) | (graph.score == 0)
    return fine


def _walkable(
    graph: ToolGraph, config: ChainsConfig, domains: Indices, blocked: Indices
) -> Indices:
    """Return the links whose scores, verdicts and ends let them be walked."""
    cross_domain = domains[graph.src] != domains[graph.dst]
    passed = graph.passed(config.min_transitivity, config.min_coherence)
    links: Indices = np.flatnonzero(above_min_score(graph, config) & passed)
    links = links[~mismatched(graph, links, ~cross_domain[links])]
    links = links[~foreign_ids(graph, links, domains)]
    links = links[~cross_domain[links] | (_topic_affinity(graph, links) > 0)]
    links = links[~_among(graph.src[links], graph.dst[links], blocked, len(graph.tools))]
    return links


def _among(
    src: NDArray[np.int32], dst: NDArray[np.int32], pairs: Indices, count: int
) -> NDArray[np.bool_]:
    """Whether source and target of each link are one of the pairs, which rise [links]."""
    if not len(pairs):
        return np.zeros(len(src), dtype=np.bool_)
    wanted = src.astype(np.int64) * count + dst
    found: NDArray[np.bool_] = (
        pairs[np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)] == wanted
    )
    return found


def _domains(graph: ToolGraph) -> tuple[tuple[str, ...], Indices]:
    """Return the fields of the tools, and each tool's number: of ``Sports/Football``, ``Sports``.

    Below the field, public pools are so fine (two tools a domain) that no walk would stay in one.
    """
    fields = [domain.partition("/")[0].strip() for domain in graph.domains]
    names = tuple(sorted(set(fields)))
    numbers = {field: at for at, field in enumerate(names)}
    return names, np.array([numbers[field] for field in fields], dtype=np.int64)


def _none_passed_error(graph: ToolGraph) -> DataError:
    failed = int((graph.transitivity == FAILED).sum())
    return DataError(
        f"the graph has no links to walk: none passed the validation, and {failed} of "
        f"{graph.n_links} could not be judged",
        remedy="Lower chains.min_transitivity or chains.min_coherence, or look at what "
        "models.validator answers.",
    )


def _weights(
    graph: ToolGraph,
    config: ChainsConfig,
    links: Indices,
    first: Indices,
    cross_domain: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Weight of each pair, as far as its links tell."""
    uniform = config.weighting == "uniform"
    weights = np.ones(len(first)) if uniform else _fit_weights(graph, links, first)
    across = config.across * _cross_domain_weights(graph, links, first)
    return weights * np.where(cross_domain, across, 1)


def _fit_weights(graph: ToolGraph, links: Indices, first: Indices) -> NDArray[np.float64]:
    """Weight of each pair: by the best score, and the share of required inputs that is fed."""
    score = graph.score[links].astype(np.float64)
    best = np.maximum.reduceat(score, first)
    fed = np.add.reduceat(score * graph.required[links], first)
    needed = graph.needs[graph.dst[links[first]]]
    share = np.where(needed > 0, np.minimum(fed / np.maximum(needed, 1), 1.0), 0.5)
    weight: NDArray[np.float64] = np.maximum(best**2 * (0.1 + 0.9 * share), 0.01)
    return weight


def _reachable_counts(
    starts: NDArray[np.int32],
    indptr: Indices,
    targets: NDArray[np.int32],
    weights: NDArray[np.float64],
    most: int,
) -> Indices:
    """How many tools can be reached from each start without going off topic, up to `most`."""
    sound = np.r_[0, np.cumsum(weights >= OFF_TOPIC)][indptr]
    reachable: Indices = np.minimum(1 + sound[starts + 1] - sound[starts], most)
    # As lists: of rows as short as these an array takes longer to make than to read.
    followers, first = targets[weights >= OFF_TOPIC].tolist(), sound.tolist()
    for at in np.flatnonzero(reachable < most).tolist():
        seen, waiting = {int(starts[at])}, [int(starts[at])]
        while waiting and len(seen) < most:
            tool = waiting.pop()
            new = set(followers[first[tool] : first[tool + 1]]) - seen
            seen |= new
            waiting += sorted(new)
        reachable[at] = min(len(seen), most)
    return reachable


def _guide_table(cumulative: NDArray[np.float64], indptr: Indices) -> Indices:
    degrees = np.diff(indptr)
    start, degree = (np.repeat(one, degrees) for one in (indptr[:-1], degrees))
    low, high = cumulative[start], cumulative[start + degree]
    point = low + (np.arange(len(start)) - start) / np.maximum(degree, 1) * (high - low)
    guide: Indices = np.searchsorted(cumulative, point, side="right") - 1
    return np.clip(guide, start, start + degree - 1)


def _cross_domain_weights(graph: ToolGraph, links: Indices, first: Indices) -> NDArray[np.float64]:
    """Weight of a transition across domains: whether its values mean the same to two foreign APIs.

    A place does; the identifier of a record of the one is seldom one of the other, and what day it
    was in one matter is seldom asked about in another (read by eye: of fourteen of them one was
    right). And the less two tools share a topic, the less does a user want both.
    """
    names = graph.evidence_names
    found = np.full(len(links), 0.3)
    for name, worth in (("both identifiers", 0.05), ("input is a place", 1)):
        if name in names:
            found[graph.evidence[links, names.index(name)] > 50] = worth
    weights: NDArray[np.float64] = np.maximum.reduceat(found, first)
    weights *= _topic_affinity(graph, links[first])
    return weights


def _topic_affinity(graph: ToolGraph, links: Indices) -> NDArray[np.float64]:
    """How far the tools of each link share a topic, from 0 to 1 [links]."""
    if TOPICS not in graph.evidence_names:
        return np.ones(len(links))
    topics = graph.evidence[links, graph.evidence_names.index(TOPICS)] / 100
    affinity: NDArray[np.float64] = np.interp(
        topics, (_UNRELATED, _DISTANT, _RELATED), (0.0, 0.01, 1.0)
    )
    return affinity
