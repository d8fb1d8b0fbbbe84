"""What counts as said, and what does not."""

from datetime import datetime
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dialogues import WEATHER, call, context, result, says, user
from toolmind.checks.grounding.check import Grounding, Tracing, parse_clock, ungrounded
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.values import invented
from toolmind.records import Message, Step, Tool

CLOCK = datetime(2025, 3, 5, 10, 0)  # a Wednesday


def evidence(*texts, clock=CLOCK):
    index = Evidence(clock)
    for text in texts:
        index.add(text)
    return index


async def faults(*messages, **changes):
    found = await Grounding().verdicts(context(*messages, **changes))
    return [(verdict.turn, verdict.code) for verdict in found if verdict.outcome == "fail"]


async def doubts(*messages, **changes):
    found = await Grounding().verdicts(context(*messages, **changes))
    return [verdict.code for verdict in found if verdict.outcome == "unsure"]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("I have 12 guests", "1"),
        ("room 12", 2),
        ("order A12", 12),
        ("price 1200", 200),
        ("the hotel Parisian", "Paris"),
        ("flight AB-123", "AB-12"),
        ("id 1.25", 25),
        ("it costs 1,200", 200),
    ],
)
def test_a_part_of_a_word_or_number_proves_nothing(said, value):
    assert invented(value, {}, "x", evidence(said)) is not None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("two guests", 2),
        ("twenty-five people", 25),
        ("a couple of tickets", 2),
        ("it costs $1,200.50", 1200.5),
        ("up to 5k", 5000),
        ("20% off", 0.2),
        ("20% off", 20),
        ("it is -3 outside", -3),
        ("from 10-20", 20),
        ("position: [7,1,4]", 1),
        ("cores: [108,214]", 214),
        ("between 3,4 and 5", 4),
        ("[-1.5,2.25]", 2.25),
        ("go to new york.", "New York"),
        ("Zürich!", "zürich"),
        ("我要去北京", "北京"),
        ("order #W123-45", "#W123-45"),
        ("mail ann@x.org", "ann@x.org"),
        ("in dollars", "USD"),
        ("I am looking for cheap flights", "flight"),
        ("write to Bo that the invoice 17 is late", "Hello Bo, invoice 17 is late"),
    ],
)
def test_what_was_said_in_another_form_is_known(said, value):
    assert invented(value, {}, "x", evidence(said)) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("ann@x.org", "identifier"),
        ("user_4711", "identifier"),
        ("sk-99aa", "identifier"),
        ("Atlantis", "text"),
        (7, "number"),
        ("2025-07-01", "date"),
        ("Hello Bo, invoice 18 is late", "identifier"),
    ],
)
def test_the_kind_of_an_invention(value, kind):
    assert invented(value, {}, "x", evidence("write to Bo: the invoice 17 is late")) == kind


def test_a_sum_is_known_by_its_numbers():
    said = evidence("it was 473.43 and then 652.61")
    assert invented("473.43 + 652.61", {}, "expression", said) is None
    assert invented("473.43 + 652.62", {}, "expression", said) == "number"
    assert invented("(473.43 + 652.61) * 2", {}, "expression", said) == "number"
    assert invented("06/05/2025", {}, "date", evidence("on 05/06/2025")) is not None


def test_enums_need_the_words_that_tell_them_apart():
    schema = WEATHER.parameters["properties"]["unit"]
    assert invented("UNIT_CELSIUS", schema, "unit", evidence("in celsius please")) is None
    assert invented("UNIT_CELSIUS", schema, "unit", evidence("in which unit?")) == "enum"


def test_booleans_need_their_topic():
    assert invented(True, {}, "include_wind", evidence("is there wind?")) is None
    assert invented(False, {}, "includeWind", evidence("no wind, please")) is None
    assert invented(True, {}, "isRequired", evidence('[{"isRequired": true}]')) is None
    assert invented(True, {}, "enabled", evidence("enabled: true")) is None
    assert invented(True, {}, "include_wind", evidence("sun?")) == "boolean"
    assert invented(True, {}, "enabled", evidence("yes, true")) == "boolean"
    assert invented(True, {}, "isEnabled", evidence("the is enabled is true")) is None
    assert invented(True, {}, "isEnabled", evidence("true, it is")) == "boolean"


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    index = evidence(text)
    index.has_number(1)
    index.has_text(text)
    assert invented(text, {}, "x", index) is None or not index.has_text(text)


