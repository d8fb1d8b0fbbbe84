"""The report of a check: the rows that it wrote, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolmind.checks.policy import reason
from toolmind.models.cost import Account
from toolmind.pipeline.check_data import UNREAD
from toolmind.records import Record
from toolmind.records.label import Label
from toolmind.runs.checked import CheckedRow, CheckedTurn, read_checked
from toolmind.runs.labels import Share, precision_and_recall, read_labels, wilson

_SHOWN = 20
"""Rows that cannot be read, and labels that fit none, named in a report at most (ours)."""


class Labelled(Record, frozen=True, omit_defaults=False):
    """The verdicts held against labels made by hand.

    `precision` is the share of the labelled turns with a finding which are wrong, `recall` the
    share of the wrong ones in which something is found; `kinds` tells the same by the reason that
    labels give. `not_there` names labels of rows, or of turns, that the data does not hold;
    `unread` names the first lines of the labels that are none, of `unread_lines`.
    """

    labels: int
    precision: Share | None
    recall: Share | None
    kinds: dict[str, KindFound]
    not_there: tuple[str, ...]
    unread: tuple[str, ...]
    unread_lines: int


class KindFound(Record, frozen=True, omit_defaults=False):
    """What is found of one kind of fault, the reason that labels give.

    `recall` is the share of the turns with that fault in which, or in whose calls and results,
    something is found; `false_alarms` that of the turns labelled right for the same reason.
    """

    recall: Share | None
    false_alarms: Share | None


class RowsReport(Record, frozen=True, omit_defaults=False):
    """What became of the rows: ``rows = kept + masked + dropped + unread``.

    `masked` rows are kept with at least one masked turn. `dropped_for`, `masked_for` and
    `left_out` count rows by reason, turns by reason, and rows by the check that needs tools which
    nobody defines; `errors` counts rows by the check or judge that failed itself, `unsure` findings
    by reason that a check could not be sure of, `labels` turns by what they are. `wrong_expected`
    is the sum of the probabilities that the trained turns are wrong; None without a calibration.
    `unread_rows` names the first that hold no dialogue. `spared` counts by judge the rows of which
    it was not asked, since nothing was in doubt; `tokens_spared` is what so many requests take at
    the mean of those that were made. `cost` is in US dollars, of judges.
    """

    files: tuple[str, ...]
    rows: int
    kept: int
    masked: int
    dropped: int
    unread: int
    turns: int
    trained_turns: int
    wrong_expected: float | None
    dropped_for: dict[str, int]
    masked_for: dict[str, int]
    errors: dict[str, int]
    unsure: dict[str, int]
    labels: dict[str, int]
    left_out: dict[str, int]
    unread_rows: tuple[str, ...]
    labelled: Labelled | None
    spared: dict[str, int]
    tokens_spared: int
    requests: int
    tokens: int
    cost: float


def summarize(
    folder: Path, files: Sequence[Path], labels: Path | None, account: Account
) -> RowsReport:
    """Count the rows of a check that is over; with `labels`, hold its findings against them.

    Raises:
        RunError: the folder is damaged.
    """
    tally = _Tally(labels)
    for row in read_checked(folder):
        tally.add(row)
    spent = account.total()
    return RowsReport(
        files=tuple(map(str, files)),
        rows=tally.rows.total(),
        kept=tally.rows["kept"],
        masked=tally.rows["masked"],
        dropped=tally.rows["dropped"],
        unread=tally.rows["unread"],
        turns=tally.turns,
        trained_turns=tally.trained,
        wrong_expected=tally.wrong_expected,
        dropped_for=dict(tally.dropped_for.most_common()),
        masked_for=dict(tally.masked_for.most_common()),
        errors=dict(tally.errors.most_common()),
        unsure=dict(tally.unsure.most_common()),
        labels=dict(tally.labels.most_common()),
        left_out=dict(tally.left_out.most_common()),
        unread_rows=tuple(tally.unread),
        labelled=tally.labelled(),
        spared=dict(tally.spared.most_common()),
        tokens_spared=tally.spared.total() * spent.tokens // max(spent.requests, 1),
        requests=spent.requests,
        tokens=spent.tokens,
        cost=spent.cost,
    )


class _Tally:
    """Counts of the rows so far; of their turns only those that are labelled are remembered."""

    def __init__(self, labels: Path | None) -> None:
        self._unread: list[str] = []
        self._labels = read_labels(labels, self._unread) if labels else None
        self._wanted = {(one.item, one.message) for one in self._labels or ()}
        self._items = {item for item, _ in self._wanted}
        self._there: set[str] = set()
        self._found: dict[tuple[str, str], bool] = {}
        self.rows, self.left_out, self.spared = Counter[str](), Counter[str](), Counter[str]()
        self.dropped_for, self.masked_for = Counter[str](), Counter[str]()
        self.errors, self.unsure, self.labels = Counter[str](), Counter[str](), Counter[str]()
        self.unread: list[str] = []
        self.turns = self.trained = 0
        self.wrong_expected: float | None = None

    def add(self, row: CheckedRow) -> None:
        """Count one row."""
        masks = [one.reason for one in row.turns if one.reason and one.reason != "not_learnt"]
        state = "dropped" if not row.keep else "masked" if masks else "kept"
        if UNREAD in row.reasons:
            state = "unread"
            self.unread += [row.problem] if len(self.unread) < _SHOWN else []
        self.rows[state] += 1
        self.turns += len(row.turns)
        self.trained += sum(one.train for one in row.turns)
        for one in row.turns:
            if one.train and one.probability_bad is not None:
                self.wrong_expected = (self.wrong_expected or 0.0) + one.probability_bad
        self.left_out.update(row.left_out)
        self.spared.update(row.spared)
        if state == "masked":
            self.masked_for.update(masks)
        if state == "dropped":
            self.dropped_for.update(row.reasons)
        found = (*row.verdicts, *(verdict for one in row.turns for verdict in one.verdicts))
        self.errors.update({one.check for one in found if one.outcome == "error"})
        self.unsure.update(reason(one) for one in found if one.outcome == "unsure")
        self.labels.update(one.label for one in row.turns if one.label)
        if row.id in self._items:
            self._there.add(row.id)
            sure = (one for one in row.verdicts if one.outcome != "unsure")
            named = {name for verdict in sure for name in verdict.evidence}
            self._found.update(
                {(row.id, one.message): _is_found(one) or one.message in named for one in row.turns}
            )

    def labelled(self) -> Labelled | None:
        """Hold the findings against the labels, if there are any."""
        if self._labels is None:
            return None
        precision, recall = precision_and_recall(self._labels, self._found)
        return Labelled(
            labels=len(self._labels),
            precision=precision,
            recall=recall,
            kinds=_kinds(self._labels, self._found),
            not_there=tuple(self._missing())[:_SHOWN],
            unread=tuple(self._unread[:_SHOWN]),
            unread_lines=len(self._unread),
        )

    def _missing(self) -> list[str]:
        rows = [f"row {item!r}" for item in sorted(self._items - self._there)]
        turns = sorted(turn for turn in self._wanted - self._found.keys())
        return rows + [f"turn {m!r} of {item!r}" for item, m in turns if item in self._there]


def _is_found(turn: CheckedTurn) -> bool:
    return any(one.outcome != "unsure" for one in turn.verdicts)


def _kinds(labels: Sequence[Label], found: Mapping[tuple[str, str], bool]) -> dict[str, KindFound]:
    """Return what is found of each reason that labels give, in the order in which they do."""
    counts = Counter(
        (one.reason, one.label, found[turn])
        for one in labels
        if one.reason and (turn := (one.item, one.message)) in found
    )
    return {
        kind: KindFound(
            recall=_share(counts[kind, "wrong", True], counts[kind, "wrong", False]),
            false_alarms=_share(counts[kind, "right", True], counts[kind, "right", False]),
        )
        for kind in dict.fromkeys(one.reason for one in labels if one.reason)
    }


def _share(hits: int, others: int) -> Share | None:
    return wilson(hits, hits + others)
