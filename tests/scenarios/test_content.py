"""A call of a tool that works on something says on what."""

import pytest

from toolmind.scenarios.content import content
from toolmind.schema.slots import slots
from toolmind.tools.effects import named_effect

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def added(name, given, **fields):
    known = slots({"type": "object", "properties": fields})
    return content(known, given, named_effect(name))


def body(**fields):
    return {"type": "object", "properties": fields}


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("language_translations_translate", {"model": TEXT, "q": TEXTS}, ["q"]),
        ("TranslateText", {"Text": TEXT, "Target": TEXT}, ["Text", "Target"]),
        ("analyzeSentiment", {"document": body(content=TEXT, type=TEXT)}, ["document.content"]),
        ("send_message", {"to": TEXT, "messageId": TEXT, "body": TEXT}, ["body"]),
        ("synthesize", {"input": body(ssml=TEXT, text=TEXT)}, ["input.text"]),
        ("youtube_comments_insert", {"textOriginal": TEXT, "id": TEXT}, ["textOriginal"]),
        ("summarize_text", {"contentType": TEXT, "length": TEXT}, []),
        ("get_message", {"text": TEXT}, []),
        ("create_topic", {"content": TEXT}, []),
        ("send_message", {"messages": {"type": "array", "items": {"type": "object"}}}, []),
    ],
)
def test_content_is_what_the_plainest_field_holds(name, fields, expected):
    assert added(name, set(), **fields) == expected


def test_what_is_said_already_is_not_said_again():
    fields = {"text": TEXT, "content": TEXT, "uri": TEXT, "target": TEXT, "language": TEXT}
    assert added("translate", {"content", "target"}, **fields) == []
    assert added("translate", {"uri"}, **fields) == ["target"]
    assert added("detect_language", {"language"}, **fields) == ["text"]


def test_the_language_to_translate_into_stands_by_the_text_or_for_the_whole_call():
    example = body(targetLanguageCode=TEXT)
    assert added("translate", set(), body=body(q=TEXT, example=example)) == ["body.q"]
    both = body(q=TEXT, example=example, target=TEXT)
    assert added("translate", set(), body=both) == ["body.q", "body.target"]
