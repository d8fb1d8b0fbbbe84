"""What the scenarios that a model played say of it: success with intervals, by kind and tool."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import comb
from pathlib import Path

from msgspec.structs import replace

from toolmind.evaluation.endpoints import Evaluated
from toolmind.evaluation.folder import finished
from toolmind.evaluation.paired import Case, Paired, compare_all
from toolmind.evaluation.slices import by_slice
from toolmind.models.cost import Account
from toolmind.records import Record, Trajectory
from toolmind.runs.labels import Share, wilson


class OwnResult(Record, frozen=True):
    """What came of one trial of a scenario.

    `state`: the end state is that of the dialogue which the run kept. `checks`: no check finds
    fault with the dialogue as a whole, nor a breach of its policy; `clean`: nor any fault in a turn
    of the assistant. `reasons` are those of the checks. `no_call`: the right dialogue has no call.
    `unasked_writes` are calls of tools that change the world and that no step is for. A `problem`
    is why there is no dialogue: the assistant gave no reply that could be used, or (`unplayed`)
    something else failed.
    """

    scenario: str
    trial: int
    slices: tuple[str, ...]
    expected_calls: int
    no_call: bool
    state: bool = False
    checks: bool = False
    clean: bool = False
    calls: int = 0
    unasked_writes: int = 0
    reasons: tuple[str, ...] = ()
    problem: str = ""
    explanation: str = ""
    unplayed: bool = False
    played: Trajectory | None = None

    @property
    def success(self) -> bool:
        """Whether the end state is right, and the dialogue as a whole."""
        return self.state and self.checks


class OwnMeasures(Record, frozen=True, omit_defaults=False):
    """Shares with 95% intervals (Wilson, over scenarios).

    `passes` is pass^k for each k up to the number of trials: the chance that k trials of a scenario
    all succeed (Yao et al., tau-bench, 2024); pass^1 is pass@1. `clean`: of all trials, those
    without a fault in any turn. `refused`: of the trials in which no call is right, those without.
    `calls` and `expected_calls` are means of the trials that succeeded.
    """

    scenarios: int
    trials: int
    passes: dict[int, Share]
    clean: Share | None
    refused: Share | None
    unasked_writes: int
    calls: float | None
    expected_calls: float | None


class ModelOwn(Record, frozen=True, omit_defaults=False):
    """What is said of one model. What was not played counts, as no success."""

    model: str
    all: OwnMeasures
    slices: dict[str, OwnMeasures]
    reasons: dict[str, int]
    unplayed: int


class OwnReport(Record, frozen=True, omit_defaults=False):
    """The report of `evaluate own`; models are compared by the success of their trials."""

    scenarios: int
    trials: int
    models: tuple[ModelOwn, ...]
    paired: tuple[Paired, ...]
    requests: int
    tokens: int
    cost: float


def summarize_own(
    out: Path, models: Sequence[Evaluated], trials: int, chosen: Sequence[int], spent: Account
) -> OwnReport:
    """Return the report on the results that lie in `out`."""
    found = {
        one.label: [
            # The dialogues are of no more use here, and are most of the memory.
            replace(result, played=None)
            for result in finished(out / one.folder, OwnResult, trials * len(chosen))
        ]
        for one in models
    }
    total = spent.total()
    return OwnReport(
        scenarios=len(chosen),
        trials=trials,
        models=tuple(_model(label, results) for label, results in found.items()),
        paired=tuple(compare_all({label: _cases(results) for label, results in found.items()})),
        requests=total.requests,
        tokens=total.tokens,
        cost=total.cost,
    )


def _model(label: str, results: Sequence[OwnResult]) -> ModelOwn:
    why = Counter(name for one in results for name in (*one.reasons, one.problem) if name)
    return ModelOwn(
        model=label,
        all=measure_own(results),
        slices=by_slice(results, measure_own),
        reasons=dict(why.most_common()),
        unplayed=sum(one.unplayed for one in results),
    )


def measure_own(results: Sequence[OwnResult]) -> OwnMeasures:
    """Return what some trials say; each scenario among them has as many."""
    by_scenario: dict[str, list[bool]] = defaultdict(list)
    for one in results:
        by_scenario[one.scenario].append(one.success)
    trials = min(map(len, by_scenario.values()), default=0)
    silent = [one for one in results if one.no_call]
    good = [one for one in results if one.success]
    shares = {k: passed(by_scenario.values(), k) for k in range(1, trials + 1)}
    return OwnMeasures(
        scenarios=len(by_scenario),
        trials=trials,
        passes={k: share for k, share in shares.items() if share},
        clean=wilson(sum(one.clean and one.state for one in results), len(results)),
        refused=wilson(sum(not (one.calls or one.problem) for one in silent), len(silent)),
        unasked_writes=sum(one.unasked_writes for one in results),
        calls=sum(one.calls for one in good) / len(good) if good else None,
        expected_calls=sum(one.expected_calls for one in good) / len(good) if good else None,
    )


def passed(scenarios: Iterable[Sequence[bool]], k: int) -> Share | None:
    """Return pass^k: of the ways to take k trials of a scenario, those that all succeed, in mean.

    Yao et al., tau-bench, 2024, section 4.
    """
    shares = [comb(sum(trials), k) / comb(len(trials), k) for trials in scenarios]
    return wilson(sum(shares), len(shares))


def _cases(results: Iterable[OwnResult]) -> dict[tuple[int, str], Case]:
    """Return the results by place and scenario: where logs have gaps, no two others are paired."""
    return {(at, one.scenario): (one.scenario, one.success) for at, one in enumerate(results)}
