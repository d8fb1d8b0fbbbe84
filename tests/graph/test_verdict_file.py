"""The file of verdicts, and what is a pass."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from toolmind.graph.graph import FAILED
from toolmind.graph.verdict_file import LinkedPair, PairVerdict, VerdictFile, read_verdicts

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
    path = tmp_path / "v"
    for key in "123":
        VerdictFile(path).add([PairVerdict(key=key, src="a", dst="b")])
        if key != "2":
            path.write_bytes(path.read_bytes() + b'{"key": "to')
    assert [one.key for one in read_verdicts(path)] == ["1", "2", "3"]
    assert b"\n\n" not in path.read_bytes()
    assert not list(read_verdicts(tmp_path / "none"))


def test_what_is_known_is_not_owed(tmp_path: Path) -> None:
    pairs = [LinkedPair(key=key, src="a", dst="b", links=()) for key in "abcd"]
    said = [
        PairVerdict(**msgspec.structs.asdict(pair), failed=failed)
        for pair, failed in zip(pairs, ("", "reply.malformed_json", "model.timeout"), strict=False)
    ]
    verdicts = VerdictFile(tmp_path / "v")
    verdicts.add(said)
    assert [one.key for one in verdicts.owed(pairs)] == ["c", "d"]
    assert [one.key for one in VerdictFile(tmp_path / "v").owed(pairs)] == ["b", "c", "d"]
