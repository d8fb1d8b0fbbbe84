"""Tools that no chain comes to, however many are drawn, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.transitions import OFF_TOPIC, Transitions, above_min_score
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.records import Record

Mask = NDArray[np.bool_]

REASONS = {
    "no_link": "no output of another tool feeds them, and none takes theirs",
    "other_domains": "their links lead into other domains, which are walked into only from a "
    "score of chains.min_score_across on, and seldom",
    "weak_links": "all their links are below chains.min_score",
    "left_out": "their links join ids of different things, or failed a model's validation",
    "too_few": "they lead to fewer tools than chains.min_length asks for",
}
"""Why a tool is not reached; of several reasons the one that keeps most tools out."""

_REMEDIES = {
    "no_link": "Results that nobody declared are filled in by `toolmind tools import --complete`, "
    "weaker links are kept by a lower graph.threshold.",
    "weak_links": "A lower chains.min_score has them walked.",
    "too_few": "A lower chains.min_length has them walked.",
}


class Unreached(Record, frozen=True):
    """Tools that are in no chain, by reason, and what one domain for all tools would change."""

    tools: int
    """All tools of the graph."""
    ids: dict[str, tuple[str, ...]]
    with_one_domain: int = 0
    """How many fewer there would be if all tools had one domain; 0 where that is not the reason."""

    @property
    def count(self) -> int:
        """How many tools are not reached."""
        return sum(map(len, self.ids.values()))


def find_unreached(graph: ToolGraph, transitions: Transitions, config: ChainsConfig) -> Unreached:
    """Find the tools that no walk over a graph comes to.

    `transitions` are those of the graph, or of its links that are good enough.
    """
    missed = ~reached(transitions, config)
    if not missed.any():
        return Unreached(tools=len(graph.tools), ids={})
    reasons = _reasons(graph, transitions, config)
    ids: dict[str, tuple[str, ...]] = {}
    for reason in REASONS:
        chosen = missed & reasons[reason]
        missed &= ~chosen
        if chosen.any():
            ids[reason] = tuple(graph.tools[at] for at in np.flatnonzero(chosen))
    gained = 0
    if "other_domains" in ids:
        one = replace(graph, domains=("",) * len(graph.tools))
        more = reached(Transitions.of(one, config), config)
        gained = int(more.sum()) - len(more) + sum(map(len, ids.values()))
    return Unreached(tools=len(graph.tools), ids=ids, with_one_domain=max(gained, 0))


def reached(transitions: Transitions, config: ChainsConfig) -> Mask:
    """Say of each tool whether a walk can come to it [tools].

    Walks start where as many tools can be reached as they are long; off topic they go only where
    there is no walk of the least length.
    """
    count = len(transitions.domains)
    if not len(transitions.pairs):
        return np.ones(count, dtype=np.bool_)  # each tool is all of a walk
    enough = transitions.reachable >= min(config.min_length, int(transitions.reachable[-1]))
    if transitions.reachable[-1] >= config.min_length:
        fine = transitions.weights >= OFF_TOPIC
    else:
        fine = np.ones(len(transitions.pairs), dtype=np.bool_)
    sources, targets = transitions.pairs[fine] // count, transitions.targets[fine]
    found = np.zeros(count, dtype=np.bool_)
    found[transitions.starts[enough]] = True
    before = -1
    while before < (before := int(found.sum())):
        found[targets[found[sources]]] = True
    return found


def _reasons(graph: ToolGraph, transitions: Transitions, config: ChainsConfig) -> dict[str, Mask]:
    """Say of each reason for which tools it holds [tools]; the last holds for all."""
    count = len(graph.tools)
    fields = np.array([domain.partition("/")[0].strip() for domain in graph.domains])
    across = fields[graph.src] != fields[graph.dst]

    def touched(links: Mask) -> Mask:
        found = np.zeros(count, dtype=np.bool_)
        found[graph.src[links]] = found[graph.dst[links]] = True
        return found

    linked = touched(np.ones(graph.n_links, dtype=np.bool_))
    walked = np.zeros(count, dtype=np.bool_)
    walked[transitions.pairs // count] = walked[transitions.targets] = True
    good = touched(above_min_score(graph, config))
    return {
        "no_link": ~linked,
        "other_domains": touched(across & (graph.score >= config.min_score)),
        "weak_links": ~good & ~walked,
        "left_out": ~walked,
        "too_few": np.ones(count, dtype=np.bool_),
    }


def in_words(found: Unreached, most: int = 3) -> list[str]:
    """Say how many tools no chain comes to, then for each reason which, why and what to set."""
    counts = f"{found.count:,} of {found.tools:,} tools"
    sentences = [f"{counts} are in no chain, however many are drawn: they are called alone."]
    for reason, ids in found.ids.items():
        names = ", ".join(ids[:most]) + (" …" if len(ids) > most else "")
        remedy = _one_domain(found) if reason == "other_domains" else _REMEDIES.get(reason, "")
        sentences.append(f"{len(ids):,} ({names}): {REASONS[reason]}. {remedy}".strip())
    return sentences


def _one_domain(found: Unreached) -> str:
    lower = "a lower chains.min_score_across and a higher chains.across have more of them walked"
    if not found.with_one_domain:
        return f"{lower.capitalize()}."
    return (
        f"Where all are of one API, give them one domain (`toolmind tools import POOL --domain NAME"
        f" --out NEW`): {found.with_one_domain:,} tools more are reached. Else {lower}."
    )
