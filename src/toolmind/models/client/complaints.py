"""What an endpoint says instead of a reply, whatever shape and status it says it in."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

_STATUS = {
    "insufficient_quota": 402,
    "insufficient_balance": 402,
    "insufficient_credits": 402,
    "billing_hard_limit_reached": 402,
    "billing_not_active": 402,
    "account_deactivated": 402,
    "invalid_api_key": 401,
    "authentication_error": 401,
    "permission_error": 403,
    "rate_limit_exceeded": 429,
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "unavailable_error": 503,
    "server_error": 500,
    "internal_server_error": 500,
    "internalservererror": 500,
    "badrequesterror": 400,
    "notfounderror": 404,
    "context_length_exceeded": 400,
    "invalid_request_error": 400,
    "invalid_request": 400,
    "model_not_found": 404,
}
"""Codes and types of errors that tell of a status, as OpenAI, Anthropic, vLLM and others have them.
"""

OUT_OF_CREDIT = 402
"""What `insufficient_quota` is, whatever status it comes with: 429, as OpenAI sends it, would be
waited for."""


class Complaint(NamedTuple):
    """The server's own words, and the status that they mean; None where they do not tell.

    `moderated`: it is one request's content that is refused, whatever the status.
    """

    status: int | None
    words: str
    moderated: bool = False


class Complained(ValueError):
    """A body with status 200 is no reply but an error; `code` is counted where no status tells."""

    def __init__(self, complaint: Complaint, code: str = "model.error_body") -> None:
        super().__init__(complaint.words)
        self.complaint, self.code = complaint, code


def complaint_of(raw: bytes) -> Complaint | None:
    """Return the complaint that a body is; None if it is no JSON object that tells of an error."""
    try:
        return complaint_in(orjson.loads(raw))
    except orjson.JSONDecodeError:
        return None


def complaint_in(body: Any) -> Complaint | None:
    """Return the complaint in a decoded body: `error`, `message` or `detail` tell of it."""
    if not isinstance(body, dict):
        return None
    error = body.get("error") or (body if body.get("message") or body.get("detail") else None)
    if not error:
        return None
    if not isinstance(error, dict):
        return Complaint(_status(body), str(error))
    words = error.get("message") or error.get("detail") or orjson.dumps(error).decode()
    meta = error.get("metadata")
    meta = meta if isinstance(meta, dict) else {}
    if meta.get("raw"):  # where OpenRouter hands on a provider's words
        words = f"{words}: {meta['raw']}"
    moderated = bool(meta.get("reasons") or meta.get("flagged_input"))
    return Complaint(_status(error) or _status(body), str(words), moderated)


def _status(error: dict[str, Any]) -> int | None:
    told = [error.get(field) for field in ("code", "type", "status", "status_code")]
    named = [_STATUS.get(str(one).lower()) for one in told]
    if OUT_OF_CREDIT in named:
        return OUT_OF_CREDIT
    numbers = [int(one) for one in map(str, told) if one.isdecimal() and 400 <= int(one) < 600]
    return next(iter(numbers), None) or next(filter(None, named), None)
