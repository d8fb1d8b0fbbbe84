"""The file of verdicts, and what is a pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.graph.graph import FAILED
from toolmind.graph.link_verdicts import (
    LinkedPair,
    PairVerdict,
    appending,
    batches,
    key_of,
    read_verdicts,
)
from toolmind.prompts import load_prompt

LINKS = (("id", "order_id"), ("note", "order_id"))


def test_a_failed_verdict_passes_no_cut_off() -> None:
    failed = PairVerdict(key="k", src="a", dst="b", links=LINKS, failed="reply.malformed_json")
    assert (failed.transitivity, failed.coherence) == ((), FAILED)
    assert failed.refused(0, 0) == LINKS


@pytest.mark.parametrize(
    ("transitivity", "coherence", "refused"),
    [((5, 5), 5, ()), ((9, 4), 9, LINKS[1:]), ((4, 4), 9, LINKS), ((9, 9), 4, LINKS)],
)
def test_both_scores_have_to_reach_their_cut_off_and_a_bad_link_leaves_the_others(
    transitivity: tuple[int, ...], coherence: int, refused: tuple[tuple[str, str], ...]
) -> None:
    one = PairVerdict(
        key="k", src="a", dst="b", links=LINKS, transitivity=transitivity, coherence=coherence
    )
    assert one.refused(5, 5) == refused


def test_a_torn_line_is_ended_and_left_out(tmp_path: Path) -> None:
    store = tmp_path / "v"
    whole = b'{"key":"1","src":"a","dst":"b"}'
    for more in (whole + b"\n" + b'{"key":"2', whole + b"\n", whole + b"\n"):
        with appending(store) as file:
            file.write(more)
    assert [one.key for one in read_verdicts(store)] == ["1", "1", "1"]
    assert b"\n\n" not in store.read_bytes()
    assert not list(read_verdicts(tmp_path / "none"))


def test_parts_are_of_one_source_and_no_longer_than_is_said() -> None:
    pairs = [LinkedPair(key="", src=src, dst="t", links=()) for src in "aaab"]
    assert [len(part) for part in batches(pairs, 2)] == [2, 1, 1]
    assert not list(batches([], 2))


def test_a_changed_link_is_another_question() -> None:
    prompt = load_prompt("validate_edge")
    keys = {key_of(prompt, "a", "b", [("p", into)]) for into in "xyx"}
    assert len(keys) == 2
