"""Validation of just the links that chains use, for graphs too large to be judged beforehand.

Each link is judged by itself when a chain is to be played that uses it, those of one source in one
request. Verdicts go to the same file as those of whole graphs, and are asked for once.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from toolmind.errors import ModelError
from toolmind.graph.link_verdicts import batches, judge, key_of, request_about
from toolmind.graph.verdict_file import LinkedPair, PairVerdict, VerdictFile
from toolmind.models.base import ChatModel, ChatRequest
from toolmind.prompts import Prompt
from toolmind.records import Chain, LinkEnds, Tool


class LazyValidator:
    """Says which links of a chain a model does not pass; the same verdicts for all chains of a run.

    `store` keeps the verdicts. `least` are the cut-offs of transitivity and coherence.
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        model: ChatModel,
        prompt: Prompt,
        store: Path,
        least: tuple[int, int],
    ) -> None:
        self._tools, self._model, self._prompt = tools, model, prompt
        self._verdicts, self._least = VerdictFile(store), least
        # One at a time asks about a source: another with the same link finds the verdict there.
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def refused(self, chain: Chain) -> frozenset[LinkEnds]:
        """Return the links of a chain that are not passed; what is not judged yet is judged now.

        A link on which the model gives no usable verdict is not passed either.

        Raises:
            ModelError: the endpoint did not answer; what it was asked about is asked again.
            BudgetExceeded: the budget is spent.
            RunError: there is no room for a verdict.
        """
        found: set[LinkEnds] = set()
        for source, asked in _by_source(chain, self._prompt):
            async with self._asking[source]:
                await self._judge(self._verdicts.owed(asked))
            known = self._verdicts.known
            found.update(ends_of(one) for one in asked if known[one.key].refused(*self._least))
        return frozenset(found)

    async def _judge(self, owed: Sequence[LinkedPair]) -> None:
        for part in batches(owed):
            verdicts = await judge(part, self._tools, self._model, self._prompt)
            self._verdicts.add(verdicts)
            if verdicts[0].unanswered:
                raise ModelError(verdicts[0].failed, "no model judged the links of the chain")


def requests_of(
    chains: Sequence[Chain], tools: Mapping[str, Tool], prompt: Prompt
) -> Iterator[tuple[ChatRequest, int]]:
    """Yield what judging the links of chains would ask, each with the number of links asked about.

    Like a run, it asks about each link once.
    """
    known: set[str] = set()
    for chain in chains:
        for _, asked in _by_source(chain, prompt):
            owed = [one for one in asked if one.key not in known]
            known.update(one.key for one in owed)
            for part in batches(owed):
                yield request_about(part, tools, prompt), len(part)


def ends_of(judged: LinkedPair | PairVerdict) -> LinkEnds:
    """Return the ends of a link that was judged by itself."""
    ((output, into),) = judged.links
    return judged.src, output, judged.dst, into


def _by_source(chain: Chain, prompt: Prompt) -> Iterator[tuple[str, list[LinkedPair]]]:
    """Yield the source tools of a chain's links, each with these links, to be judged one by one."""
    ends = sorted({chain.ends(link) for link in chain.links})
    for source, links in groupby(ends, key=lambda one: one[0]):
        yield (
            source,
            [
                LinkedPair(
                    key=key_of(prompt, src, dst, [(output, into)]),
                    src=src,
                    dst=dst,
                    links=((output, into),),
                )
                for src, output, dst, into in links
            ],
        )
