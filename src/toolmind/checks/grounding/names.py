"""Other names of what people speak of: a city's airport, and what its people call it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SYNONYMS = {
    "$": "usd", "dollar": "usd", "dollars": "usd", "bucks": "usd", "€": "eur", "euro": "eur",
    "euros": "eur", "£": "gbp", "pound": "gbp", "pounds": "gbp", "¥": "jpy", "yen": "jpy",
    "₹": "inr", "rupee": "inr", "rupees": "inr", "english": "en", "french": "fr", "german": "de",
    "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "japanese": "ja",
    "chinese": "zh", "korean": "ko", "russian": "ru", "arabic": "ar", "hindi": "hi",
}  # fmt: skip
"""Codes that stand for what people say: currencies (ISO 4217), languages (ISO 639-1)."""

_CALLED = {
    "nyc": "new york city", "philly": "philadelphia", "vegas": "las vegas", "dc": "washington d c",
    "washington": "washington d c", "sf": "san francisco", "la": "los angeles", "fran": "francisco",
    "frisco": "san francisco", "chi": "chicago", "chitown": "chicago", "cdmx": "mexico city",
    "atl": "atlanta", "lax": "los angeles", "sd": "san diego", "nola": "new orleans",
    "columbia": "washington d c", "uk": "united kingdom",
    "us": "united states", "usa": "united states", "mum": "mother", "mom": "mother",
}  # fmt: skip
"""Short names in common use (ours); where one means several things, it proves them all."""

_COLUMNS = (0, 6)
"""City and airport in the table of places."""


@cache
def also_called() -> dict[str, tuple[str, ...]]:
    """Return by a word, in lower case, the words of what else it means: SFO, San Francisco."""
    text = (files("toolmind") / "data" / "places.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    airports = {row[_COLUMNS[1]].lower(): row[_COLUMNS[0]].lower() for row in rows}
    return {word: tuple(name.split()) for word, name in (airports | _CALLED).items()}
