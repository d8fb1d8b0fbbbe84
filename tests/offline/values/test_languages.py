"""The texts that are drawn can be had in every language of the places."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.values import generate
from toolmind.offline.values.entities import PLACES
from toolmind.offline.values.languages import OWN, code_of, languages, translated
from toolmind.offline.values.words import TEXTS

CLOCK = datetime(2026, 3, 10, 9, 30)
CODES = st.sampled_from(sorted(languages()))
PHRASES = st.sampled_from(languages()[OWN].texts)


def test_every_text_that_stands_for_content_is_there_in_every_language() -> None:
    content = next(texts for pattern, texts in TEXTS if pattern.search("text"))
    assert languages()[OWN].texts == content
    assert {len(each.texts) for each in languages().values()} == {len(content)}
    assert {place.language for place in PLACES} <= set(languages())


@given(PHRASES, CODES, CODES)
def test_what_was_translated_can_be_translated_again(text: str, one: str, other: str) -> None:
    assert translated(translated(text, one), other) == translated(text, other)
    assert (translated(text, one) == text) == (one == OWN)


@given(st.text(st.characters(categories=["L", "Zs"]), min_size=1), CODES, CODES)
def test_what_cannot_be_translated_says_so(text: str, one: str, other: str) -> None:
    marked = translated(text, one)
    assert marked == (text if one == OWN else f"[{one}] {text}")
    assert translated(marked, other) == translated(text, other)


def test_a_language_is_known_by_code_and_by_name() -> None:
    assert [code_of(each) for each in ("pt-BR", "PT", "portuguese")] == ["pt"] * 3
    assert code_of("Klingon") == "Klingon"


def test_what_is_translated_is_in_the_language_that_it_is_said_to_be_in() -> None:
    properties = {"sourceLanguageCode": {"type": "string"}, "target": {"type": "string"}}
    properties["target"]["description"] = "The language to use for translation of the input text."
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    for seed in range(30):
        pair = generate(schema, seed=seed, clock=CLOCK)
        assert pair["sourceLanguageCode"] == OWN
        assert pair["target"] in set(languages()) - {OWN}


def test_a_language_has_its_own_name() -> None:
    item = {"type": "object", "required": ["language", "name"]}
    item["properties"] = {"language": {"type": "string"}, "name": {"type": "string"}}
    for seed in range(20):
        listed = generate(
            {"type": "array", "items": item}, seed=seed, name="languages", clock=CLOCK
        )
        assert all(languages()[each["language"]].name == each["name"] for each in listed)
        assert len({each["language"] for each in listed}) == len(listed)


def test_a_field_for_codes_holds_codes_whatever_else_is_said() -> None:
    for name in ("displayLanguageCode", "targetLanguageCodes", "locale"):
        schema = {"type": "string", "description": "For human readable name of languages."}
        many = {"type": "array", "items": schema, "minItems": 1} if name.endswith("s") else schema
        made = generate(many, seed="s", name=name, clock=CLOCK)
        for code in made if isinstance(made, list) else [made]:
            assert code in languages()
