"""Ids of one entity are none of another, where the API has both."""

from __future__ import annotations

import numpy as np
import pytest

from small_graphs import Joint, small_graph
from toolmind.chains.foreign_ids import foreign_ids

TOOLS = ("blog.posts.list", "blog.comments.get", "blog.list_users", "blog.members.add")


def foreign(output: str, into: str, *, domains: tuple[int, ...] = (0, 0, 0, 0)) -> bool:
    graph = small_graph(TOOLS, [Joint(TOOLS[0], output, TOOLS[1], into)])
    (found,) = foreign_ids(graph, np.array([0]), np.array(domains))
    return bool(found)


@pytest.mark.parametrize(
    ("output", "into"),
    [
        ("post.id", "commentId"),
        ("items[].post.id", "comment.id"),
        ("postId", "comment_id"),
        ("items[].postUuid", "body.commentId"),
    ],
)
def test_an_id_of_one_entity_is_none_of_another(output: str, into: str) -> None:
    assert foreign(output, into)


@pytest.mark.parametrize(
    ("output", "into", "why"),
    [
        ("comment.id", "commentId", "the same"),
        ("id", "commentId", "which entity the output is of it does not say"),
        ("items[].id", "commentId", "an item may be whatever it is"),
        ("post.id", "id", "which entity the input is of it does not say"),
        ("owner.id", "commentId", "no tool is about owners"),
        ("user.id", "memberId", "an API may call its people by two names"),
        ("post.title", "commentId", "no opaque id"),
        ("post.title", "comment.text", "neither is an id"),
    ],
)
def test_what_may_be_the_same_is_left(output: str, into: str, why: str) -> None:
    assert not foreign(output, into), why


def test_entities_are_those_of_the_domain() -> None:
    assert not foreign("post.id", "commentId", domains=(0, 1, 0, 0))
