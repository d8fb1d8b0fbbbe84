"""Labels made by hand: the file they are appended to, and what they say of labellers and masks."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from toolmind.errors import DataError, RunError
from toolmind.records import Record
from toolmind.records.label import Label

FILE_NAME = "labels.jsonl"
_Turn = tuple[str, str]


class Share(Record, frozen=True):
    """A share of `of` cases, with its 95% interval (Wilson)."""

    share: float
    low: float
    high: float
    of: int


class Agreement(Record, frozen=True):
    """How far two labellers agree: the share of turns, and Cohen's kappa (None: undefined)."""

    labellers: tuple[str, str]
    turns: int
    share: float
    kappa: float | None


def append_label(path: Path, label: Label) -> None:
    """Append a label to its file, on a line of its own.

    Raises:
        RunError: the file cannot be written.
    """
    try:
        with path.open("a+b") as file:  # writes at the end wherever it reads
            file.seek(max(file.seek(0, os.SEEK_END) - 1, 0))
            begin = b"" if file.read(1) in (b"", b"\n") else b"\n"
            file.write(begin + msgspec.json.encode(label) + b"\n")
    except OSError as error:
        raise RunError(f"{path}: the label cannot be written: {error.strerror}") from None


def read_labels(path: Path, unread: list[str] | None = None) -> list[Label]:
    """Return the labels that count: the last of each labeller on each turn, in the order written.

    A torn last line counts as not written; no file is no label. With `unread` a line that is no
    label costs itself alone: what is wrong with it is appended there.

    Raises:
        DataError: without `unread`: another line is no label; names it.
    """
    if not path.exists():
        return []
    decoder = msgspec.json.Decoder(Label)
    last: dict[tuple[str, str, str], Label] = {}
    *lines, end = path.read_bytes().split(b"\n")
    for number, line in enumerate((*lines, end), start=1):
        if not line.strip():
            continue
        try:
            label = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            if number > len(lines):
                break  # torn
            fault = _no_label(error, path, number)
            if unread is None:
                raise fault from None
            unread.append(str(fault))
            continue
        last[label.labeller, label.item, label.message] = label
    return list(last.values())


def _no_label(error: Exception, path: Path, number: int) -> DataError:
    remedy = "Take the line out, or mend it"
    return DataError(f"no label: {error}", file=str(path), row=number, remedy=remedy)


def agreements(labels: Iterable[Label]) -> list[Agreement]:
    """Return how far each two labellers agree on the turns that both labelled."""
    by_labeller: dict[str, dict[_Turn, str]] = {}
    for one in labels:
        by_labeller.setdefault(one.labeller, {})[one.item, one.message] = one.label
    names = sorted(by_labeller)
    found = []
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            both = sorted(by_labeller[first].keys() & by_labeller[second].keys())
            pairs = [(by_labeller[first][turn], by_labeller[second][turn]) for turn in both]
            if pairs:
                found.append(_agreement((first, second), pairs))
    return found


def _agreement(labellers: tuple[str, str], pairs: list[tuple[str, str]]) -> Agreement:
    total = len(pairs)
    same = sum(one == other for one, other in pairs) / total
    by_chance = sum(
        (sum(one == name for one, _ in pairs) / total)
        * (sum(other == name for _, other in pairs) / total)
        for name in {name for pair in pairs for name in pair}
    )
    kappa = (same - by_chance) / (1 - by_chance) if by_chance < 1 else None
    return Agreement(labellers=labellers, turns=total, share=same, kappa=kappa)


def precision_and_recall(
    labels: Iterable[Label], masked: Mapping[_Turn, bool]
) -> tuple[Share | None, Share | None]:
    """Return how many of the masked turns are wrong, and how many of the wrong turns are masked.

    `masked` says of each turn, by trajectory and message id, whether it is learnt from. Turns that
    are labelled unsure, or by labellers who do not agree, count for neither.
    """
    said: dict[_Turn, set[str]] = {}
    for one in labels:
        said.setdefault((one.item, one.message), set()).add(one.label)
    sure = {turn: "wrong" in what for turn, what in said.items() if what in ({"right"}, {"wrong"})}
    both = [(wrong, masked[turn]) for turn, wrong in sure.items() if turn in masked]
    caught = sum(wrong and is_masked for wrong, is_masked in both)
    return (
        wilson(caught, sum(is_masked for _, is_masked in both)),
        wilson(caught, sum(wrong for wrong, _ in both)),
    )


def wilson(hits: float, of: int, z: float = 1.96) -> Share | None:
    """Return a share with its Wilson score interval; None of no case.

    Of cases that are right in part `hits` is their sum; the interval is then too wide, if anything.
    """
    if not of:
        return None
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    low, high = max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
    return Share(share=share, low=low, high=high, of=of)
