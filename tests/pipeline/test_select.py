"""What is kept of a run folder: by one policy, then without what says the same again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogues import BOOK, GOOD, TOOLS, WEATHER, call, result, says, scenario, trajectory, user
from run_folders import opened
from toolmind.config import ChecksConfig
from toolmind.pipeline.select import kept, select
from toolmind.records import Decision, Message, Outcome, Verdict
from toolmind.runs.run_dir import RunDir

BY_ID = {tool.id: tool for tool in TOOLS.values()}
OTHER = (
    user("Please book me the Ritz, it is urgent and I shall be there soon."),
    call("book_hotel", {"hotel_id": "Ritz"}),
    result({"booking": "B-1"}),
    says("Booked."),
)


def verdict(outcome: Outcome, turn: str = "") -> Verdict:
    scope = "turn" if turn else "trajectory"
    return Verdict(check="c", scope=scope, outcome=outcome, code="bad", turn=turn)


def finished(
    path: Path, items: Mapping[int, tuple[tuple[Message, ...], tuple[Verdict, ...]]]
) -> RunDir:
    """Write the items in an order that is not theirs, and open the folder to look at."""
    with opened(path) as folder:
        folder.write_tools(list(TOOLS.values()))
        for index, (messages, verdicts) in sorted(items.items(), reverse=True):
            folder.scenarios.append(index, scenario(index=index))
            folder.trajectories.append(index, trajectory(*messages, index=index))
            folder.verdicts.append(index, verdicts)
    return RunDir.view(path)


def test_each_item_is_decided_by_its_verdicts(tmp_path: Path) -> None:
    items = {
        0: (GOOD, (verdict("pass"),)),
        1: (OTHER, (verdict("pass"), verdict("fail", "m1"))),
        2: ((user("hi"), says("Hello there, what can I do?")), (verdict("fail"),)),
        3: ((user("so?"), says("I cannot tell you that.")), (verdict("error"),)),
    }
    with finished(tmp_path, items) as folder:
        assert select(folder, ChecksConfig()) == {
            0: Decision(keep=True),
            1: Decision(
                keep=True,
                masked={"m1": "c.bad"},
                labels={"m1": "mistake", "m3": "recovery"},
            ),
            2: Decision(keep=False, reasons=("c.bad",)),
            3: Decision(keep=False, reasons=("c.error",)),
        }


def test_of_equal_ones_the_first_that_is_good_is_kept(tmp_path: Path) -> None:
    good, bad = (verdict("pass"),), (verdict("fail"),)
    items = {0: (GOOD, bad), 1: (GOOD, good), 2: (OTHER, good), 3: (GOOD, good)}
    with finished(tmp_path, items) as folder:
        decisions = select(folder, ChecksConfig())
    assert [decisions[at].keep for at in range(4)] == [False, True, True, False]
    assert decisions[0].reasons == ("c.bad",)
    assert decisions[3].reasons == ("duplicates.same_calls",)


def test_a_repeat_loses_its_masks_with_its_place(tmp_path: Path) -> None:
    masked = (verdict("fail", "m1"),)
    with finished(tmp_path, {0: (GOOD, masked), 1: (GOOD, masked)}) as folder:
        decisions = select(folder, ChecksConfig())
    assert (decisions[1].keep, decisions[1].reasons) == (False, ("duplicates.same_calls",))


def test_items_without_verdicts_are_not_decided(tmp_path: Path) -> None:
    finished(tmp_path, {0: (GOOD, ())}).close()
    with opened(tmp_path) as folder:
        folder.scenarios.append(1, scenario(index=1))
        folder.trajectories.append(1, trajectory(*OTHER, index=1))
        assert select(folder, ChecksConfig()) == {0: Decision(keep=True)}


def test_the_kept_come_in_order_with_the_tools_shown_and_everyone_is_noted(tmp_path: Path) -> None:
    items = {at: (messages, ()) for at, messages in enumerate((GOOD, OTHER, GOOD))}
    decisions = {0: Decision(keep=True), 1: Decision(keep=False), 2: Decision(keep=True)}
    noted = []
    with finished(tmp_path, items) as folder:
        rows = list(
            kept(folder, BY_ID, decisions, lambda item, _: noted.append(item.trajectory.id))
        )
        assert list(kept(folder, BY_ID, decisions)) == rows
    assert [row.trajectory.id for row in rows] == ["t0", "t2"]
    assert [row.scenario.id for row in rows] == ["s0", "s2"]
    assert all(row.tools == (WEATHER, BOOK) for row in rows)
    assert noted == ["t0", "t1", "t2"]


def test_the_preset_of_the_configuration_decides(tmp_path: Path) -> None:
    items = {0: (GOOD, (verdict("fail", "m1"),)), 1: (OTHER, (verdict("fail"),))}
    with finished(tmp_path, items) as folder:
        strict, keep = (select(folder, ChecksConfig(policy=one)) for one in ("strict", "keep"))
    assert [one.keep for one in strict.values()] == [False, False]
    assert [one.keep for one in keep.values()] == [True, True]
    assert keep[1].masked == {"m3": "c.bad"}


def test_the_kept_turn_of_a_decision_weighs_what_it_says(tmp_path: Path) -> None:
    decisions = {0: Decision(keep=True, weights={"m1": 0.25})}
    with finished(tmp_path, {0: (OTHER, ())}) as folder:
        (row,) = kept(folder, BY_ID, decisions)
        (path,) = row.paths()
    assert [m.weight for m in path.messages if m.role == "assistant"] == [0.25, 1.0]
