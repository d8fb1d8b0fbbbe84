"""Exact and near duplicates across dialogues.

The released data has 2,846 distinct call traces among 10,791 rows. Three things make a dialogue a
duplicate of an earlier one:

- **the same calls**: its calls, with their arguments, are those of an earlier one, in any words. A
  model that has learnt the one learns little from the other;
- **nearly the same wording**: its words and calls overlap with an earlier one's by more than the
  threshold. Overlap is the Jaccard index of word triples;
- **nearly the same goal** (of whole data sets only): so do the words of the first request.

The outcome depends on order: the first one stays. `sketches` tells how overlap is estimated.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from toolmind.checks.base import calls_of
from toolmind.checks.rules.repeats import call_key
from toolmind.checks.sketches import Sketches
from toolmind.config import DuplicatesConfig
from toolmind.records import Message, Trajectory, Verdict
from toolmind.text.words import encoded_words

_FACTORS = np.random.default_rng(0).integers(0, 1 << 64, 3, dtype=np.uint64) | np.uint64(1)

NAME = "duplicates"
VERSION = "3"


def find_duplicates(
    trajectories: Iterable[Trajectory], config: DuplicatesConfig | None = None
) -> dict[int, Verdict]:
    """Return a failed verdict, by index, for each trajectory that repeats an earlier one.

    They are read once, in index order, and not kept: memory is about 0.1 kB a trajectory. One that
    branches is compared by all that was said and called in it, in any branch.
    """
    config = config or DuplicatesConfig()
    indexes, ids = array("q"), list[str]()
    with Sketches() as sketches:
        for trajectory in trajectories:
            trace = call_trace(trajectory.messages)
            indexes.append(trajectory.index)
            ids.append(trajectory.id)
            sketches.add(shingles(trajectory.messages, trace), trace if config.same_calls else "")
        return {
            indexes[at]: _same(ids[other]) if nearness is None else _near(ids[other], nearness)
            for at, other, nearness in sketches.repeats(config.similarity)
        }


def _same(other: str) -> Verdict:
    return _failed("same_calls", f"makes the same calls as {other}")


def _near(other: str, similarity: float) -> Verdict:
    text = f"words and calls overlap with {other} by about {similarity:.2f}"
    return _failed("exact" if similarity == 1.0 else "near", text)


def _failed(code: str, text: str) -> Verdict:
    return Verdict(
        check=NAME,
        scope="trajectory",
        outcome="fail",
        code=code,
        explanation=text,
        version=VERSION,
    )


def call_trace(messages: Sequence[Message]) -> str:
    """Return the calls of a dialogue, with their arguments, one a line; empty without calls."""
    return "\n".join(call_key(call) for _, call in calls_of(messages))


def shingles(messages: Sequence[Message], trace: str) -> NDArray[np.uint64]:
    """Return a number for each word triple of what is said, and of the calls."""
    spoken = [message.content for message in messages if message.role in ("user", "assistant")]
    return word_triples("\n".join((*spoken, trace)))


def word_triples(text: str) -> NDArray[np.uint64]:
    """Return a number for each word triple of a text.

    A triple said twice is there twice; fewer than three words are one triple.
    """
    said = encoded_words(text)
    word = np.zeros(max(len(said), 3), dtype=np.uint64)
    word[: len(said)] = np.fromiter(map(crc32, said), np.uint64, len(said))
    first, second, third = _FACTORS
    triples: NDArray[np.uint64] = first * word[:-2] + second * word[1:-1] + third * word[2:]
    return triples
