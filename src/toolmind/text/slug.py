"""Text as part of a name that machines read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=256)
def slug(text: str, gap: str = "-", *, keep: str = "", lower: bool = True) -> str:
    """Return a text in ASCII letters and digits, with `gap` for each run of other characters.

    Accents are dropped. `keep` has further characters to keep. Empty where nothing is left.

    >>> slug("Café & Bar"), slug("/pets/{petId}", "_", lower=False)
    ('cafe-bar', 'pets_petId')
    """
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in spread if not unicodedata.combining(char))
    if lower:
        text = text.lower()
    return re.sub(rf"[^a-zA-Z0-9{re.escape(keep)}]+", gap, text).strip(gap)
