"""What cannot follow what, by the things that tools act on."""

from __future__ import annotations

import numpy as np
import pytest

from small_graphs import small_graph
from toolmind.chains.at_odds import Things


def at_odds(*tools: str, domains: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """The pairs of tools of which the second cannot follow the first."""
    things = Things.of(small_graph(tools, [], domains=domains or ["shop"] * len(tools)))
    pairs = things.blocked_pairs()
    assert (np.diff(pairs) > 0).all()
    return {(tools[int(pair) // len(tools)], tools[int(pair) % len(tools)]) for pair in pairs}


def test_nothing_that_was_made_or_changed_is_deleted_nor_made_again_afterwards() -> None:
    found = at_odds("api.create_list", "api.rename_list", "api.get_list", "api.delete_list")
    assert found == {
        ("api.create_list", "api.delete_list"),
        ("api.rename_list", "api.delete_list"),
        ("api.delete_list", "api.create_list"),
        ("api.delete_list", "api.rename_list"),
        ("api.delete_list", "api.get_list"),
    }


def test_a_thing_whose_name_is_a_verb_is_a_thing_too() -> None:
    names = ("blog.posts.insert", "blog.posts.delete", "blog.posts.get")
    assert at_odds(*names) >= {(names[0], names[1]), (names[1], names[2])}


def test_another_thing_may_be_deleted_and_so_may_one_of_another_domain() -> None:
    assert ("api.create_list", "api.delete_list_item") not in at_odds(
        "api.create_list", "api.delete_list_item"
    )
    assert not at_odds("a.create_list", "b.delete_list", domains=("one", "two"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("enable_alarm", "disable_alarm"),
        ("StartTextJob", "StopTextJob"),
        ("follow_user", "unfollow_user"),
        ("AssociateKeyWithUser", "DisassociateKeyFromUser"),
        ("add_member", "remove_member"),
    ],
)
def test_two_writes_that_undo_each_other_do_not_meet(one: str, other: str) -> None:
    assert at_odds(f"api.{one}", f"api.{other}") >= {
        (f"api.{one}", f"api.{other}"),
        (f"api.{other}", f"api.{one}"),
    }


def test_opposites_on_other_things_do_not_undo_each_other() -> None:
    assert not at_odds("api.enable_alarm", "api.disable_user", "api.StartTextJob", "api.StopRxJob")


def test_what_changes_the_same_thing_again_is_told_from_what_looks_first() -> None:
    tools = ("a.create_note", "a.get_note", "a.update_note", "a.update_page")
    things = Things.of(small_graph(tools, []))
    src, dst = np.array([0, 1, 0]), np.array([2, 2, 3])
    assert things.acts_again(src, dst).tolist() == [True, False, False]


def test_what_does_away_with_things_is_seldom_done_and_seldom_followed() -> None:
    things = Things.of(small_graph(("a.get_order", "a.cancel_order", "a.delete_note"), []))
    found = things.destroying_weights(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 2]))
    assert found[0] == 1.0 > found[1] > found[2] > found[3]
