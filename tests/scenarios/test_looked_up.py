"""An id that nobody knows by heart is looked up by a call of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as changed
from random import Random

from hypothesis import given
from msgspec.structs import replace

from drawn_chains import CHAINS, INDEXES, SEEDS, TEXT, a_tool, drawn, holding, walked
from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.known_by import is_opaque_id
from toolmind.scenarios.looked_up import with_ids_looked_up
from toolmind.scenarios.windows import window
from toolmind.schema.slots import slots

SLOTS = replace(
    a_tool("list_slots", [], weekday=TEXT),
    returns={"type": "array", "items": holding(slot_id=TEXT, time=TEXT)},
)
BOOK = replace(
    a_tool("book_slot", ["slot_id", "animal_id"], slot_id=TEXT, animal_id=TEXT),
    returns=holding(booking_id=TEXT),
)
REMIND = a_tool("send_reminder", ["booking_id", "slot_id"], booking_id=TEXT, slot_id=TEXT)
FOUND = Link(0, "[].slot_id", 1, "slot_id", 0.9)
BOOKED = Link(0, "booking_id", 1, "booking_id", 0.9)


def made(
    *tools: Tool,
    links: Sequence[Link] = (),
    finder: Tool = SLOTS,
    most: int = 5,
    refused: frozenset[tuple[str, str, str, str]] = frozenset(),
) -> Chain:
    chain = Chain(id="c", tools=tuple(tool.id for tool in tools), links=tuple(links))

    def finders(tool: str, path: str) -> list[tuple[str, Link]]:
        return [(finder.id, FOUND)] if path == "slot_id" else []

    known = {tool.id: tool for tool in (*tools, finder)}
    return with_ids_looked_up(
        chain, Drawn(chain, known, 0.0, finders=finders, refused=refused), most
    )


def test_a_look_up_stands_before_the_call_that_needs_an_id() -> None:
    assert made(BOOK) == Chain(id="c", tools=("list_slots", "book_slot"), links=(FOUND,))


def test_links_go_on_joining_the_same_calls_and_a_second_need_is_met_by_the_same_look_up() -> None:
    whole = made(BOOK, REMIND, links=[BOOKED])
    assert whole.tools == ("list_slots", "book_slot", "send_reminder")
    again = replace(FOUND, dst=2)
    assert set_of(whole.links) == set_of((FOUND, replace(BOOKED, src=1, dst=2), again))


def set_of(links: Sequence[Link]) -> set[tuple[int, str, int, str]]:
    return {(link.src, link.src_output, link.dst, link.dst_input) for link in links}


def test_a_look_up_that_comes_later_is_made_before_if_it_can_be() -> None:
    seen = a_tool("get_note", [], animal_id=TEXT)
    noted = Link(1, "note", 2, "weekday", 0.9)
    whole = made(BOOK, seen, SLOTS, links=[noted])
    assert whole == Chain(id="c", tools=("list_slots", "book_slot", "get_note"), links=(FOUND,))
    bound = replace(SLOTS, parameters={**SLOTS.parameters, "required": ["weekday"]})
    stays = made(BOOK, seen, bound, links=[noted], finder=bound)
    assert stays.tools == ("book_slot", "get_note", "list_slots")


def test_the_last_steps_give_way_to_look_ups() -> None:
    whole = made(BOOK, REMIND, links=[BOOKED], most=2)
    assert whole == Chain(id="c", tools=("list_slots", "book_slot"), links=(FOUND,))


def test_what_is_found_already_or_grows_too_long_stays_as_it_is() -> None:
    whole = Chain(id="c", tools=("list_slots", "book_slot"), links=(FOUND,))
    assert made(SLOTS, BOOK, links=[FOUND]) == whole
    assert made(BOOK, most=1) == Chain(id="c", tools=("book_slot",))


def test_it_is_looked_up_by_what_lists_such_things() -> None:
    alone = Chain(id="c", tools=("book_slot",))
    assert made(BOOK, finder=replace(SLOTS, id="list_vets", name="list_vets")) == alone
    assert made(BOOK, finder=replace(SLOTS, id="create_slots", name="create_slots")) == alone
    assert made(BOOK, finder=replace(SLOTS, domain="elsewhere")) == alone
    assert (
        made(BOOK, refused=frozenset([("list_slots", "[].slot_id", "book_slot", "slot_id")]))
        == alone
    )


def test_the_id_that_a_look_up_needs_is_looked_up_before_it() -> None:
    slots_of = replace(a_tool("list_slots", ["vet_id"], vet_id=TEXT), returns=SLOTS.returns)
    vets = replace(
        a_tool("find_vets", ["called"], called=TEXT),
        returns={"type": "array", "items": holding(vet_id=TEXT)},
    )
    of_vet = Link(0, "[].vet_id", 1, "vet_id", 0.9)
    known = {tool.id: tool for tool in (BOOK, slots_of, vets)}
    ways = {("book_slot", "slot_id"): [("list_slots", FOUND)]}

    def looked_up(most: int) -> Chain:
        near = Drawn(chain, known, 0.0, finders=lambda tool, path: ways.get((tool, path), []))
        return with_ids_looked_up(chain, near, most)

    chain = Chain(id="c", tools=("book_slot",))
    assert looked_up(5) == chain, "nothing finds the vet"
    ways["list_slots", "vet_id"] = [("find_vets", of_vet)]
    whole = looked_up(5)
    assert whole.tools == ("find_vets", "list_slots", "book_slot")
    assert set_of(whole.links) == set_of((of_vet, replace(FOUND, src=1, dst=2)))
    assert looked_up(2) == chain, "there is no room for both"


def test_the_id_of_what_a_call_makes_is_not_looked_up() -> None:
    new = a_tool("create_slot", ["slot_id"], slot_id=TEXT)
    assert made(new).tools == ("create_slot",)


@given(INDEXES, SEEDS)
def test_of_real_tools_the_chain_goes_on_hanging_together(index: int, seed: int) -> None:
    found = changed(drawn(index), finders=walked().finders)
    before, after = (window(each, 2, 6, Random(seed)) for each in (drawn(index), found))
    if before is None or after is None:
        assert before is after
        return
    assert len(before.tools) <= len(after.tools) <= max(6, len(before.tools))
    assert len(after.tools) == 6 or set(before.tools) <= set(after.tools), "the last give way"
    for link in after.links:
        assert link.src < link.dst
        assert link.dst_input in slots(found.tools[after.tools[link.dst]].parameters)


def test_users_of_real_tools_tell_fewer_ids() -> None:
    def told(each: Drawn) -> int:
        part = window(changed(each, finders=lambda tool, path: ()), 2, 4, Random(0))
        if part is None:
            return 0
        chain = with_ids_looked_up(part, each, 8)
        fed = {(link.dst, link.dst_input) for link in chain.links}
        return sum(
            slot.required and is_opaque_id(slot) and (step, path) not in fed
            for step, tool in enumerate(chain.tools)
            for path, slot in slots(each.tools[tool].parameters).items()
        )

    walks = [drawn(index) for index in range(CHAINS)]
    looking = [changed(each, finders=walked().finders) for each in walks]
    assert sum(map(told, looking)) < sum(map(told, walks))
