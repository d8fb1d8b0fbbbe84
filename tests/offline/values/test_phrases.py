"""Free texts: what somebody would write there, and names that fit what they name."""

import re

import pytest

from drawn_values import CLOCK, SEEDS, objects, texts
from toolmind.offline.values import generate


def test_a_text_is_what_somebody_would_write_there():
    for made in texts("conclusion", "The conclusion drawn from the analysis"):
        assert re.fullmatch(r"[A-Z][\w ,'-]+\.", made), made
    for made in texts("reason", "Why it was moved"):
        assert re.fullmatch(r"[a-z][\w -]+", made), made
    for made in texts("blockchain_network"):
        assert re.fullmatch(r"[a-z]+-network", made), made
    for made in texts("loan_type"):
        assert " loan type" not in made
    for made in texts("notes", "Notes of the inspector"):
        assert not re.search(r"\b(string|foo|bar|lorem|example text|test)\b", made)


def test_a_description_speaks_of_what_it_describes():
    inner = {"type": "object", "properties": {"description": {"type": "string"}}}
    inner["required"] = ["description"]
    for made in objects({"watchlistSummary": inner}):
        text = made["watchlistSummary"]["description"]
        assert text.startswith("Watchlist "), text
        assert "summary" not in text


def test_the_items_of_a_list_are_called_what_the_tool_is_about():
    item = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    lists = {"items": {"type": "array", "items": item, "minItems": 1}}
    for made in objects(lists, name="comment"):
        assert all(each["id"].startswith("cmmn_") for each in made["items"])


@pytest.mark.parametrize(
    ("name", "description", "never"),
    [
        ("message", "A generic string.", "generic string"),
        ("message", "If the job fails, the reason of the failure.", "If the job"),
        ("notes", "The comment's raw text as initially posted by the author.", "as initially"),
        ("status", 'Must be one of: "`delivered`", "`canceled`"', "`"),
        ("key", "The value, for example, see GetMap.", "see"),
    ],
)
def test_texts_do_not_repeat_pieces_of_the_schema(name, description, never):
    assert not any(never in text for text in texts(name, description))


def test_a_name_within_the_body_of_a_request_is_that_of_the_thing():
    shape = {"type": "object", "properties": {"body.name": {"type": "string"}}}
    shape["required"] = ["body.name"]
    made = [generate(shape, seed=s, name="topic", clock=CLOCK)["body.name"] for s in SEEDS]
    assert not any("ody" in name for name in made)


def test_items_of_a_list_are_called_after_the_things_in_it():
    listed = {"type": "array", "minItems": 1, "items": {"properties": {"id": {"type": "string"}}}}
    listed["items"]["required"] = ["id"]
    for made in (generate(listed, seed=s, name="orderList", clock=CLOCK) for s in SEEDS):
        assert all(item["id"].startswith("ord_") for item in made)


def test_a_text_to_translate_is_a_text_whatever_it_is_called():
    told = "Required. The input text to translate. Repeat this parameter for more."
    assert all(text.endswith(".") and " " in text for text in texts("q", told))
    assert not any(text.endswith(".") for text in texts("q", "What to look for."))
