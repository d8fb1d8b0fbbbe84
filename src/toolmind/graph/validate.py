"""Validation: a model judges each pair of linked tools (paper §3.1).

Asked for are, from 0 to 9, how far the field of each link carries over and how coherent the intents
are that the pair serves. Verdicts go to a file as they come, so that a stopped validation goes on
where it was. A pair that could not be judged is kept as such: it has not passed, and is asked again
next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.graph import FAILED, NOT_ASKED, ToolGraph
from toolmind.graph.link_verdicts import BATCH, batches, judge, key_of, request_about
from toolmind.graph.verdict_file import LinkedPair, PairVerdict, VerdictFile
from toolmind.models.base import ChatModel, ChatRequest
from toolmind.prompts import Prompt, load_prompt
from toolmind.records import Tool
from toolmind.runner import run_items

_MOST_LINKS = 6
"""Links of one pair that are shown, the best ones (ours); others are not asked about."""

_UNANSWERED = PairVerdict(key="", src="", dst="")


async def validate_graph(
    graph: ToolGraph,
    tools: Mapping[str, Tool],
    model: ChatModel,
    store: Path,
    *,
    prompt: Prompt | None = None,
    wanted: NDArray[np.bool_] | None = None,
    batch: int = BATCH,
    in_flight: int = 16,
    judged: Callable[[int, int], object] = lambda done, total: None,
) -> ToolGraph:
    """Have every pair of linked tools judged; the verdicts stand beside the links' scores.

    `wanted` [links] names the links that matter: pairs without one are not asked about. `batch`
    pairs of one source go into one request. What `store` holds already is not asked again.
    `judged` is told how many pairs have a verdict and how many are to have one: at the beginning,
    and each time that some were judged.

    Raises:
        BudgetExceeded: the budget is spent; what was judged until then is in `store`.
        RunError: there is no room for a verdict; those before it are there.
    """
    prompt = prompt or load_prompt("validate_edge")
    pairs = list(_pairs(graph, prompt, wanted))
    verdicts = VerdictFile(store)
    owed = verdicts.owed(pairs)
    if owed:
        verdicts.add(())  # where no verdict can be written, none is paid for
    done = len(pairs) - len(owed)
    judged(done, len(pairs))

    async def judge_part(part: Sequence[_Pair]) -> None:
        nonlocal done
        verdicts.add(await judge(part, tools, model, prompt))
        done += len(part)
        judged(done, len(pairs))

    await run_items(batches(owed, batch), judge_part, in_flight)
    return _with_verdicts(graph, pairs, verdicts.known)


def count_pairs(graph: ToolGraph, wanted: NDArray[np.bool_]) -> int:
    """Return how many pairs of tools have a link that is wanted."""
    ends = np.column_stack([graph.src[wanted], graph.dst[wanted]])
    return len(np.unique(ends, axis=0))


def requests(
    graph: ToolGraph, tools: Mapping[str, Tool], prompt: Prompt, wanted: NDArray[np.bool_]
) -> Iterator[tuple[ChatRequest, int]]:
    """Yield what a validation would ask, each time with the number of pairs asked about."""
    for part in batches(list(_pairs(graph, prompt, wanted)), BATCH):
        yield request_about(part, tools, prompt), len(part)


class _Pair(LinkedPair, frozen=True):
    shown: tuple[int, ...]
    """Where its links stand in the graph."""


def _pairs(graph: ToolGraph, prompt: Prompt, wanted: NDArray[np.bool_] | None) -> Iterator[_Pair]:
    """Yield the joined pairs of tools, those with a link that is wanted."""
    bounds = np.flatnonzero(
        np.r_[True, (graph.src[1:] != graph.src[:-1]) | (graph.dst[1:] != graph.dst[:-1])]
    )
    if not graph.n_links:
        return
    for first, last in zip(bounds, np.r_[bounds[1:], graph.n_links], strict=True):
        shown = [at for at in range(first, last) if wanted is None or wanted[at]][:_MOST_LINKS]
        if not shown:
            continue
        src, dst = graph.tools[graph.src[first]], graph.tools[graph.dst[first]]
        links = tuple(
            (graph.outputs[graph.src_output[at]], graph.inputs[graph.dst_input[at]]) for at in shown
        )
        key = key_of(prompt, src, dst, links)
        yield _Pair(key=key, src=src, dst=dst, shown=tuple(shown), links=links)


def _with_verdicts(
    graph: ToolGraph, pairs: Sequence[_Pair], known: Mapping[str, PairVerdict]
) -> ToolGraph:
    transitivity = np.full(graph.n_links, NOT_ASKED, dtype=np.int8)
    coherence = np.full(graph.n_links, NOT_ASKED, dtype=np.int8)
    for pair in pairs:
        at, verdict = list(pair.shown), known.get(pair.key, _UNANSWERED)
        transitivity[at] = verdict.transitivity or FAILED
        coherence[at] = verdict.coherence
    return replace(graph, transitivity=transitivity, coherence=coherence)
