"""What a model's next turns say of it: shares with intervals, by slice, and pairs of models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from toolmind.evaluation.endpoints import Evaluated
from toolmind.evaluation.expected import Expected
from toolmind.evaluation.folder import finished
from toolmind.evaluation.paired import Case, Paired, compare_all
from toolmind.evaluation.slices import by_slice
from toolmind.models.cost import Account
from toolmind.records import Message, Record
from toolmind.runs.labels import Share, wilson


class TurnResult(Record, frozen=True):
    """What a model said in the place of a turn, and what of it is right.

    `calls`: calls were expected. `called`: the model called. `tool` and `arguments` as in `Grade`.
    A `problem` is why there is no reply (``model.…``), or none that could be used (``reply.…``).
    """

    turn: str
    dialogue: str
    slices: tuple[str, ...]
    calls: bool
    called: bool = False
    tool: bool = False
    arguments: bool = False
    problem: str = ""
    explanation: str = ""
    said: Message | None = None

    @property
    def decided(self) -> bool:
        """Whether the model rightly called, or rightly did not; words that are of no use do not."""
        return self.called if self.calls else not (self.called or self.problem)

    @property
    def right(self) -> bool:
        """Whether the calls are those expected; of a turn of words, whether it is one."""
        return self.arguments if self.calls else self.decided

    @property
    def unanswered(self) -> bool:
        """Whether the endpoint, not the model, failed."""
        return bool(self.problem) and not self.problem.startswith("reply.")

    def owed(self, turn: str) -> bool:
        """Say whether a turn is still to be answered: this is of another, or there was no reply."""
        return self.turn != turn or self.unanswered


class Measures(Record, frozen=True, omit_defaults=False):
    """Shares of turns, with 95% intervals (Wilson).

    `right`: see `TurnResult.right`. `decision`: it called where a call was expected, and nowhere
    else. `tool`, `arguments`: of the turns with calls, those with the right tools, and the right
    arguments besides.
    """

    turns: int
    right: Share | None
    decision: Share | None
    tool: Share | None
    arguments: Share | None


class ModelTurns(Record, frozen=True, omit_defaults=False):
    """What is said of one model. Turns that were not answered count, as wrong."""

    model: str
    all: Measures
    slices: dict[str, Measures]
    problems: dict[str, int]
    unanswered: int


class TurnsReport(Record, frozen=True, omit_defaults=False):
    """The report of `evaluate turns`; `left_out` are turns, and rows, that hold nothing to ask."""

    files: tuple[str, ...]
    dialogues: int
    turns: int
    left_out: dict[str, int]
    models: tuple[ModelTurns, ...]
    paired: tuple[Paired, ...]
    requests: int
    tokens: int
    cost: float


def summarize(
    out: Path, models: Sequence[Evaluated], expected: Expected, limit: int | None, spent: Account
) -> TurnsReport:
    """Return the report on the results that lie in `out`."""
    found = {
        one.label: [
            # What was said is of no more use here, and is most of the memory.
            replace(result, said=None)
            for result in finished(out / one.folder, TurnResult, limit)
        ]
        for one in models
    }
    total = spent.total()
    some = next(iter(found.values()))
    return TurnsReport(
        files=tuple(map(str, expected.files)),
        dialogues=len({one.dialogue for one in some}),
        turns=len(some),
        left_out=dict(expected.left_out),
        models=tuple(_model(label, results) for label, results in found.items()),
        paired=tuple(compare_all({label: _cases(results) for label, results in found.items()})),
        requests=total.requests,
        tokens=total.tokens,
        cost=total.cost,
    )


def _model(label: str, results: Sequence[TurnResult]) -> ModelTurns:
    return ModelTurns(
        model=label,
        all=measure(results),
        slices=by_slice(results, measure),
        problems=dict(Counter(one.problem for one in results if one.problem).most_common()),
        unanswered=sum(one.unanswered for one in results),
    )


def measure(results: Sequence[TurnResult]) -> Measures:
    """Return the shares of some turns."""
    calling = [one for one in results if one.calls]
    return Measures(
        turns=len(results),
        right=wilson(sum(one.right for one in results), len(results)),
        decision=wilson(sum(one.decided for one in results), len(results)),
        tool=wilson(sum(one.tool for one in calling), len(calling)),
        arguments=wilson(sum(one.arguments for one in calling), len(calling)),
    )


def _cases(results: Iterable[TurnResult]) -> dict[tuple[int, str], Case]:
    """Return the results by place and dialogue: where logs have gaps, no two others are paired."""
    return {(at, one.dialogue): (one.dialogue, one.right) for at, one in enumerate(results)}
