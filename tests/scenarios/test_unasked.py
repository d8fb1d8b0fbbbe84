"""What only serves a later call need not be asked for."""

from __future__ import annotations

from random import Random
from typing import Any

from msgspec.structs import replace

from drawn_chains import TEXT, a_tool, holding
from toolmind.records import Chain, Failure, Link
from toolmind.scenarios.kinds.base import Outline
from toolmind.scenarios.unasked import with_look_ups_unasked

OWNERS = a_tool("find_owner", ["called"], called=TEXT)
ANIMALS = a_tool("list_animals", ["owner_id"], owner_id=TEXT)
BILLS = a_tool("list_bills", ["owner_id", "since"], owner_id=TEXT, since=TEXT)
BOOK = a_tool("book_visit", ["animal_id"], animal_id=TEXT)
TOOLS = {one.id: replace(one, returns=holding(x=TEXT)) for one in (OWNERS, ANIMALS, BILLS, BOOK)}
CHAIN = Chain(
    id="c",
    tools=("find_owner", "list_animals", "list_bills", "book_visit"),
    links=(
        Link(0, "[].owner_id", 1, "owner_id"),
        Link(0, "[].owner_id", 2, "owner_id"),
        Link(1, "[].animal_id", 3, "animal_id"),
    ),
)
OUTLINE = Outline(kind="k", chain=CHAIN, wanted=(("called",), (), ("since",), ()))


def unasked(rate: float = 1, **changes: Any) -> Outline:
    return with_look_ups_unasked(replace(OUTLINE, **changes), TOOLS, rate, Random(0))


def test_look_ups_are_not_asked_for_and_what_they_find_is_meant_in_words() -> None:
    made = unasked()
    assert made.implied == (0, 1), "the bills are what somebody wants to see"
    assert made.referred == {1: ("owner_id",), 3: ("animal_id",)}
    assert unasked(rate=0) == OUTLINE


def test_what_a_kind_makes_something_of_is_asked_for() -> None:
    assert unasked(failures={0: Failure()}).implied == (1,)
    assert unasked(withheld={0: ("called",)}, vague=(1,)).implied == ()
    assert unasked(parallel=True).implied == ()
    assert unasked(hidden=("list_animals",)).implied == (0,)


def test_what_gives_more_than_ids_is_wanted_for_itself() -> None:
    links = (*CHAIN.links, Link(1, "[].born", 2, "since"))
    assert unasked(chain=replace(CHAIN, links=links)).implied == (0,)
    book = replace(CHAIN, tools=("book_visit", "list_animals"), links=(CHAIN.links[0],))
    assert unasked(chain=book, wanted=((), ())).implied == (), "it changes something"


def test_a_look_up_that_finds_nothing_new_is_asked_for() -> None:
    again = Link(1, "[].owner_id", 2, "owner_id")
    links = (CHAIN.links[0], again)
    assert unasked(chain=replace(CHAIN, links=links)).implied == (0,)


def test_a_link_into_what_is_no_fact_of_the_call_is_no_look_up() -> None:
    links = (*CHAIN.links[:2], Link(1, "[].animal_id", 3, "animal_id[]"))
    assert unasked(chain=replace(CHAIN, links=links)).implied == (0,)


def test_what_a_kind_has_looked_up_stays_so() -> None:
    made = unasked(implied=(1,), referred={3: ("animal_id",)})
    assert made.implied == (0, 1) and made.referred[3] == ("animal_id",)
