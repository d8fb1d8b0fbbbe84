from __future__ import annotations

from typing import Any

import orjson
import pytest

from toolmind.models.client.complaints import Complaint, complaint_of


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"error": {"message": "busy", "code": 503}}, 503, "busy"),
        ({"error": {"message": "busy", "code": "503"}}, 503, "busy"),
        ({"error": {"message": "no", "type": "insufficient_quota", "code": 429}}, 402, "no"),
        ({"error": {"message": "no", "type": "overloaded_error"}}, 529, "no"),
        ({"error": "no"}, None, "no"),
        ({"object": "error", "message": "no", "code": 400}, 400, "no"),
        ({"object": "error", "message": "no", "type": "BadRequestError"}, 400, "no"),
        ({"detail": "no"}, None, "no"),
        ({"error": {"message": "no", "metadata": {"raw": "its words"}}}, None, "no: its words"),
        ({"error": {"message": "no", "code": 7}}, None, "no"),
        ({"error": {"x": 1}}, None, '{"x":1}'),
    ],
)
def test_the_words_and_the_status_of_an_error(body: Any, status: int | None, words: str) -> None:
    assert complaint_of(orjson.dumps(body)) == Complaint(status, words)


@pytest.mark.parametrize("raw", [b"", b"junk", b"[]", b"{}", b'{"error": null}', b'{"choices":[]}'])
def test_what_is_no_complaint(raw: bytes) -> None:
    assert complaint_of(raw) is None


def test_a_moderators_refusal_is_of_one_request() -> None:
    told = {"error": {"code": 403, "message": "no", "metadata": {"reasons": ["x"]}}}
    assert complaint_of(orjson.dumps(told)) == Complaint(403, "no", moderated=True)
