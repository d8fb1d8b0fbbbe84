"""Changes that the policy wants confirmed."""

import pytest

from claims import SPOKEN
from dialogues import call, context, result, says, user
from toolmind.checks.rules.confirmation import Confirmation
from toolmind.records import Message

POLICY = "Before actions that change something, list the details and obtain explicit confirmation."
BOOK = (call("book_hotel", {"hotel_id": "H1"}), result({}), says("Done."))


def system(text=POLICY):
    return Message(role="system", content=text)


async def codes(*messages):
    return [one.code for one in await Confirmation().verdicts(context(*messages))]


async def test_a_change_nobody_was_asked_about():
    assert await codes(system(), user("book H1"), *BOOK) == ["unasked"]
    assert await codes(user("book H1"), *BOOK) == []  # no policy
    assert await codes(system("Be kind."), user("book H1"), *BOOK) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("I will book H1. Do you confirm?", []),
        ("That is the Ritz. Shall I go ahead?", []),
        ("What is your name?", ["unasked"]),
        ("May I know your name?", ["unasked"]),
        ("Could you confirm your name?", ["unasked"]),
        ("Which name should I use?", ["unasked"]),
    ],
)
async def test_it_is_confirmed_by_an_answer_to_the_question(question, expected):
    assert await codes(system(), user("book"), says(question), user("Bo"), *BOOK) == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Do you pay by card?", "Um, yes, by card.", []),
        ("Which one?", "All of them.", ["unasked"]),
        ("Here they are.", "The first one. Go ahead.", []),
        ("Here they are.", "Yes, I see.", ["unasked"]),
    ],
)
async def test_a_yes_is_consent_where_anything_was_asked(question, answer, expected):
    assert await codes(system(), user("book"), says(question), user(answer), *BOOK) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("To my card, please.", []),
        ("Actually, cancel it.", ["unasked"]),
        ("To which ones could it go?", ["unasked"]),
    ],
)
async def test_consent_stays_while_the_user_answers_what_else_is_asked(answer, expected):
    agreed = (says("I will book H1. Do you confirm?"), user("Please do."))
    asked = (says("Where shall the refund go?"), user(answer))
    assert await codes(system(), user("book"), *agreed, *asked, *BOOK) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("No, for two.", ["unasked"]), ("Make it two.", ["unasked"]), ("Two will do.", [])],
)
async def test_who_begins_with_no_does_not_agree(answer, expected):
    asked = says("I will book H1 for one. Do you confirm?")
    assert await codes(system(), user("book"), asked, user(answer), *BOOK) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"hotel_id": "H1", "time": "19:00"}, ["unasked"]),
        ({"hotel_id": "H2", "time": "18:00"}, []),
        ({"hotel_id": "H1", "time": "18:00"}, []),
        ("{", []),
    ],
)
async def test_the_same_change_made_otherwise_was_not_agreed_to(arguments, expected):
    agreed = (user("book"), says("H1 at 18:00. Do you confirm?"), user("Yes."))
    first = (call("book_hotel", {"hotel_id": "H1", "time": "18:00"}, "a"), result({}, "a"))
    again = (call("book_hotel", arguments, "b"), result({}, "b"), says("Done."))
    assert await codes(system(), *agreed, *first, *again) == expected


async def test_money_is_transferred_and_so_is_a_dialogue():
    moved = (call("transfer_money", {"amount": 5}), result({}), says("Done."))
    assert await codes(system(), user("5 to Bo"), *moved) == ["unasked"]
    handed = (call("transfer_to_human_agents", {"why": "x"}), result({}), says("Done."))
    assert await codes(system(), user("5 to Bo"), *handed) == []


async def test_consent_is_for_one_change():
    agreed = (says("I will book H1. Do you confirm?"), user("Please do."))
    more = (says("And where next?"), user("In Rome."))
    assert await codes(system(), user("book"), *agreed, *BOOK[:2], *more, *BOOK) == ["unasked"]


async def test_looking_up_wants_no_consent():
    look = (call("get_weather", {"city": "Oslo"}), result({}), says("Clear."))
    assert await codes(system(), user("weather in Oslo"), *look) == []


@pytest.mark.parametrize("language", sorted(SPOKEN))
@pytest.mark.parametrize("english", [False, True])
async def test_consent_in_other_languages(language, english):
    spoken = SPOKEN[language]
    policy = system(POLICY if english else spoken.policy)
    book = (call("book_table", {"guests": 4}), result({}), says(spoken.claims[0]))

    async def found(*between):
        made = context(policy, user(spoken.request), *between, *book)
        return [(one.code, one.outcome) for one in await Confirmation().verdicts(made)]

    assert await found() == [("unasked", "fail")]
    assert await found(says(spoken.asks), user(spoken.yes)) == []
    assert await found(says(spoken.asks), user("OK")) == []
    assert await found(says(spoken.asks), user(spoken.no)) == [("unasked", "fail")]
    assert await found(says(spoken.asks_what), user("Bo")) == [("unasked", "fail")]
    unread = says(f"{spoken.claims[0]} 7?")
    assert await found(unread, user("Bo")) == [("unasked", "unsure")]
    assert await found(unread, user(spoken.yes)) == []
    made = (says(spoken.asks), user(spoken.yes), *book)
    assert await found(*made, user(spoken.request)) == [("unasked", "fail")]


@pytest.mark.parametrize("language", sorted(SPOKEN))
async def test_what_wants_no_consent_in_other_languages(language):
    book = (call("book_table", {"guests": 4}), result({}), says(SPOKEN[language].claims[0]))
    asked = user(SPOKEN[language].request)
    assert await codes(system(SPOKEN[language].asks_what), asked, *book) == []
    look = (call("get_tables", {}), result({}), says(SPOKEN[language].others[0]))
    assert await codes(system(SPOKEN[language].policy), asked, *look) == []
