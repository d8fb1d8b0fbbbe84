"""Of a trajectory that branches, every kept turn is learnt once, in its own context."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import GOOD, after, call, given_up_and_compacted, kept, result, says, supplied, user
from toolmind.formats.base import LINEAGE, is_learnt, lineage
from toolmind.records import Decision, Message


def test_a_dialogue_that_does_not_branch_is_one_path_as_it_is() -> None:
    one = kept(*GOOD, user("Thanks"), masked=("m1",))
    (path,) = one.paths()
    assert path.id == "t0"
    assert [message.train for message in path.messages] == [True, False, True, True, True]
    assert [message.id for message in path.messages] == ["m0", "m1", "m2", "m3", "m4"]


def test_a_branch_with_nothing_to_learn_is_no_row() -> None:
    first, second = given_up_and_compacted().paths()
    assert (first.id, second.id) == ("t0/m5", "t0/m9")
    assert [message.id for message in first.messages] == ["m0", "m3", "m4", "m5"]
    assert [message.id for message in second.messages] == ["m0", "m6", "m7", "m8", "m9"]


def test_a_turn_that_several_paths_share_is_learnt_in_the_first() -> None:
    shared = kept(
        user("Paris?"),
        call("get_weather", {"city": "Paris"}, "c1"),
        result({}, "c1"),
        says("Clear."),
        after("m2", says("It is clear in Paris.")),
    )
    first, second = shared.paths()
    assert [is_learnt(message) for message in first.messages] == [False, True, False, True]
    assert [is_learnt(message) for message in second.messages] == [False, False, False, True]
    assert [sample.id for sample in shared.samples()] == ["t0/m1", "t0/m3", "t0/m4"]


def test_what_follows_the_last_learnt_turn_of_a_branch_is_cut_off() -> None:
    cut = kept(
        user("Paris?"),
        call("get_weather", {"city": "Paris"}, "c1"),
        result({}, "c1"),
        after("m0", says("Which day?")),
        user("Today"),
    )
    assert [path.messages[-1].id for path in cut.paths()] == ["m1", "m3"]


ROLES = st.sampled_from(["user", "assistant", "tool"])


@given(st.data())
def test_every_kept_turn_is_learnt_once_in_its_own_context(data: st.DataObject) -> None:
    roles = data.draw(st.lists(ROLES, min_size=1, max_size=12))
    messages = []
    for at, role in enumerate(roles):
        parent = f"m{data.draw(st.integers(0, at - 1))}" if at and data.draw(st.booleans()) else ""
        train = data.draw(st.booleans()) if role == "assistant" else True
        messages.append(Message(id=f"m{at}", role=role, parent=parent, train=train))
    masked = data.draw(st.sets(st.sampled_from([message.id for message in messages])))
    whole = kept(*messages, masked=masked)

    wanted = [m.id for m in messages if is_learnt(m) and m.id not in masked]
    paths, samples = list(whole.paths()), list(whole.samples())
    learnt = Counter(m.id for path in paths for m in path.messages if is_learnt(m))
    assert learnt == Counter(wanted)
    assert Counter(sample.anchor.id for sample in samples) == Counter(wanted)
    assert len({path.id for path in paths}) == len(paths)
    assert len({sample.id for sample in samples}) == len(samples)
    ways = [[m.id for m in way] for way in whole.trajectory.paths()]
    for row in [*paths, *samples]:
        ids = [message.id for message in row.messages]
        assert any(way[: len(ids)] == ids for way in ways)


def test_lineage_has_what_rows_are_chosen_by() -> None:
    played = kept(*GOOD, outcome="success")
    played = msgspec.structs.replace(
        played, scenario=msgspec.structs.replace(played.scenario, environment="mcp", language="de")
    )
    columns = lineage(played)
    assert tuple(columns) == LINEAGE
    assert all(isinstance(value, str) for value in columns.values())
    assert (columns["language"], columns["environment"], columns["outcome"]) == (
        "de",
        "mcp",
        "success",
    )


def test_lineage_names_the_turns_that_recover() -> None:
    played = kept(*GOOD)
    assert lineage(played)["recoveries"] == ""
    decision = Decision(keep=True, labels={"m1": "mistake", "m3": "recovery", "m5": "recovery"})
    assert lineage(msgspec.structs.replace(played, decision=decision))["recoveries"] == "m3, m5"


@pytest.mark.parametrize(("train", "weight"), [(False, 1.0), (True, 0.0)])
def test_without_train_or_weight_a_turn_is_context(train: bool, weight: float) -> None:
    assert not is_learnt(Message(role="assistant", train=train, weight=weight))


def test_each_row_has_the_tools_that_were_there_at_its_end() -> None:
    one = supplied()
    first, second = one.paths()
    assert (first.id, second.id) == ("t0/m5", "t0/m9")
    assert [m.id for m in first.messages if is_learnt(m)] == ["m1", "m3", "m5"]
    assert [m.id for m in second.messages if is_learnt(m)] == ["m7", "m9"]
    names = [[tool.name for tool in one.offering(p.messages).tools] for p in (first, second)]
    assert names == [["get_weather"], ["get_weather", "book_hotel"]]
