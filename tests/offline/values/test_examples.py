"""What a document gives as an example: the form stays, the value is another one."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from toolmind.offline.values import generate
from toolmind.offline.values.examples import alike


def values(schema: Any, name: str = "", n: int = 20) -> list[Any]:
    clock = datetime(2026, 3, 10, 9, 30)
    return [generate(schema, seed=seed, name=name, clock=clock) for seed in range(n)]


@pytest.mark.parametrize(
    ("example", "form"),
    [
        ("se-28529731", r"se-[1-9]\d{7}"),
        ("00421", r"0\d{4}"),
        ("8cbb43fe-4cdf-4991-8352-c461779cec02", r"[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8.*"),
        ("382ObEPsp2rxGrnsizN5TX,1A2GTWGtFfWp7KSQTwWOyo", r"\d{3}[A-Z][a-z][A-Z]{2}.{15},\d.{21}"),
        ("b9a1c3e5f7", r"[0-9a-f]{10}"),
        ("/users/152184", r"/users/[1-9]\d{5}"),
        (258684937, r"[1-9]\d{8}"),
    ],
)
def test_a_code_is_drawn_anew_in_its_form(example: Any, form: str) -> None:
    found = {alike(random.Random(seed), example) for seed in range(9)}
    assert len(found) > 7 and all(re.fullmatch(form, str(value)) for value in found)
    assert {type(value) for value in found} == {type(example)}


@pytest.mark.parametrize(
    "example",
    [
        *("Fragile", "sha256", "v2", "video1080p", "I love this!", "2019-03-12T19:24:13Z"),
        *("in-2024", "eyJh...KmUk", "192.0.2.7", 100, True, 0.5, None, ["28529731"], {"id": 28529}),
    ],
)
def test_what_is_no_code_is_not_drawn(example: Any) -> None:
    assert alike(random.Random(0), example) is None


def test_words_are_taken_now_and_then() -> None:
    schema = {"type": "string", "description": "The name of a city.", "examples": ["Oslo"]}
    found = values(schema, name="city", n=60)
    assert 10 < found.count("Oslo") < 32 and len(set(found)) > 10
    more = {**schema, "examples": ["Oslo", "Rome", "Bern", "Riga"]}
    assert 30 < sum(value in more["examples"] for value in values(more, name="city", n=60)) < 52


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^se-285[0-9]+$", "examples": ["se-28529731"]},
        {"type": "string", "pattern": "^(?!no)x28529731$", "examples": ["x28529731"]},
        {"type": "integer", "maximum": 20_000, "examples": [19_999]},
        {"not": {"minLength": 1}, "type": "string", "examples": [""]},
    ],
)
def test_what_is_drawn_is_valid(schema: Any) -> None:
    values(schema)  # `generate` raises where a value is not


@pytest.mark.parametrize(
    ("name", "example", "within"),
    [
        ("start_time", "2016-08-05T16:43:28.865Z", ("2026-03-10", "2026-05")),
        ("startDate", "2031-01-01", ("2026-03-10", "2026-05")),
        ("created_at", "2016-08-05T16:43:28Z", ("2025-12", "2026-03-10T")),
        ("updatedAt", "2016-08-05T16:43:28Z", ("2025-12", "2026-03-10T")),
    ],
)
def test_moments_of_an_example_are_as_near_to_the_clock_as_others(
    name: str, example: str, within: tuple[str, str]
) -> None:
    first, last = within
    for value in values({"type": "string", "examples": [example]}, name=name):
        assert first <= value <= last and ("T" in value) == ("T" in example)


@pytest.mark.parametrize("example", [1443651154, 1443651154000])
def test_moments_that_are_counted_are_near_to_the_clock(example: int) -> None:
    told = "milliseconds" if example > 10**10 else "seconds"
    schema = {"type": "integer", "examples": [example], "description": f"Unix time in {told}."}
    clock = datetime(2026, 3, 10, 9, 30, tzinfo=UTC).timestamp()
    for value in values(schema, name="created_at"):
        days = (clock - value / (1000 if example > 10**10 else 1)) / 86400
        assert 0 <= days < 100
