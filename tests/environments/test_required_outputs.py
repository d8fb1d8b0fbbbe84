"""What askers and answerers of a call share."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from toolmind.environments.required_outputs import RequiredOutput, canonical, error_object

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=5,
)


def reversed_keys(value):
    if isinstance(value, dict):
        return {key: reversed_keys(inner) for key, inner in reversed(value.items())}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=3))
def test_equal_arguments_are_one_text_whatever_the_order_of_their_keys(arguments):
    text = canonical(arguments)
    assert canonical(reversed_keys(arguments)) == text
    assert orjson.loads(text) == arguments


def test_types_tell_arguments_apart():
    assert len({canonical({"a": value}) for value in (1, 1.0, "1", True, None, [1])}) == 6


def test_an_error_has_its_cause_under_one_key_and_details_beside_it():
    assert error_object("busy", "Later.", retryable=True) == {
        "error": {"code": "busy", "message": "Later.", "retryable": True}
    }


def test_required_outputs_are_compared_by_what_they_ask():
    assert RequiredOutput("id", {"type": "string"}) == RequiredOutput("id", {"type": "string"})
    assert RequiredOutput("id", {"type": "string"}) != RequiredOutput("id", {"type": "integer"})
