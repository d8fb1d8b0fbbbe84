"""Values that only stand in for one are told from those that people have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.scenarios.stand_ins import stand_in

TARGET = "target: The language to use for translation of the input text, as in 'the one I speak'."
NAME = "name: The resource name. Format: `projects/*/locations/{location-id}/keys/<key>`"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("The language to use for translation of the input text", TARGET),
        ("the language to use for translating", TARGET),
        ({"type": "string", "description": "The language to use for translation"}, TARGET),
        (["de", "language to use for translation"], TARGET),
        ("projects/*/locations/eu", NAME),
        ("projects/p1/locations/{location-id}", NAME),
        ("projects/p1/locations/eu/keys/<key>", NAME),
        ("your_project_id", "project: Where it belongs."),
        ("<your name>", "name: Who it is."),
        ("Ann's bucket name", "bucket: Name of the parent bucket."),
    ],
)
def test_what_is_said_of_a_value_is_none_and_neither_is_what_is_to_be_filled_in(
    value: Any, told: str
) -> None:
    assert stand_in(value, told, False)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("German", TARGET),
        ("the one I speak", TARGET),
        ("enterprises/XYZ/rooms/519", "name: It is like this: enterprises/XYZ/rooms/519."),
        ("Writing a persuasive essay", "aim: What is learnt (e.g. Writing a persuasive essay)."),
        ("*", "who: Who may, or * for all."),
        ("*/5 * * * *", "schedule: When it runs, as a cron expression."),
        ("src/*", "pattern: Glob pattern, e.g. `**/*.js`; **all** by default."),
        ("The language of the birds", TARGET),
        ("projects/p1/locations/eu/keys/k1", NAME),
        ("*.log", "pattern: Which files, as in `*.txt`."),
        ("/users/{id}", "route: The path of the route."),
        ("Ann's birthday", "title: What the event is called, a birthday or a meeting."),
        ("space = spaces/{space}", "filter: Such as `space = spaces/{space}`."),
        ("your turn", "subject: What the message is about."),
        (3, "count: How many there are."),
        (None, ""),
    ],
)
def test_what_people_say_is_a_value(value: Any, told: str) -> None:
    assert stand_in(value, told, False) is None


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("VOLUME_ID", True),
        ("layer-id-1, layer-id-2", True),
        ("ID-4711", False),
        ("Ann's key", True),
        ("the last order", True),
        ("order 17", False),
        ("abc", False),
    ],
)
def test_words_are_no_id_that_programs_make(value: str, wrong: bool) -> None:
    assert bool(stand_in(value, "", True)) == wrong
    assert stand_in(value, "", False) is None


@given(st.text(alphabet="ab {}<>*/'_", max_size=20), st.text(alphabet="ab {}<>*/'_", max_size=40))
def test_any_text_is_looked_at(value: str, told: str) -> None:
    found = stand_in(value, told, False)
    assert found is None or repr(value.strip()) in found
