"""Contamination: what a dialogue asks is, word for word or in other words, a benchmark's task.

Most flags of n-gram matching are false: an n-gram is shared because people talk so, or because a
template is behind both. So words count here by how rare they are in benchmark and data together
(inverse document frequency), and a dialogue is flagged where the words that it shares with a
passage carry most of what that passage says:

- **verbatim**: those in shared runs of eight words (n-grams of eight: Tulu 3, arXiv 2411.15124, §8)
  have half of its weight;
- **reworded**: those that stand anywhere in the user's words have most of its weight, and they are
  most of what the user says as well, so that a long dialogue does not hold a task by chance. Names
  and numbers, which other words do not change, are nearly all there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise
from math import fsum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from toolmind.datasets.passages import Passage
from toolmind.records import Record
from toolmind.text.stems import stem
from toolmind.text.words import words

GRAM = 8
VERBATIM = 0.5
"""Share of a passage's weight that shared runs have in a verbatim leak (Tulu 3 has 50% of the
words)."""
REWORDED = 0.75
"""Share of the weight that shared words have in a reworded one (ours, as what follows)."""
MUTUAL = 0.5
"""Share of the user's weight that they have, too."""
PARTICULARS = 0.8
"""Share of the passage's names and numbers that are there, too."""
LEAST = 2.5
"""What is shared weighs at least as much as so many words that nobody else uses (ours)."""
BOILERPLATE = 3
"""Tasks that an n-gram stands in at most: what more share is the benchmark's template."""
_SHOWN_RUN = 3
_FEW = 20
"""A word tells tasks apart that stands in at most so many, or in one in so many."""
_PARTICULAR = re.compile(r"\w*\d\w*|(?<![.!?]\s)(?<!^)\b[A-Z]\w+")
"""A number, or a name: what has a capital within a sentence."""

_FACTORS = np.random.default_rng(1).integers(0, 1 << 64, GRAM, dtype=np.uint64) | np.uint64(1)


class Leak(Record, frozen=True, omit_defaults=False):
    """A passage that a dialogue holds, and the evidence.

    `share` is the part of the passage's weight that is shared. `runs` are the texts that both have
    word for word, as they stand in the dialogue, the longest first; `words` the rarest words that
    both have; `said` what the user says and `asked` what the benchmark does.
    """

    how: str
    benchmark: str
    share: float
    runs: tuple[str, ...]
    words: tuple[str, ...]
    said: str
    asked: str


@dataclass(frozen=True)
class _Task:
    passage: Passage
    words: tuple[str, ...]
    grams: NDArray[np.uint64]
    particulars: frozenset[str]


