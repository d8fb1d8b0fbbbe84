"""Countries, currencies, languages and great cities by their names in other languages (CLDR)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from toolmind.text.gloss.lexicon import UNDERSTOOD

_HEAD = 4
"""Letters of a currency's noun that tell it, whatever its ending: долларов, dólares (ours)."""


def names_of(value: str, language: str) -> tuple[str, ...]:
    """Return how people of a language call what a code or an English name stands for.

    ``JPY`` is 日元 and 日圆 in Chinese, ``Germany`` or ``DE`` Alemania in Spanish.
    """
    known = language in UNDERSTOOD or language == "en"
    return _table(language).get(value.strip().casefold(), ()) if known else ()


@cache
def _table(language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for code, english, local in _pairs(language):
        for key in (code, english):
            if key:
                found.setdefault(key.casefold(), set()).update(filter(None, local))
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _pairs(language: str) -> Iterator[tuple[str, str, set[str]]]:
    """Yield code, English name and local names of whatever has a code of its own."""
    from babel import Locale  # most dialogues ask for none
    from babel.core import get_global

    local, english = Locale.parse(language), Locale.parse("en")
    aliases: dict[str, list[str]] = {}
    for alias, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and alias.isalpha():
            aliases.setdefault(codes[0], []).append(alias)
    territories, languages = local.territories, local.languages
    currencies, symbols = local.currencies, local.currency_symbols
    for code, name in english.territories.items():
        if code.isalpha():
            yield code, name, {territories.get(code, ""), code, *aliases.get(code, ())}
    for code, name in english.languages.items():
        yield code, name, _adjectives(languages.get(code, ""))
    for code, name in english.currencies.items():
        known = {currencies.get(code, ""), symbols.get(code, "")}
        yield code, name, known | _nouns(known)
    for zone, named in local.time_zones.items():
        yield "", zone.rpartition("/")[2].replace("_", " "), {named.get("city", "")}


def _adjectives(name: str) -> set[str]:
    """Return a language's name without the ending that an adjective has: немецкий, немецком."""
    return {name[:-2] if len(name) > 6 and name[0].islower() and not name.isascii() else name}


def _nouns(names: set[str]) -> set[str]:
    """Return the nouns of a currency's names, without their endings."""
    said = [name.replace("-", " ").split() for name in names if name]
    long = {
        word[: max(_HEAD, len(word) - 2)] for name in said for word in name if len(word) > _HEAD
    }
    return long | {name[-1] for name in said if not name[-1].isascii()}