async def test_values_from_results_are_known_and_from_parallel_calls_are_not():
    search = call("get_weather", {"city": "Paris"}, "a")
    answer = result({"hotels": [{"id": "H-77"}]}, "a")
    book = call("book_hotel", {"hotel_id": "H-77"}, "b")
    start, end = user("weather in Paris, then the hotel"), says("done")
    assert await faults(start, search, answer, book, result({}, "b"), end) == []
    together = Message(role="assistant", tool_calls=search.tool_calls + book.tool_calls)
    assert await faults(start, together, answer, result({}, "b"), end) == [
        ("m1", "invented_identifier")
    ]


async def test_an_echo_does_not_prove_what_was_invented():
    first = call("book_hotel", {"hotel_id": "H-99"}, "a")
    echo = result({"hotel_id": "H-99", "booking": "B-1"}, "a")
    again = call("book_hotel", {"hotel_id": "H-99", "note": "B-1"}, "b")
    found = await faults(user("book"), first, echo, again, result({}, "b"), says("done"))
    assert found == [("m1", "invented_identifier"), ("m3", "invented_identifier")]


async def test_an_offer_counts_once_the_user_has_answered():
    book = (call("book_hotel", {"hotel_id": "Ritz"}), result({}), says("done"))
    offer = says("Shall I book the Ritz?")
    assert await faults(user("a hotel"), offer, user("yes"), *book) == []
    silent = Message(role="assistant", content="Ritz!", tool_calls=book[0].tool_calls)
    assert await faults(user("a hotel"), silent, *book[1:]) == [("m1", "invented_text")]


async def test_what_the_schema_gives_needs_no_source():
    messages = (user("Rome"), call("get_weather", {"city": "Rome", "lang": "en"}), result({}))
    assert await faults(*messages, says("ok")) == []
    other = (user("Rome"), call("get_weather", {"city": "Rome", "lang": "xx"}), result({}))
    assert await faults(*other, says("ok")) == [("m1", "invented_text")]


async def test_tomorrow_needs_a_clock():
    messages = (
        user("Paris, tomorrow"),
        call("get_weather", {"city": "Paris", "date": "2025-03-06"}),
        result({}),
        says("ok"),
    )
    assert await faults(*messages) == []
    assert await faults(*messages, clock="2025-04-01") == [("m1", "invented_date")]
    assert await faults(*messages, clock="") == []  # nobody knows
    assert await doubts(*messages, clock="") == ["invented_date"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("cuisine", "Seafood", []),
        ("city", "Xanadu", ["invented_text"]),
        ("subject", "Hello", []),
        ("end_date", "2025-09-09", []),
        ("unit", "UNIT_CELSIUS", []),
    ],
)
async def test_what_no_rule_can_know_where_nobody_has_the_brief(name, value, expected):
    messages = (user("Lobster"), call("get_weather", {name: value}), result({}), says("ok"))
    assert [code for _, code in await faults(*messages)] == expected
    assert bool(await doubts(*messages)) is not bool(expected)


async def test_a_part_of_the_choice_is_no_other_one():
    kinds = {"type": "string", "enum": ["Park", "Theme Park", "Museum"]}
    tool = replace(WEATHER, parameters={"type": "object", "properties": {"category": kinds}})
    for value, expected in (("Theme Park", []), ("Museum", ["invented_enum"])):
        said = user("I would like an amusement park.")
        made = (said, call("get_weather", {"category": value}), result({}))
        assert [code for _, code in await faults(*made, tools={"get_weather": tool})] == expected


async def test_a_day_beside_one_that_was_told_elsewhere():
    for day, expected in (("2025-09-27", []), ("2025-09-26", ["invented_date"])):
        made = (user("Remind me a day before."), says("Of what?"), user("September 28th"))
        calls = (call("get_weather", {"date": day}), result({}))
        assert [code for _, code in await faults(*made, *calls)] == expected


@pytest.mark.parametrize(
    ("told", "asks", "expected"),
    [
        ("It is set for tomorrow.", "And the weather in Rome?", []),
        ("It is set for tomorrow.", "And the weather in Rome on Friday?", ["invented_date"]),
        ("It is set for tomorrow. In which city are you?", "In Rome.", ["invented_date"]),
    ],
)
async def test_today_is_meant_where_only_earlier_requests_told_days(told, asks, expected):
    alarm = (call("set_alarm", {"date": "2025-03-06"}, "a"), result({"set": True}, "a"))
    look = call("get_weather", {"city": "Rome", "date": "2025-03-05"})
    found = await faults(user("Set an alarm for tomorrow."), *alarm, says(told), user(asks), look)
    assert [code for _, code in found] == expected


