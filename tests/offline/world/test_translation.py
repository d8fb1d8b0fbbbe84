"""A translation is of the text that the call gives, into the language that it names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.values.languages import OWN, languages, translated
from toolmind.offline.world.fit import fit
from toolmind.tools.effects import named_effect

TEXT, OTHER = languages()[OWN].texts[:2]


def answered(arguments: dict[str, Any], result: Any) -> Any:
    return fit(result, arguments, named_effect("TranslateText"), None, "seed")


@given(
    texts=st.lists(st.sampled_from(languages()[OWN].texts), min_size=1, max_size=3, unique=True),
    code=st.sampled_from(sorted(languages())),
    drawn=st.integers(1, 4),
)
def test_there_is_one_translation_of_each_text(texts: list[str], code: str, drawn: int) -> None:
    result = {"translations": [{"translatedText": TEXT, "at": at} for at in range(drawn)]}
    body = {"contents": texts, "targetLanguageCode": code}
    got = [each["translatedText"] for each in answered({"body": body}, result)["translations"]]
    assert got == [translated(text, code) for text in texts][:drawn]


@pytest.mark.parametrize(
    ("arguments", "result", "expected"),
    [
        ({"Text": TEXT, "TargetLanguageCode": "de"}, {"TranslatedText": OTHER}, TEXT),
        ({"q": TEXT, "target": "de"}, {"data": {"translatedText": OTHER}}, TEXT),
        ({"q": TEXT}, {"translatedText": OTHER}, TEXT),
        ({"target": "de"}, {"translatedText": OTHER}, OTHER),
    ],
)
def test_a_translation_is_of_what_is_given(
    arguments: dict[str, Any], result: dict[str, Any], expected: str
) -> None:
    (value,) = answered(arguments, result).values()
    assert (value["translatedText"] if isinstance(value, dict) else value) == translated(
        expected, "de"
    )


def test_a_text_beside_its_original_is_of_that() -> None:
    result = {"terms": [{"SourceText": TEXT, "TargetText": OTHER}]}
    (term,) = answered({"TargetLanguageCode": "ja"}, result)["terms"]
    assert term == {"SourceText": TEXT, "TargetText": translated(TEXT, "ja")}


def test_what_is_no_translation_stays() -> None:
    result = {"text": OTHER, "targetText": OTHER}
    assert answered({"text": TEXT, "target": "de"}, dict(result))["targetText"] == OTHER
