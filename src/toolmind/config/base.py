"""What all sections of the configuration share."""

from __future__ import annotations

import difflib

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of all configuration sections: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def nearest(word: str, known: list[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known word, or the known words."""
    match = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f" (did you mean {match[0]!r}?)" if match else f" (known: {', '.join(sorted(known))})"