async def test_another_choice_than_the_one_spoken_of():
    messages = (user("In Fahrenheit"), call("get_weather", {"unit": "UNIT_CELSIUS"}), result({}))
    assert [code for _, code in await faults(*messages)] == ["invented_enum"]


async def test_the_system_prompt_is_a_source_and_unreadable_arguments_have_no_values():
    system = Message(role="system", content="The default hotel is H1.")
    book = call("book_hotel", {"hotel_id": "H1"})
    assert await faults(system, user("book"), book, result({}), says("ok")) == []
    assert await faults(user("book"), call("book_hotel", '{"hotel'), result({}), says("ok")) == []


NESTED = Tool(
    id="pool/search",
    name="search",
    parameters={
        "type": "object",
        "properties": {
            "where": {"$ref": "#/$defs/place"},
            "stops": {"type": "array", "items": {"$ref": "#/$defs/place"}},
            "mode": {"enum": ["only"]},
            "version": {"const": 2},
        },
        "$defs": {
            "place": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "country": {"default": "FR"}},
            }
        },
    },
)


async def test_values_are_looked_at_in_objects_and_lists_with_their_path_and_schema():
    arguments = {
        "where": {"city": "Paris", "country": "FR"},
        "stops": [{"city": "Lyon"}, {"city": "Nice", "country": "IT"}],
        "mode": "only",
        "version": 2,
    }
    played = context(
        user("Paris, then Lyon"),
        call("search", arguments),
        result({}),
        says("ok"),
        tools={"search": NESTED},
    )
    found = await Grounding().verdicts(played)
    assert [verdict.explanation for verdict in found] == [
        "search: nobody gave stops[].city = 'Nice'",
        "search: nobody gave stops[].country = 'IT'",
    ]


async def test_calls_of_unknown_tools_are_traced_too():
    sing = call("sing", {"song": "Yesterday Once More", "loud": True, "key": None, "note": ""})
    found = await faults(user("sing"), sing, result({}), says("ok"))
    assert found == [("m1", "invented_text"), ("m1", "invented_boolean")]


@pytest.mark.parametrize(
    ("said", "value", "name", "kind"),
    [
        ("on the 6th", 2025, "year", None),
        ("on the 6th", 2025, "size", "number"),
        ("March 6th", 6, "dayOfMonth", None),
        ("on March 6th", "2025-03-06T00:00", "start", None),
        ("on March 6th", "2025-03-06T23:59:59", "end", None),
        ("on March 6th", "2025-03-06T09:00", "start", "date"),
        ("on March 6th at 9", "2025-03-06T09:00", "start", None),
        ("at 9", "09:30", "time", "date"),
        ("two of them", "2", "count", None),
        ("two of them", "3", "count", "identifier"),
        ("in SF", "San Francisco", "city", None),
        ("in the District of Columbia", "Washington D.C.", "city", None),
        ("Two adults and no children.", "0", "child_count", None),
        ("Two adults without any pet.", 0, "number_of_pets", None),
        ("No, two adults.", 0, "child_count", "number"),
        ("no dogs", 0, "child_count", "number"),
        ("switch off the lamp", "False", "on", None),
        ("dim the lamp", "False", "on", "text"),
        ("order 9502126, not #W1436802", "#W9502126", "order_id", None),
        ("order 9502126, not #W1436802", "#X9502126", "order_id", "identifier"),
        ("order 9502127, not #W1436802", "#W9502126", "order_id", "identifier"),
    ],
)
def test_a_value_is_known_by_what_it_means_for_its_parameter(said, value, name, kind):
    assert invented(value, {}, name, evidence(said)) == kind


def test_a_choice_of_true_and_false_is_known_by_its_topic():
    schema = {"type": "string", "enum": ["true", "false"]}
    assert invented("true", schema, "include_wind", evidence("is there wind?")) is None
    assert invented("true", schema, "include_wind", evidence("sun?")) == "enum"


def test_a_scenario_without_a_clock_has_none():
    assert parse_clock("") is None
    assert parse_clock("2025-03-05T10:00") == CLOCK


