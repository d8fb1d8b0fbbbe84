"""Values by path."""

from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema import first_problem, get_path, join, problem, set_path, split

names = st.text(min_size=1, max_size=8)


@given(st.lists(names, min_size=1, max_size=4))
def test_any_property_name_survives_join_and_split(parts):
    path = ""
    for part in parts:
        path = join(path, part)
    assert split(path) == tuple(parts)


@given(st.lists(st.one_of(names, st.just("[]")), max_size=4), st.integers())
def test_what_is_set_is_found(steps, value):
    path = ""
    for step in steps:
        path = f"{path}[]" if step == "[]" else join(path, step)
    assert get_path(set_path(None, path, value), path) == [value]


def test_set_path_reaches_every_item_and_keeps_the_rest():
    value = {"flights": [{"id": "a", "price": 1}, {"id": "b"}]}
    assert set_path(value, "flights[].price", 2) == {
        "flights": [{"id": "a", "price": 2}, {"id": "b", "price": 2}]
    }
    assert get_path(value, "flights[].id") == ["a", "b"]
    assert get_path(value, "flights[].nothing") == get_path(value, "flights.id") == []


def test_problem_names_path_and_keyword():
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"format": "date"}}}}
    assert problem(schema, {"a": ["2026-01-31"]}) is None
    assert problem(schema, {"a": ["2026-01-31", "soon"]}) == 'a[1]: "soon" is not a "date"'
    missing = first_problem({"type": "object", "required": ["x"]}, {})
    assert missing is not None and (missing.keyword, missing.path) == ("required", "")