class Benchmark:
    """The passages that data is held against.

    Read all data once with `note`, which counts how common the benchmark's words are in it, then
    again with `leaks`. Memory goes by the benchmark alone.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        unique = {words(one.text): one for one in passages}
        self._tasks = [
            _Task(one, said, _grams(said), _particulars(one.text)) for said, one in unique.items()
        ]
        stems = [sorted({stem(word) for word in task.words}) for task in self._tasks]
        self._ids = {name: at for at, name in enumerate(dict.fromkeys(chain(*stems)))}
        tasks_of: list[list[int]] = [[] for _ in self._ids]
        for at, names in enumerate(stems):
            for name in names:
                tasks_of[self._ids[name]].append(at)
        self._postings = [np.array(tasks, dtype=np.int64) for tasks in tasks_of]
        self._seen = np.array([len(tasks) for tasks in tasks_of], dtype=np.int64)
        self._telling = self._seen <= max(_FEW, len(self._tasks) // _FEW)
        self._documents = len(self._tasks)
        self._gram_tasks = _places(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    def note(self, said: Sequence[str]) -> None:
        """Count the benchmark's words in what the user of a dialogue says, message by message."""
        ids = {self._ids.get(stem(word)) for word in words("\n".join(said))}
        self._seen[[at for at in ids if at is not None]] += 1
        self._documents += 1

    def counted(self) -> tuple[int, ...]:
        """Return what `note` counted so far, to be taken up again."""
        return self._documents, *self._seen.tolist()

    def take_up(self, counted: Sequence[int]) -> None:
        """Go on with what was counted before; nothing was, if it is empty."""
        if counted:
            self._documents, self._seen = counted[0], np.array(counted[1:], dtype=np.int64)

    def weigh(self) -> None:
        """Fix the weights of words, once all data is noted."""
        self._weights = np.log((self._documents + 1) / (self._seen + 1))
        self._totals = np.zeros(len(self._tasks))
        self._common = np.zeros(len(self._tasks))
        for at, tasks in enumerate(self._postings):
            self._totals[tasks] += self._weights[at]
            if not self._telling[at]:
                self._common[tasks] += self._weights[at]
        self._newcomer = float(np.log(self._documents + 1))
        self._least = LEAST * self._newcomer

    def leaks(self, said: Sequence[str]) -> list[Leak]:
        """Return the passages that a dialogue holds, by the words of its user; the surest first."""
        found: dict[int, Leak] = {}
        for text in _windows(said):
            spoken = words(text)
            stems = frozenset(map(stem, spoken))
            own = self._weight(stems)
            if own < self._least:
                continue
            for at, share in self._verbatim(spoken):
                _keep(found, at, self._leak("verbatim", at, share, text, spoken))
            for at, share in self._reworded(spoken, stems, own):
                _keep(found, at, self._leak("reworded", at, share, text, spoken))
        return sorted(found.values(), key=lambda leak: (leak.how != "verbatim", -leak.share))

    def _verbatim(self, spoken: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        grams = _grams(spoken)
        for at in sorted({at for gram in grams.tolist() for at in self._gram_tasks.get(gram, ())}):
            task = self._tasks[at]
            starts = np.flatnonzero(np.isin(task.grams, grams)).tolist()
            covered = {stem(task.words[i + j]) for i in starts for j in range(GRAM)}
            weight = self._weight(covered)
            if weight >= max(self._least, VERBATIM * self._totals[at]):
                yield at, float(weight / self._totals[at])

    def _reworded(
        self, spoken: tuple[str, ...], stems: Set[str], own: float
    ) -> Iterator[tuple[int, float]]:
        said = frozenset(spoken)
        for at in self._candidates(stems):
            task = self._tasks[at]
            share = self._weight(stems & {stem(word) for word in task.words})
            enough = share >= max(REWORDED * self._totals[at], self._least, MUTUAL * own)
            if enough and len(task.particulars & said) >= PARTICULARS * len(task.particulars):
                yield at, float(share / self._totals[at])

    def _candidates(self, stems: Set[str]) -> list[int]:
        """Return the tasks that may be reworded: as if all their commonest words were there."""
        known = [at for name in stems if (at := self._ids.get(name)) is not None]
        telling = [at for at in known if self._telling[at]]
        if not telling:
            return []
        tasks = [self._postings[at] for at in telling]
        weights = np.repeat(self._weights[telling], [len(one) for one in tasks])
        shared = np.bincount(np.concatenate(tasks), weights, len(self._tasks))
        may_be = (shared > 0) & (shared + self._common >= REWORDED * self._totals)
        found: list[int] = np.flatnonzero(may_be).tolist()
        return found

    def _weight(self, stems: Iterable[str]) -> float:
        """Return the weight of some words; what no passage has is the rarest."""
        ids = map(self._ids.get, stems)
        return fsum(self._newcomer if at is None else self._weights[at] for at in ids)

    def _leak(self, how: str, at: int, share: float, text: str, spoken: tuple[str, ...]) -> Leak:
        task = self._tasks[at]
        both = {stem(word) for word in spoken} & {stem(word) for word in task.words}
        rare = sorted(both, key=lambda name: (-self._weights[self._ids[name]], name))[:10]
        shown = [next(word for word in task.words if stem(word) == name) for name in rare]
        return Leak(
            how=how,
            benchmark=task.passage.place,
            share=round(min(share, 1.0), 3),
            runs=tuple(_shared_runs(spoken, task.words, text)),
            words=tuple(shown),
            said=text,
            asked=task.passage.text,
        )


def _keep(found: dict[int, Leak], at: int, leak: Leak) -> None:
    if at not in found or (leak.how == "verbatim", leak.share) > (
        found[at].how == "verbatim",
        found[at].share,
    ):
        found[at] = leak


def _windows(said: Sequence[str]) -> list[str]:
    """Return what is held against passages: each message, and all together."""
    return [*said, "\n".join(said)] if len(said) > 1 else list(said)


def _grams(said: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each run of eight words."""
    if len(said) < GRAM:
        return np.empty(0, dtype=np.uint64)
    codes = np.fromiter((crc32(word.encode()) for word in said), np.uint64, len(said))
    return np.lib.stride_tricks.sliding_window_view(codes, GRAM) @ _FACTORS


def _particulars(text: str) -> frozenset[str]:
    """Return the words of the names and numbers in a text."""
    return frozenset(word for one in _PARTICULAR.findall(text) for word in words(one))


def _places(tasks: Sequence[_Task]) -> dict[int, list[int]]:
    """Return by n-gram the tasks that have it, of n-grams that are no boilerplate."""
    found: dict[int, list[int]] = {}
    for at, task in enumerate(tasks):
        for gram in set(task.grams.tolist()):
            found.setdefault(gram, []).append(at)
    return {gram: places for gram, places in found.items() if len(places) <= BOILERPLATE}


def _shared_runs(spoken: Sequence[str], asked: Sequence[str], text: str) -> Iterator[str]:
    """Yield the five longest runs of words that both have, as they stand in the text."""
    lengths = [[0] * (len(asked) + 1) for _ in range(len(spoken) + 1)]
    ends: list[tuple[int, int]] = []
    for i, word in enumerate(spoken, 1):
        for j, other in enumerate(asked, 1):
            if word == other:
                lengths[i][j] = lengths[i - 1][j - 1] + 1
        ends.append((max(lengths[i]), i))
    whole = [end for end, after in pairwise([*ends, (0, 0)]) if after[0] <= end[0]]
    for length, end in sorted(whole, reverse=True)[:5]:
        if length >= _SHOWN_RUN:
            yield _as_written(spoken[end - length : end], text)


def _as_written(run: Sequence[str], text: str) -> str:
    """Return a run of words as it stands in a text, with its case and punctuation."""
    found = re.search(r"[\W_]+".join(map(re.escape, run)), text, re.IGNORECASE)
    return found[0] if found else " ".join(run)
