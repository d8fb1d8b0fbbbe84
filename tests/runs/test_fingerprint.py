"""What changes results is in the fingerprint, by a key that can be named."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.config import load_config
from toolmind.prompts import Prompt
from toolmind.runs.fingerprint import differences, fingerprint

KINDS = "scenarios.kinds=[{type: single}, {type: multi_turn, weight: 2, max_calls: 12}]"


def changed(before: list[str], after: list[str]) -> list[str]:
    one, other = (fingerprint(load_config(None, each), "pool", {}) for each in (before, after))
    return differences(one, other)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (KINDS.replace("12", "9"), ["scenarios.kinds.1.max_calls: 12 → 9"]),
        (KINDS.replace("2, ", "3, "), ["scenarios.kinds.1.weight: 2.0 → 3.0"]),
        (KINDS.replace(", max_calls: 12", ""), ["scenarios.kinds.1.max_calls: 12 → None"]),
        ("scenarios.distractors=7", ["scenarios.distractors: 6 → 7"]),
        ("count=5", []),
        ("runtime.concurrency=5", []),
        ("prompts=elsewhere", []),
    ],
)
def test_a_changed_setting_is_named(after: str, expected: list[str]) -> None:
    assert changed([KINDS], [KINDS, after]) == expected


def test_a_mapping_of_weights_and_the_list_that_says_the_same_are_one_run() -> None:
    mapping = "scenarios.kinds={single: 1, multi_turn: 2}"
    assert changed([mapping], [KINDS.replace(", max_calls: 12", "")]) == []


def test_another_order_of_kinds_is_another_run() -> None:
    one, other = (
        "scenarios.kinds={single: 1, no_tool: 1}",
        "scenarios.kinds={no_tool: 1, single: 1}",
    )
    assert len(changed([one], [other])) == 2


ENDPOINT = "models.endpoints.it={type: openai, base_url: 'http://a', model: m}"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("models.endpoints.it.base_url=http://b", []),
        ("models.endpoints.it.api_key_env=OTHER", []),
        ("models.endpoints.it.runtime.retries=9", []),
        (f"{ENDPOINT[:-1]}, base_url: 'https://a', client_cert: c, ca_bundle: b}}", []),
        ("models.endpoints.it.price={prompt: 3}", []),
        ("models.endpoints.it.model=n", ["models.endpoints.it.model: 'm' → 'n'"]),
        (
            "models.endpoints.it.sampling.temperature=0.5",
            ["models.endpoints.it.sampling.temperature: None → 0.5"],
        ),
        ("export.formats=[openai]", []),
    ],
)
def test_of_a_model_counts_what_it_says_and_not_where_it_is_or_what_it_costs(
    setting: str, expected: list[str]
) -> None:
    assert changed([ENDPOINT], [ENDPOINT, setting]) == expected


def test_tools_and_prompts_count_by_their_content() -> None:
    config = load_config(None, [])
    prompts = {"user": Prompt("user", "Be a user."), "tool": Prompt("tool", "Be a tool.")}
    one = fingerprint(config, "pool-1", prompts)
    other = fingerprint(config, "pool-2", prompts | {"user": Prompt("user", "Be another.")})
    told = differences(one, other)
    assert [line.partition(":")[0] for line in told] == ["prompt user", "tools (content)"]
    assert told[1] == "tools (content): 'pool-1' → 'pool-2'"


def test_it_survives_being_written_as_json() -> None:
    made = fingerprint(load_config(None, [KINDS, ENDPOINT]), "pool", {})
    assert differences(orjson.loads(orjson.dumps(made)), made) == []


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 2), max_size=4), st.data())
def test_differences_are_those_of_the_values_in_order_of_the_keys(
    old: dict[str, int], data: st.DataObject
) -> None:
    new = data.draw(st.dictionaries(st.text(max_size=3), st.integers(0, 2), max_size=4))
    expected = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
    assert differences(old, new) == [f"{k}: {old.get(k)!r} → {new.get(k)!r}" for k in expected]
