"""Expected calls against the calls that were made."""

import pytest
from msgspec.structs import replace

from dialogues import BOOK, GOOD, TOOLS, WEATHER, call, context, result, says, user
from toolmind.checks.rules.coverage import Coverage
from toolmind.records import Failure, Link, Step


def step(tool=WEATHER, **known):
    return Step(tool=tool.id, goal="", known=known)


async def codes(*messages, **changes):
    return [verdict.code for verdict in await Coverage().verdicts(context(*messages, **changes))]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step(city="Paris")], []),
        ([step(city="paris", date="2025-03-06")], []),
        ([step(city="Rome")], ["other_look_up"]),
        ([step(city="Pari")], ["other_look_up"]),
        ([step(city="Paris", days=2)], ["other_look_up"]),
        ([step(BOOK)], ["missing_call"]),
        ([step(), step()], ["missing_look_up"]),
    ],
)
async def test_every_step_needs_its_own_call(steps, expected):
    assert await codes(*GOOD, steps=steps) == expected


async def test_a_failed_call_covers_nothing_and_its_retry_does():
    failed = (call("get_weather", {"city": "Paris"}, "a"), result({}, "a", "error"))
    start, end = user("Paris"), says("ok")
    assert await codes(start, *failed, end, steps=[step(city="Paris")]) == ["missing_look_up"]
    retried = (call("get_weather", {"city": "Paris"}, "b"), result({}, "b"))
    assert await codes(start, *failed, *retried, end, steps=[step(city="Paris")]) == []


async def test_a_vague_step_leaves_a_precise_one_its_call():
    rome = (call("get_weather", {"city": "Rome"}, "a"), result({}, "a"))
    paris = (call("get_weather", {"city": "Paris"}, "b"), result({}, "b"))
    messages = (user("Rome, Paris"), *rome, *paris, says("ok"))
    assert await codes(*messages, steps=[step(), step(city="Rome")]) == []
    assert await codes(*messages, steps=[step(), step(city="Rome"), step()]) == ["missing_look_up"]


async def test_where_no_tool_fits_a_call_is_a_fault():
    hidden = [Step(tool="pool/sing", goal="sing")]
    assert await codes(*GOOD, steps=hidden) == ["needless_call"]
    assert await codes(user("Sing!"), says("I have no tool for that."), steps=hidden) == []


async def test_a_step_whose_tool_is_not_shown_or_that_the_policy_bars_needs_no_call():
    hidden = Step(tool="pool/sing", goal="sing")
    refused = Step(tool=BOOK.id, goal="", ruling="refuse")
    assert await codes(*GOOD, steps=[step(), hidden]) == []
    assert await codes(*GOOD, steps=[step(), refused]) == []
    assert await codes(*GOOD, steps=[hidden, step(BOOK)]) == ["missing_call"]


async def test_what_is_looked_up_for_a_refused_step_alone_need_not_be():
    found = replace(step(city="Paris"), implied=True)
    barred = replace(step(BOOK), ruling="refuse")
    start, end = user("Paris, and book there"), says("I may not book.")
    through = (replace(step(), implied=True, links=(Link(0, "city", 1, "city"),)),)
    refused = replace(barred, links=(Link(1, "city", 2, "city"),))
    assert await codes(start, end, steps=[found, *through, refused]) == []
    asked = replace(found, implied=False)
    assert await codes(start, end, steps=[asked, barred]) == ["missing_look_up"]
    more = replace(step(), links=(Link(0, "city", 2, "city"),))
    assert await codes(start, end, steps=[found, barred, more]) == ["missing_look_up"] * 2


async def test_a_call_that_fails_for_good_is_to_be_tried_with_the_values_told():
    tried = (call("get_weather", {"city": "Paris"}, "a"), result({}, "a", "error"))
    lasting = {0: Failure(kind="permission", times=0)}
    start, end = user("Paris"), says("I may not.")
    told, other = [step(city="Paris")], [step(city="Rome")]
    assert await codes(start, *tried, end, steps=told, failures=lasting) == []
    assert await codes(start, *tried, end, steps=told, failures={0: Failure()}) == [
        "missing_look_up"
    ]
    assert await codes(start, end, steps=told, failures=lasting) == ["missing_look_up"]
    assert await codes(start, *tried, end, steps=other, failures=lasting) == ["missing_look_up"]


async def test_of_values_that_the_user_corrects_the_last_ones_count():
    changed = [Step(tool=WEATHER.id, goal="", known={"city": "Rome"}, first_told={"city": "Paris"})]
    paris = (call("get_weather", {"city": "Paris"}, "a"), result({}, "a"))
    rome = (call("get_weather", {"city": "Rome"}, "b"), result({}, "b"))
    first = (user("Paris"), *paris, says("ok"), user("Rome, I mean."))
    assert await codes(*first, *rome, says("ok"), steps=changed) == []
    assert await codes(*first, says("ok"), steps=changed) == ["other_look_up"]


