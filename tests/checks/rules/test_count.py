"""How many there are."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.count import Count, collections_in

SHIRTS = {
    "name": "T-Shirt",
    "variants": {
        str(at): {"color": "red" if at < 4 else "blue", "available": at != 7} for at in range(8)
    },
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("There are 8 options.", []),
        ("There are 7 available options.", []),
        ("There are six available options.", ["other_number"]),
        ("There are 4 red options.", []),
        ("There are 5 red options.", ["other_number"]),
        ("There are 3 available red options.", ["other_number"]),
        ("There are 4 available red options.", []),
        ("There are 20 options, and more.", []),  # the result may be cut short
        ("There are 2 options.", []),  # too few to be sure
        ("It costs 6 dollars.", []),
    ],
)
async def test_they_are_counted(said, expected):
    made = (user("How many?"), call("get_product", {}), result(SHIRTS), says(said))
    assert [one.code for one in await Count().verdicts(context(*made))] == expected


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("How many red ones?", "There are 4 options.", []),
        ("How many?", "There are 4 options. I like the red T-Shirt.", ["other_number"]),
        ("How many?", "I looked for red ones. There are 4 options.", []),
        ("How many?", "Red ones, then. I looked. There are 4 options.", ["other_number"]),
    ],
)
async def test_what_is_counted_stands_near(asked, said, expected):
    made = (user(asked), call("get_product", {}), result(SHIRTS), says(said))
    assert [one.code for one in await Count().verdicts(context(*made))] == expected


async def test_words_of_a_description_sort_nothing():
    tools = [{"name": f"t{at}", "about": "a tool that does the work " * at} for at in range(6)]
    made = (
        user("the tools?"),
        call("find", {}),
        result(tools),
        says("There are 5 for the work tools."),
    )
    assert [one.code for one in await Count().verdicts(context(*made))] == ["other_number"]


async def test_of_two_lists_nobody_knows_which():
    assert len(collections_in('{"a": [{}, {}, {}], "b": [{}, {}, {}, {}]}')) == 2
    two = {"a": [{}] * 8, "b": [{}] * 9}
    made = (user("?"), call("get", {}), result(two), says("There are 6 options."))
    assert not [v for v in await Count().verdicts(context(*made)) if v.outcome == "fail"]
    assert collections_in("no JSON") == []
