import pytest

from toolmind.offline.player.existing import existing, is_new, named, recorded

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
WORLD = {
    "orders": {"12": {"id": 12, "symbol": "AAPL"}, "13": {"id": 13, "symbol": "NVDA"}},
    "stocks": {"AAPL": {"price": 3.5}, "ZETA": {"price": 2}},
    "get_all_todos_todos_all_get": [{"id": 1, "title": "tea"}, {"id": 2, "title": "jam"}],
    "list_books": {"result": [{"book_id": "B-1", "title": "Emma"}]},
    "tags": ["red", "blue"],
    "root": {
        "type": "Directory",
        "name": "/",
        "contents": {
            "a.txt": {"type": "File", "name": "a.txt"},
            "old": {"type": "Directory", "name": "old", "contents": {}},
        },
    },
}


@pytest.mark.parametrize(
    ("words", "entity", "schema", "values"),
    [
        ("order id", "", NUMBER, [12, 13]),
        ("id", "order", NUMBER, [12, 13]),
        ("symbol", "", TEXT, ["AAPL", "NVDA"]),
        ("stock", "", TEXT, ["AAPL", "ZETA"]),
        ("stocks", "", {"type": "array", "items": TEXT}, [["AAPL"], ["ZETA"]]),
        ("todo id", "", NUMBER, [1, 2]),
        ("book id", "", TEXT, ["B-1"]),
        ("tag", "", TEXT, ["red", "blue"]),
        ("file name", "", TEXT, ["a.txt"]),
        ("file name 2", "", TEXT, ["a.txt"]),
        ("dir name", "", TEXT, ["/", "old"]),
        ("source", "", {**TEXT, "description": "The name of the file to copy."}, ["a.txt"]),
        ("title", "", TEXT, []),
        ("customer id", "", TEXT, []),
        ("order id", "", TEXT, []),
    ],
)
def test_a_value_is_found_by_what_it_is_called(words, entity, schema, values):
    assert [one.value for one in existing(WORLD, words, entity, schema)] == values


def test_values_of_one_thing_say_so():
    ids, symbols = (existing(WORLD, words, "", {}) for words in ("order id", "symbol"))
    assert ids[0].holder == symbols[0].holder != symbols[1].holder


@pytest.mark.parametrize(
    ("known", "schema", "values"),
    [
        ({"city": ["Rome", "Oslo"]}, TEXT, ["Rome", "Oslo"]),
        ({"city": "Rome", "find.city": "Oslo"}, TEXT, ["Oslo"]),
        ({"city": ["Rome", "Oslo"]}, {"type": "array"}, [["Rome", "Oslo"]]),
        ({"city": [["Rome"], ["Oslo"]]}, {"type": "array"}, [["Rome"], ["Oslo"]]),
    ],
)
def test_what_a_person_may_name_is_told_by_the_parameter(known, schema, values):
    assert [one.value for one in named(known, "find", "city", schema)] == values


def test_what_nobody_may_name_is_not_told():
    assert named({"other.city": "Rome"}, "find", "city", TEXT) is None
    assert named(None, "find", "city", TEXT) is None


def test_calls_that_were_recorded_are_told_by_their_tool():
    world = {"buy": [{"arguments": {"of": "tea"}, "result": 1}], "list": [{"id": 1}]}
    assert recorded(world, "buy") == [{"of": "tea"}]
    assert recorded(world, "list") == recorded(world, "sell") == recorded({}, "x") == []


@pytest.mark.parametrize(
    ("words", "wish", "new"),
    [
        ("file name", "create a new file of any extension", True),
        ("dir name", "create a new directory", True),
        ("branch name", "create a new branch from an optional base branch", True),
        ("name", "add a pet", True),
        ("base branch", "create a new branch", False),
        ("file name", "sort the contents of a file", False),
        ("order id", "create a refund from an order", False),
    ],
)
def test_what_is_made_is_not_there_yet(words, wish, new):
    assert is_new(words, wish) is new
