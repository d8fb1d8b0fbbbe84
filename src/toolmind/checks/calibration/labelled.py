"""Labelled turns: what judges and rules said of a turn, and what a person says of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from toolmind.errors import DataError
from toolmind.files import open_bytes, require_file
from toolmind.records import Record

Vote = Literal["pass", "fail", "unsure", "error"] | Annotated[float, msgspec.Meta(ge=0, le=1)]
OF_A_MODEL = "model:"


class LabelledTurn(Record, frozen=True):
    """One turn of a dialogue, with the votes on it.

    `verdicts` maps the name of a judge or rule to its vote; a number is how right the turn is, from
    0 to 1. A vote that is not there, null or `error` is missing, never a pass. `label` is empty
    where nobody labelled the turn: it stays as what stands around the others. `group` is the task:
    dialogues of one task are never both learnt from and measured on (by default the item is its own
    group). `labelled_by` names the labeller, ``model:…`` where it is a model; `made_by` maps judges
    to a hash of the prompt and model that they were; `cost` to what the vote cost.
    """

    item: str
    turn: str | int
    verdicts: dict[str, Vote | None]
    label: Literal["right", "wrong", "unsure", ""] = ""
    group: str = ""
    labelled_by: str = ""
    made_by: dict[str, str] = {}
    cost: dict[str, float] = {}

    @property
    def task(self) -> str:
        """The group, or the item where none is named."""
        return self.group or self.item


def read_labelled(
    path: Path, *, model_labels: bool = False, unread: list[str] | None = None
) -> list[LabelledTurn]:
    """Return the turns of a file of JSON lines (also .gz), the turns of an item in their order.

    With `unread` a line that is no labelled turn, or one that is there already, costs itself alone:
    what is wrong with it is appended there.

    Raises:
        DataError: without `unread`: a line is no labelled turn, or a turn is there twice; names the
            row. In any case: a model labelled a turn and `model_labels` does not allow that, or no
            line is a labelled turn.
    """
    require_file(path)
    decoder = msgspec.json.Decoder(LabelledTurn)
    rows: list[LabelledTurn] = []
    seen: dict[tuple[str, str | int], int] = {}
    with open_bytes(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = _turn_in(line, decoder, number, path)
                _require_new(row, number, seen, path)
            except DataError as error:
                if unread is None:
                    raise
                unread.append(str(error))
                continue
            refuse_model_label(row, path, number, allowed=model_labels)
            rows.append(row)
    if not rows:
        first = f"; the first: {unread[0]}" if unread else ""
        remedy = "Give one JSON line a turn"
        raise DataError(f"has no labelled turn{first}", file=str(path), remedy=remedy)
    return by_item(rows)


def _turn_in(
    line: bytes, decoder: msgspec.json.Decoder[LabelledTurn], number: int, path: Path
) -> LabelledTurn:
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DataError(
            f"no labelled turn: {error}",
            file=str(path),
            row=number,
            remedy="Each line has item, turn, verdicts and, where it is known, label",
        ) from None


def by_item(rows: Iterable[LabelledTurn]) -> list[LabelledTurn]:
    """Return the rows with those of an item beside each other, otherwise in their order."""
    items: dict[str, list[LabelledTurn]] = {}
    for row in rows:
        items.setdefault(row.item, []).append(row)
    return [row for item in items.values() for row in item]


def _require_new(
    row: LabelledTurn, number: int, seen: dict[tuple[str, str | int], int], path: Path
) -> None:
    first = seen.setdefault((row.item, row.turn), number)
    if first != number:
        raise DataError(
            f"turn {row.turn!r} of {row.item!r} stands in row {first} already",
            file=str(path),
            row=number,
            field="turn",
            remedy="Leave one of the two",
        )


def refuse_model_label(row: LabelledTurn, path: Path, number: int, *, allowed: bool) -> None:
    """Refuse a label that says that a model made it, unless such are allowed.

    Raises:
        DataError: it is one.
    """
    if row.labelled_by.startswith(OF_A_MODEL) and not allowed:
        raise DataError(
            f"the label was made by a model ({row.labelled_by!r})",
            file=str(path),
            row=number,
            field="labelled_by",
            remedy="A calibration is only as true as its labels; --model-labels takes it anyway",
        )


def judges_of(rows: Iterable[LabelledTurn]) -> tuple[str, ...]:
    """Return the names of all judges that voted on any turn, sorted."""
    return tuple(sorted({name for row in rows for name in row.verdicts}))


def makers_of(rows: Iterable[LabelledTurn]) -> dict[str, str]:
    """Return the hash of the prompt and model of each judge that rows name one for.

    Raises:
        DataError: a judge has two: its votes are those of two judges.
    """
    found: dict[str, str] = {}
    for row in rows:
        for judge, made_by in row.made_by.items():
            if found.setdefault(judge, made_by) != made_by:
                raise DataError(
                    f"judge {judge!r} is {made_by!r} for {row.item!r}, turn {row.turn!r}, and "
                    f"{found[judge]!r} before",
                    field="made_by",
                    remedy="Give the two different names, or judge one part again",
                )
    return dict(sorted(found.items()))