@pytest.mark.parametrize(
    ("said", "value", "known"),
    [
        ("I take 25 mg a day", "25mg", True),
        ("I take 25 mg a day", "50mg", False),
        ("with 16 GB of memory", "16GB", True),
        ("the deadline is an hour and a half", "PT90M", True),
        ("it happened a quarter of an hour ago", "2026-06-10T12:05:00", True),
        ("it happened a quarter of an hour ago", "2026-06-10T12:15:00", False),
        ("it was five past twelve", "12:05", True),
        ("around 7:40 pm", "19:40", True),
        ("at seven forty in the evening", "19:40", True),
        ("at seven forty in the morning", "19:40", False),
        ("stolen around 7:40 pm yesterday", "Stolen yesterday at 19:40", True),
        ("stolen around 7:40 pm yesterday", "Stolen yesterday at 19:50", False),
        ("stolen around 7:40 pm yesterday", "Stolen on 2026-06-09 at 19:40", True),
        ("September through November", "2026-11-30", True),
        ("September through November", "2026-11-29", False),
        ("September through November", "2026-10", False),
        ("one hundred and twenty of them", "120", True),
        ("two thousand five hundred", "2500", True),
    ],
)
def test_what_is_said_in_words_is_known_as_it_is_written(said, value, known):
    evidence = Evidence(datetime(2026, 6, 10, 12, 20))
    evidence.add(said)
    assert (invented(value, {"type": "string"}, "x", evidence) is None) is known


def test_a_literal_and_a_mask_need_nobody_to_say_them():
    schema = {
        "type": "object",
        "properties": {
            "userId": {"type": "string", "description": "The value `me` means the caller."},
            "updateMask": {"type": "string"},
            "title": {"type": "string"},
        },
    }
    tool = Tool(id="t", name="patch", parameters=schema)
    good = {"userId": "me", "updateMask": "title", "title": "Lunch"}
    for arguments, found in (
        (good, []),
        ({**good, "userId": "you"}, ["userId"]),
        ({**good, "updateMask": "title,owner"}, ["updateMask"]),
    ):
        played = context(user("Call it Lunch"), call("patch", arguments))
        messages = played.trajectory.messages
        assert [one.path for one in ungrounded(messages, {"patch": tool}, None)] == found


def chosen(**known):
    return [Step(tool=WEATHER.id, goal="", known=known)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"free_entry": "True", "category": "Sports"}, []),
        ({"category": "Sports"}, []),  # unsure: the brief has no such flag, and the tool only reads
        ({"free_entry": "False", "category": "Sports"}, ["invented_enum"]),
    ],
)
async def test_a_choice_that_the_user_was_to_make_is_said_in_words_of_their_own(known, expected):
    tool = replace(
        WEATHER,
        parameters={
            "type": "object",
            "properties": {
                "free_entry": {"type": "string", "enum": ["True", "False"]},
                "category": {"type": "string", "enum": ["Music", "Sports"]},
            },
        },
    )
    arguments = {"free_entry": "True", "category": "Sports"}
    played = context(
        user("Something for the boy, he loves basketball, and nothing that costs at the door."),
        call("get_weather", arguments, "a"),
        result({}, "a"),
        says("ok"),
        steps=chosen(**known),
        tools={"get_weather": tool},
    )
    found = await Grounding().verdicts(played)
    assert [verdict.code for verdict in found if verdict.outcome == "fail"] == expected


KINDS = ["digger", "tower", "sander", "generator"]
SEARCH = Tool(
    id="depot/search_machines",
    name="search_machines",
    parameters={
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": KINDS},
            "unpaid_only": {"type": "boolean"},
        },
    },
)
RESERVE = replace(SEARCH, id="depot/reserve", name="reserve")


async def standing(*made, said="What have I booked with you, and is there a digger?", **known):
    """Return the outcomes of calls that follow one another, each with the arguments told."""
    step = Step(tool=SEARCH.id, goal="see what is there", known=known)
    messages = [user(said)]
    for number, arguments in enumerate(made):
        tool = "reserve" if arguments.pop("writes", False) else "search_machines"
        messages += [call(tool, arguments, f"c{number}"), result([], f"c{number}")]
    tools = {one.name: one for one in (SEARCH, RESERVE)}
    played = context(*messages, says("ok"), steps=[step], tools=tools)
    return [one.outcome for one in await Grounding().verdicts(played)]


async def test_choices_that_a_look_up_goes_through_are_its_own():
    digger, *others = ({"kind": kind} for kind in KINDS)
    assert await standing(digger, *map(dict, others)) == ["unsure"]  # two tell nothing, three do
    # But one that somebody chose otherwise is wrong, as is each that is written.
    assert await standing({"kind": "tower"}) == ["fail"]
    assert await standing({"kind": "tower"}, said="What is there?") == ["unsure"]
    assert await standing({"kind": "tower"}, said="What is there?", kind="sander") == ["fail"]
    writes = [{"kind": kind, "writes": True} for kind in KINDS[1:]]
    assert await standing(*writes) == ["fail"] * 3


