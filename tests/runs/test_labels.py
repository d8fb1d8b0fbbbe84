"""Labels by hand: what counts, who agrees, and how right masks are by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError, RunError
from toolmind.records.label import Judgement, Label
from toolmind.runs.labels import (
    agreements,
    append_label,
    precision_and_recall,
    read_labels,
    wilson,
)


def label(judgement: Judgement, message: str = "m1", labeller: str = "ada") -> Label:
    return Label(item="t1", message=message, label=judgement, labeller=labeller)


def test_the_last_label_of_a_labeller_on_a_turn_counts(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    assert read_labels(file) == []
    for one in (label("right"), label("wrong", labeller="bob"), label("unsure")):
        append_label(file, one)
    assert read_labels(file) == [label("unsure"), label("wrong", labeller="bob")]
    assert file.read_bytes().count(b"\n") == 3, "nothing is taken out"


def test_a_torn_line_counts_as_not_written_and_another_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    append_label(file, label("right"))
    with file.open("ab") as lines:
        lines.write(b'{"item": "t1", "mess')
    assert read_labels(file) == [label("right")]
    with file.open("ab") as lines:
        lines.write(b"\n")
    with pytest.raises(DataError, match=r"labels\.jsonl:2: no label"):
        read_labels(file)


def test_a_bad_line_costs_itself_alone_where_it_is_asked_for(tmp_path: Path) -> None:
    file, unread = tmp_path / "labels.jsonl", list[str]()
    append_label(file, label("right"))
    with file.open("ab") as lines:
        lines.write(b'no json\n{"item": 5}\n')
    append_label(file, label("wrong", "m2"))
    file.write_bytes(file.read_bytes().rstrip(b"\n"))  # as editors may leave a last line
    assert read_labels(file, unread) == [label("right"), label("wrong", "m2")]
    assert [one.partition(": ")[0] for one in unread] == [f"{file}:2", f"{file}:3"]
    assert "Take the line out" in unread[0]


@pytest.mark.parametrize("torn", [b"", b'\n{"item": "t1", "mess'])
def test_a_label_gets_a_line_of_its_own(torn: bytes, tmp_path: Path) -> None:
    file, unread = tmp_path / "labels.jsonl", list[str]()
    append_label(file, label("right"))
    file.write_bytes(file.read_bytes().rstrip(b"\n") + torn)
    append_label(file, label("wrong", "m2"))
    assert read_labels(file, unread) == [label("right"), label("wrong", "m2")]
    assert len(unread) == bool(torn)


def test_what_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot be written"):
        append_label(tmp_path / "none" / "labels.jsonl", label("right"))


def test_agreement_of_two_on_what_both_labelled() -> None:
    ada = [label("right", f"m{n}") for n in range(4)] + [label("wrong", f"m{n}") for n in (4, 5)]
    bob = [label("right", f"m{n}", "bob") for n in range(3)]
    bob += [label("wrong", f"m{n}", "bob") for n in (3, 4, 9)]
    [found] = agreements([*ada, *bob])
    assert (found.labellers, found.turns, found.share) == (("ada", "bob"), 5, 0.8)
    # By chance: 0.8 · 0.6 + 0.2 · 0.4 = 0.56; (0.8 − 0.56) / 0.44.
    assert found.kappa == pytest.approx(0.24 / 0.44)


def test_kappa_is_undefined_where_all_say_the_same() -> None:
    [found] = agreements([label("right"), label("right", labeller="bob")])
    assert found.share == 1 and found.kappa is None


def test_precision_and_recall_of_the_masks() -> None:
    labels = [
        label("wrong", "m1"),
        label("wrong", "m2"),
        label("right", "m3"),
        label("right", "m4"),
    ]
    labels += [label("unsure", "m5"), label("right", "m6"), label("wrong", "m6", "bob")]
    masks = {("t1", f"m{n}"): n in (1, 3, 5, 6) for n in range(1, 7)}
    precision, recall = precision_and_recall(labels, masks)
    assert precision and recall
    assert (precision.share, precision.of) == (0.5, 2)
    assert (recall.share, recall.of) == (0.5, 2)
    assert precision_and_recall([], masks) == (None, None)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_lies_within_0_and_1(case: tuple[int, int]) -> None:
    found = wilson(*case)
    assert found and 0 <= found.low <= found.share <= found.high <= 1


def test_a_known_interval() -> None:
    found = wilson(8, 10)  # Wilson 1927, as any table has it
    assert found and (round(found.low, 3), round(found.high, 3)) == (0.490, 0.943)
