"""Counts of a run: of every item once, and of like failures together."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from run_folders import written
from toolmind.records import Decision, Message, Origin
from toolmind.runs.run_dir import Rejection, RunDir
from toolmind.runs.statistics import Statistics, as_json, collect

GOOD = Decision(keep=True)
BAD = Decision(keep=False, reasons=("links.wrong_link", "role_order.cut_short"))


def counted(folder: Path) -> Statistics:
    with RunDir.view(folder) as seen:
        return collect(seen)


def test_every_item_is_in_one_count(tmp_path: Path) -> None:
    from dialogues import GOOD as messages

    failed = {7: Rejection(stage="simulate", code="x"), 8: Rejection(stage="check", code="y")}
    dialogues = dict.fromkeys(range(4), messages)
    got = counted(written(tmp_path, dialogues, {0: GOOD, 1: GOOD, 2: BAD}, failed))
    assert (got.played, got.kept, got.undecided, got.n_failed, got.ended) == (3, 2, 1, 2, 6)
    assert sum(got.dropped.values()) == 2  # reasons, of one dialogue
    assert as_json(got)["kept"] == 2


@pytest.mark.parametrize(
    ("explanations", "gist"),
    [
        (
            [
                'get_item: returns: [item]: none in 12 tries; the last one: {"a": [1, 2]} is bad',
                "get_item: returns: [item]: none in 8 tries; the last one: {} is bad",
            ],
            "get_item: returns: [item]: none in # tries; the last one: … is bad",
        ),
        (
            ["step 2: no value for 'user's id'", 'step 14: no value for "order_id"'],
            None,
        ),
        (["the model's reply is\n  not JSON: line 3"] * 2, "the model's reply is not JSON: line #"),
        (["w" * 500], " …"),
        (["http 503", "http 503", "timeout"], None),
        (["", ""], ""),
    ],
)
def test_failures_are_counted_by_what_they_have_in_common(
    tmp_path: Path, explanations: list[str], gist: str | None
) -> None:
    failed = {
        index: Rejection(stage="scenario", code="reply.invalid_reply", explanation=text)
        for index, text in enumerate(explanations)
    }
    why = counted(written(tmp_path, {}, failed=failed)).why_failed
    told = why["scenario: reply.invalid_reply"]
    assert sum(told.values()) == len(explanations)
    if gist is not None:
        assert list(told) == [gist.strip() if gist == " …" else gist]
    assert all(len(one) <= 120 for one in told)


def test_what_was_refused_and_what_the_user_did_wrong_is_counted(tmp_path: Path) -> None:
    from dialogues import says, user

    def turn(message: Message, *refused: str) -> Message:
        others = tuple(replace(message, origin=Origin(faults=(why,))) for why in refused)
        return replace(message, origin=Origin(alternatives=others))

    dialogue = (
        turn(user("Paris?"), "user.stopped_first"),
        turn(says("Clear.", reasoning="It is."), "arguments.invalid", "arguments.invalid"),
        user("Rome?"),
        says("Grey."),
    )
    noted = Decision(keep=True, user_faults=("user.invents_fact",))
    got = counted(written(tmp_path, {0: dialogue, 1: dialogue}, {0: noted, 1: BAD}))
    assert got.again == {"user: user.stopped_first": 2, "assistant: arguments.invalid": 4}
    assert got.user_faults == {"user.invents_fact": 1}
    assert (got.assistant_turns, got.without_reasoning) == (2, 1)