@pytest.mark.parametrize(
    ("said", "called", "expected"),
    [
        ("hi, ann doyle here", "Ann Doyle", []),
        ("hi, ann doyle here", "Ann M. Doyle", ["other_look_up"]),
        ("Doyle here", "Ann Doyle", ["other_look_up"]),
        ("Ann Doyle here", "Ann", ["other_look_up"]),
    ],
)
async def test_a_look_up_by_the_whole_of_a_name_is_one_by_a_part_of_it(said, called, expected):
    steps = [Step(tool=WEATHER.id, goal="", known={"city": "Doyle"})]
    made = (call("get_weather", {"city": called}, "a"), result({}, "a"))
    assert await codes(user(said), *made, says("ok"), steps=steps) == expected


@pytest.mark.parametrize(
    ("known", "spoken", "said", "expected"),
    [
        ("noise cancelling wireless headphones", "", "wireless noise-cancelling headphones", []),
        ("2026-06-10T12:05:00", "five past twelve", "2026-06-10 12:05", []),
        ("16GB", "sixteen gigs", "16 GB", []),
        ("Running 20 minutes late", "tell her I'm 20 minutes late", "I am 20 minutes late", []),
        ("wireless headphones", "", "wireless speakers", ["other_look_up"]),
        ("Running 20 minutes late", "", "Running 25 minutes late", ["other_look_up"]),
        ("pizza with olives", "", "pizza without olives", ["other_look_up"]),
    ],
)
async def test_a_paraphrase_covers_its_step_and_another_thing_does_not(
    known, spoken, said, expected
):
    wanted = Step(
        tool=WEATHER.id, goal="", known={"city": known}, spoken={"city": spoken} if spoken else {}
    )
    made = (call("get_weather", {"city": said}, "a"), result({}, "a"))
    assert await codes(user("please"), *made, says("ok"), steps=[wanted]) == expected


@pytest.mark.parametrize(
    ("date", "codes_found"),
    [
        ("Friday", []),
        ("this Friday", []),
        ("the seventh of March", []),
        ("Thursday", ["other_look_up"]),
        ("the eighth of March", ["other_look_up"]),
    ],
)
async def test_a_day_in_words_is_its_date(date, codes_found):
    asked = call("get_weather", {"city": "Paris", "date": date}, "a")
    played = (user("Paris"), asked, result({}, "a"), says("ok"))
    steps = [step(city="Paris", date="2025-03-07")]
    assert await codes(*played, steps=steps, clock="2025-03-05T10:00") == codes_found


@pytest.mark.parametrize(
    ("found", "codes_found"),
    [
        ({"stations": [{"date": "2025-03-07", "sky": "clear"}]}, []),
        ({"stations": [{"date": "2025-03-08"}]}, ["other_look_up"]),
        ({}, ["other_look_up"]),
    ],
)
async def test_a_look_up_may_leave_out_what_its_result_has_all_the_same(found, codes_found):
    played = (user("Paris"), call("get_weather", {"city": "Paris"}, "a"), result(found, "a"))
    steps = [step(city="Paris", date="2025-03-07")]
    assert await codes(*played, says("ok"), steps=steps) == codes_found


async def test_a_write_may_not():
    asked = call("book_hotel", {"hotel_id": "H-1"}, "a")
    played = (user("H-1"), asked, result({"nights": 2}, "a"), says("ok"))
    steps = [step(BOOK, hotel_id="H-1", nights=2)]
    assert await codes(*played, steps=steps) == ["wrong_arguments"]


async def test_what_is_left_out_is_at_its_default():
    guests = {"type": "integer", "default": 2}
    properties = {**BOOK.parameters["properties"], "guests": guests}
    book = replace(BOOK, parameters={**BOOK.parameters, "properties": properties})
    made = (user("H-1"), call("book_hotel", {"hotel_id": "H-1"}, "a"), result({}, "a"), says("ok"))
    for told, expected in ((2, []), (3, ["wrong_arguments"])):
        steps = [step(BOOK, hotel_id="H-1", guests=told)]
        assert await codes(*made, steps=steps, tools={**TOOLS, book.name: book}) == expected


async def test_a_plan_yields_to_what_the_user_says_after_it():
    rome = (call("get_weather", {"city": "Rome"}), result({}), says("ok"))
    asked, sure = user("The weather in Paris?"), says("In Paris?")
    planned = [step(city="Paris")]
    assert await codes(asked, sure, user("No, in Rome."), *rome, steps=planned) == []
    assert await codes(asked, sure, user("Yes."), *rome, steps=planned) == ["other_look_up"]
    too_late = (asked, *rome, user("Not in Rome?"), says("No."))
    assert await codes(*too_late, steps=planned) == ["other_look_up"]
