"""By what a thing is known: an id of its own, or a name in full."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.world.keys import item_key, made_key, once_each, other_keys, own_key
from toolmind.tools.effects import named_effect

ARN = "arn:aws:ecs:eu-west-1:123456789012:cluster/harbor"
WORDS = st.text("abcdef", min_size=6, max_size=8)


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"id": "usr_123456"}, "usr_123456"),
        ({"score": 1, "user": {"userId": "usr_123456"}}, "usr_123456"),
        ({"user": {"userId": "usr_123456"}, "group": {"groupId": "grp_123456"}}, ""),
        ({"user": {"name": "Ana"}}, ""),
        ("usr_123456", ""),
    ],
)
def test_an_item_is_known_by_itself_or_by_the_one_thing_in_it(item: Any, key: str) -> None:
    assert item_key(item, "user match") == key


@given(st.lists(st.tuples(WORDS, st.integers(0, 1)), max_size=5), st.booleans())
def test_nothing_is_listed_twice(pairs: list[tuple[str, int]], nested: bool) -> None:
    items = [{"id": key, "size": size} for key, size in pairs]
    result: dict[str, Any] = {"folder": {"files": items}} if nested else {"files": items}
    once_each(result, "folder")
    assert [item["id"] for item in items] == list(dict.fromkeys(key for key, _ in pairs))


def test_a_full_name_is_also_the_name_that_it_ends_with() -> None:
    also = set(other_keys("clst_123456", {"cluster arn": ARN, "name": "blue"}, "cluster"))
    assert {ARN, "cluster named harbor", "harbor", "cluster named blue"} <= also
    assert "blue" not in also  # things of other kinds may be called so


@pytest.mark.parametrize(
    ("arguments", "result", "key"),
    [
        ({}, {"jobId": "job_123456"}, "job_123456"),
        ({"roleId": "rl_123456"}, {"jobId": "job_123456", "roleId": "rl_123456"}, "job_123456"),
        ({}, {"jobId": "job_123456", "roleId": "rl_123456"}, ""),
        ({}, {"faceDetectionId": "dtct_12345", "jobId": "job_123456"}, "dtct_12345"),
    ],
)
def test_what_was_made_is_known_by_its_own_id_or_the_only_new_one(
    arguments: dict[str, Any], result: dict[str, Any], key: str
) -> None:
    assert made_key(result, named_effect("StartFaceDetection"), arguments) == key
    assert own_key(result, "job") in ("job_123456",)
