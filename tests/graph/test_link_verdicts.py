"""How pairs are asked about."""

from __future__ import annotations

from toolmind.graph.link_verdicts import batches, key_of
from toolmind.graph.verdict_file import LinkedPair
from toolmind.prompts import load_prompt


def test_parts_are_of_one_source_and_no_longer_than_is_said() -> None:
    pairs = [LinkedPair(key="", src=src, dst="t", links=()) for src in "aaab"]
    assert [len(part) for part in batches(pairs, 2)] == [2, 1, 1]
    assert not list(batches([], 2))


def test_a_changed_link_is_another_question() -> None:
    prompt = load_prompt("validate_edge")
    keys = {key_of(prompt, "a", "b", [("p", into)]) for into in "xyx"}
    assert len(keys) == 2
