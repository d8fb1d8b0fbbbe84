"""Sections refuse what they do not know."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from toolmind.config import Section


class Own(Section):
    count: int = 1


def test_an_unknown_key_is_an_error_and_a_value_does_not_change() -> None:
    with pytest.raises(ValidationError, match="cuont"):
        Own.model_validate({"cuont": 3})
    with pytest.raises(ValidationError, match="frozen"):
        Own().count = 2  # type: ignore[misc]
