"""Reads of the same thing beside the steps of a short chain."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace

from drawn_chains import TEXT, a_tool, holding
from toolmind.records import Chain, Link, LinkEnds, Tool
from toolmind.scenarios.companions import with_companions
from toolmind.scenarios.kinds.base import Drawn

BRANCH = a_tool("create_branch", ["repo_path", "branch"], repo_path=TEXT, branch=TEXT)
STATUS = a_tool("get_status", ["repo_path"], repo_path=TEXT)
LOG = a_tool("list_commits", ["repo_path"], repo_path=TEXT)
TAGS = a_tool("list_tags", ["repo_path"], repo_path=TEXT)
PUSH = a_tool("push", ["repo_path"], repo_path=TEXT)
SHOW = a_tool("show_commit", ["repo_path", "commit"], repo_path=TEXT, commit=TEXT)


def beside(
    *tools: Tool,
    length: int = 9,
    of: Chain | None = None,
    refused: frozenset[LinkEnds] = frozenset(),
) -> Chain:
    known = {one.id: one for one in (BRANCH, *tools)}
    chain = of or Chain(id="c", tools=("create_branch",))
    drawn = Drawn(chain, known, 0.0, beside=lambda tool: tuple(known), refused=refused)
    return with_companions(chain, drawn, length, Random(0))


def test_what_reads_the_same_thing_stands_before_what_changes_it() -> None:
    assert beside(STATUS).tools == ("get_status", "create_branch")
    whole = Chain(id="c", tools=("get_status",))
    assert beside(STATUS, LOG, of=whole).tools == ("get_status", "list_commits")


@pytest.mark.parametrize("other", [PUSH, SHOW, a_tool("get_version", [])])
def test_what_changes_something_or_needs_something_else_does_not(other: Tool) -> None:
    assert beside(other).tools == ("create_branch",)


def test_what_one_value_cannot_serve_is_another_thing() -> None:
    place = {**TEXT, "pattern": "^spaces/[^/]+$"}
    there = {**TEXT, "pattern": "^records/[^/]+$"}
    space, record = a_tool("get_space", ["of"], of=place), a_tool("get_record", ["of"], of=there)
    whole = Chain(id="c", tools=("get_space",))
    assert beside(space, record, of=whole) == whole
    alike = a_tool("get_record", ["of"], of=place)
    assert beside(space, alike, of=whole).tools == ("get_space", "get_record")


def test_names_that_anything_may_have_do_not_say_that_it_is_the_same() -> None:
    owner, pet = a_tool("get_owner", ["id"], id=TEXT), a_tool("get_pet", ["id"], id=TEXT)
    whole = Chain(id="c", tools=("get_owner",))
    assert beside(owner, pet, of=whole) == whole


def test_two_at_most_and_no_more_steps_than_are_wanted() -> None:
    assert len(beside(STATUS, LOG, TAGS).tools) == 3
    assert len(beside(STATUS, LOG, TAGS, length=2).tools) == 2
    assert len(beside(STATUS, LOG, TAGS, length=1).tools) == 1


def test_what_a_step_has_from_a_result_the_read_has_from_there() -> None:
    find = replace(a_tool("find_repo", ["query"], query=TEXT), returns=holding(path=TEXT))
    tag = a_tool("create_tag", ["repo_path", "tag"], repo_path=TEXT, tag=TEXT)
    links = (Link(0, "path", 1, "repo_path"), Link(1, "branch", 2, "tag"))
    whole = Chain(id="c", tools=("find_repo", "create_branch", "create_tag"), links=links)
    made = beside(find, tag, STATUS, of=whole)
    assert made.tools == ("find_repo", "get_status", "create_branch", "create_tag")
    assert made.links == (
        Link(0, "path", 1, "repo_path"),
        Link(0, "path", 2, "repo_path"),
        replace(links[1], src=2, dst=3),
    )
    refused = frozenset({("find_repo", "path", "get_status", "repo_path")})
    made = beside(find, tag, STATUS, of=whole, refused=refused)
    assert refused.isdisjoint(map(made.ends, made.links))
