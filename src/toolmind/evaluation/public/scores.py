"""What a benchmark's scores say: shares per category over several runs, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import comb

from toolmind.evaluation.paired import Case, Paired, compare_all
from toolmind.records import Record
from toolmind.runs.labels import wilson


class TaskScore(Record, frozen=True):
    """A task in one run, as the benchmark's own code scored it.

    `unanswered`: an endpoint failed; it counts as wrong, and the same command asks again.
    """

    category: str
    task: str
    run: int
    right: bool
    unanswered: bool = False
    tokens: int = 0


class PublicMeasures(Record, frozen=True, omit_defaults=False):
    """Shares of tasks that are right: the mean of the runs, with its 95% interval (Wilson, over
    tasks), and the lowest and highest run.

    `all_runs` is pass^k of as many trials as there were runs (Yao et al., tau-bench, 2024): the
    share of tasks that were right in every run.
    """

    tasks: int
    runs: int
    share: float
    low: float
    high: float
    lowest_run: float
    highest_run: float
    all_runs: float
    unanswered: int
    tokens: int


class PublicModel(Record, frozen=True, omit_defaults=False):
    """How one model did: over everything that was run (each task counts once), and by category."""

    model: str
    all: PublicMeasures
    categories: dict[str, PublicMeasures]


class PublicReport(Record, frozen=True, omit_defaults=False):
    """How models did on a benchmark; `versions` are those of its code."""

    benchmark: str
    versions: str
    models: tuple[PublicModel, ...]
    paired: tuple[Paired, ...]


def public_report(
    benchmark: str, versions: str, scores: Mapping[str, Sequence[TaskScore]]
) -> PublicReport:
    """Return the report on models, by their names."""
    return PublicReport(
        benchmark=benchmark,
        versions=versions,
        models=tuple(_model(name, found) for name, found in scores.items()),
        paired=tuple(compare_all({name: _cases(found) for name, found in scores.items()})),
    )


def measures(scores: Iterable[TaskScore]) -> PublicMeasures:
    """Return the shares of some tasks.

    Raises:
        ValueError: there is none.
    """
    tasks: dict[tuple[str, str], list[bool]] = defaultdict(list)
    runs: dict[int, list[bool]] = defaultdict(list)
    unanswered = tokens = 0
    for one in scores:
        tasks[one.category, one.task].append(one.right)
        runs[one.run].append(one.right)
        unanswered += one.unanswered
        tokens += one.tokens
    share = wilson(sum(sum(rights) / len(rights) for rights in tasks.values()), len(tasks))
    if share is None:
        raise ValueError("no task was scored")
    of_runs = [sum(rights) / len(rights) for rights in runs.values()]
    every = [comb(sum(rights), len(rights)) for rights in tasks.values()]
    return PublicMeasures(
        tasks=len(tasks),
        runs=len(runs),
        share=share.share,
        low=share.low,
        high=share.high,
        lowest_run=min(of_runs),
        highest_run=max(of_runs),
        all_runs=sum(every) / len(every),
        unanswered=unanswered,
        tokens=tokens,
    )


def _model(name: str, scores: Sequence[TaskScore]) -> PublicModel:
    found: dict[str, list[TaskScore]] = defaultdict(list)
    for one in scores:
        found[one.category].append(one)
    categories = {category: measures(some) for category, some in found.items()}
    return PublicModel(model=name, all=measures(scores), categories=categories)


def _cases(scores: Iterable[TaskScore]) -> dict[tuple[str, str, int], Case]:
    return {
        (one.category, one.task, one.run): (f"{one.category}/{one.task}", one.right)
        for one in scores
    }