async def test_choices_gone_through_at_once_are_its_own_before_the_first_is_answered():
    tracing = Tracing({"search_machines": SEARCH}, None)
    tracing.see(user("Which one is M-2? And is there a digger?"))
    each = [call("search_machines", {"kind": kind}, kind).tool_calls for kind in KINDS[1:]]
    together = Message(role="assistant", tool_calls=tuple(chain.from_iterable(each)))
    assert not list(tracing.faults(together))
    alone = Message(role="assistant", tool_calls=each[0])
    assert [one.code for one in tracing.faults(alone)] == ["invented_enum"]


async def test_a_call_is_judged_anew_beside_other_calls_of_the_same_number():
    tracing = Tracing({one.name: one for one in (SEARCH, RESERVE)}, None)
    tracing.see(user("Which one is M-2? And is there a digger?"))
    first, *others = (call("search_machines", {"kind": k}, k).tool_calls for k in KINDS[1:])
    noted = [call("reserve", {"kind": "digger"}, f"r{n}").tool_calls for n in range(2)]
    beside = Message(role="assistant", tool_calls=(*first, *chain.from_iterable(noted)))
    assert [one.code for one in tracing.faults(beside)] == ["invented_enum"]
    together = Message(role="assistant", tool_calls=(*first, *chain.from_iterable(others)))
    assert not list(tracing.faults(together))


async def test_of_a_flag_that_a_look_up_asks_by_nobody_can_tell():
    owed = "Have a look what I still owe you."
    assert await standing({"unpaid_only": True}, said=owed) == ["unsure"]
    assert await standing({"unpaid_only": True, "writes": True}, said=owed) == ["fail"]
    assert await standing({"unpaid_only": True}, said=owed, unpaid_only=False) == ["fail"]


async def test_what_is_told_only_when_asked_for_may_not_be_guessed():
    tool = replace(
        WEATHER,
        parameters={
            "type": "object",
            "properties": {"category": {"type": "string", "enum": ["Music", "Sports"]}},
        },
    )
    step = Step(tool=WEATHER.id, goal="", known={"category": "Sports"}, withheld=("category",))
    played = context(
        user("Something for the boy."),
        call("get_weather", {"category": "Sports"}, "a"),
        result({}, "a"),
        says("ok"),
        steps=[step],
        tools={"get_weather": tool},
    )
    assert [verdict.code for verdict in await Grounding().verdicts(played)] == ["invented_enum"]


@pytest.mark.parametrize(
    ("date", "expected"), [("7 March", []), ("March 7th", []), ("8 March", ["invented_identifier"])]
)
async def test_a_day_may_be_written_in_other_words(date, expected):
    played = context(
        user("Paris, on the seventh of March, please."),
        call("get_weather", {"city": "Paris", "date": date}, "a"),
        result({}, "a"),
        says("ok"),
        tools={
            "get_weather": replace(
                WEATHER,
                parameters={
                    "type": "object",
                    "properties": {"city": {"type": "string"}, "date": {"type": "string"}},
                },
            )
        },
        clock="2025-03-05T10:00",
    )
    assert [verdict.code for verdict in await Grounding().verdicts(played)] == expected


async def test_what_is_sure_in_another_language_than_english():
    said = user("Wie wird das Wetter in der Hauptstadt von Italien, bitte?")
    rome = call("get_weather", {"city": "Wien", "days": 17, "date": "2031-02-03"})
    assert await faults(said, rome, result({})) == [
        ("m1", "invented_number"),
        ("m1", "invented_date"),
    ]
    assert await doubts(said, rome, result({})) == ["invented_text"]


async def test_of_a_language_without_a_lexicon_ids_alone_are_sure():
    said = user("Millainen sää on huomenna Italian pääkaupungissa, kiitos?")
    rome = call("get_weather", {"city": "Wien", "days": 17, "date": "2031-02-03"})
    assert await faults(said, rome, result({})) == []
    assert await doubts(said, rome, result({})) == [
        "invented_text",
        "invented_number",
        "invented_date",
    ]
    booked = call("book_hotel", {"hotel_id": "H-7731"})
    assert await faults(said, booked, result({})) == [("m1", "invented_identifier")]
