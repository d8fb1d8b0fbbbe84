import json

import pytest

from toolmind.environments.http_answer import read_answer


@pytest.mark.parametrize(
    ("kind", "body", "content"),
    [
        ("application/json; charset=utf-8", b'{"a": [1]}', {"a": [1]}),
        ("application/problem+json", b"[]", []),
        ("application/json", b"not json", "not json"),
        ("text/plain", b"hi", "hi"),
        ("text/html", b"<p>", "<p>"),
        ("", b"7", 7),
        ("application/json", b" ", {"status": 200}),
        ("image/png", b"\x89PNG", {"content_type": "image/png", "bytes": 4}),
    ],
)
def test_what_was_answered_is_json(kind, body, content):
    result = read_answer(200, kind, body)
    assert (result.status, json.loads(result.content)) == ("ok", content)


@pytest.mark.parametrize(
    ("status", "body", "code", "message", "retryable"),
    [
        (404, b'{"detail": "Todo not found"}', "not_found", "Todo not found", None),
        (422, b'{"detail": [{"msg": "bad"}]}', "invalid_argument", '[{"msg":"bad"}]', None),
        (400, b'{"error": {"message": "no"}}', "bad_request", "no", None),
        (429, b"", "rate_limited", "HTTP 429", True),
        (418, b'{"x": 1}', "http_418", "HTTP 418", None),
        (302, b"", "http_302", "HTTP 302", None),
    ],
)
def test_a_failure_is_an_observation_with_its_cause(status, body, code, message, retryable):
    result = read_answer(status, "application/json", body)
    told = json.loads(result.content)["error"]
    assert (result.status, result.code, told["code"]) == ("error", code, code)
    assert (told["message"], told["status"], told.get("retryable")) == (message, status, retryable)
