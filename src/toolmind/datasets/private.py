"""Private values in dialogues: each replaced by one of its kind, the same wherever it stands.

Found are e-mail addresses, telephone numbers, card numbers, IBANs and US social security numbers,
by the patterns and checksums of `presidio-analyzer`, which need no model and no network. Names and
postal addresses are not: they would need a model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace as with_fields
from typing import Any

import orjson
from faker import Faker
from faker.utils.checksums import calculate_luhn
from msgspec.structs import replace

from toolmind.datasets.dialogue import Dialogue
from toolmind.errors import ConfigError
from toolmind.records import Message

_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![\d.])\d{7,}(?![\d.])')
"""In JSON text: a string, or a number that may be somebody's."""
_SUBSCRIBER = 10
"""Digits by which a telephone number is told from others (ours): before them is the country."""
_PHONE, _EMAIL, _CARD, _IBAN = "PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE"


class Replacer:
    """Replaces the private values of dialogues, one after another.

    A value has the same replacement in all of them, however it is written, and no two values have
    one in common. Which it is depends on `seed` and on the values before it, not on the value.
    `counts` are the values that were replaced so far, by kind.

    Raises:
        ConfigError: `presidio-analyzer` is not installed.
    """

    def __init__(self, seed: int = 0) -> None:
        try:
            self._recognizers = _recognizers()
        except ImportError:
            raise ConfigError(
                "private values are found by presidio-analyzer: pip install 'toolmind[private]'"
            ) from None
        self._fake = Faker("en_US")
        self._fake.seed_instance(seed)
        self.counts = Counter[str]()
        self._known: dict[tuple[str, str], str] = {}
        self._given: set[tuple[str, str]] = set()

    def dialogue(self, row: Dialogue) -> Dialogue:
        """Return the row with other values in its messages, arguments and results."""
        values = self._values(row)
        if not values:
            return row
        longest = sorted(values, key=len, reverse=True)
        anyone = re.compile("|".join(rf"(?<!\w){re.escape(value)}(?!\w)" for value in longest))

        def change(text: str) -> str:
            return anyone.sub(lambda found: self._replaced(values[found[0]], found[0]), text)

        return with_fields(row, messages=tuple(_changed(one, change) for one in row.messages))

    def _values(self, row: Dialogue) -> dict[str, str]:
        """Return the private values of a row, as they are written, and their kinds.

        Digits alone may be anything, so they are a telephone number where the user says them, or
        where they are one that is written as such elsewhere in the row.
        """
        values: dict[str, str] = {}
        bare: set[str] = set()
        for message in row.messages:
            for kind, value in self._found(message):
                if kind == _PHONE and value.isdigit() and message.role != "user":
                    bare.add(value)
                else:
                    values.setdefault(value, kind)
        phones = {_core(_PHONE, value) for value, kind in values.items() if kind == _PHONE}
        return {value: _PHONE for value in bare if _core(_PHONE, value) in phones} | values

    def _found(self, message: Message) -> Iterator[tuple[str, str]]:
        texts: list[str] = []

        def note(text: str) -> str:
            texts.append(text)
            return text

        _changed(message, note)
        for text in texts:
            for recognizer in self._recognizers:
                for hit in recognizer.analyze(text, recognizer.supported_entities, None):
                    yield hit.entity_type, text[hit.start : hit.end].strip()

    def _replaced(self, kind: str, value: str) -> str:
        key = kind, _core(kind, value)
        if key not in self._known:
            self.counts[kind] += 1
            made = self._made(*key)
            while (kind, made) in self._given:
                made = self._made(*key)
            self._given.add((kind, made))
            self._known[key] = made
        made = self._known[key]
        return made if kind == _EMAIL else _written_as(value, made)

    def _made(self, kind: str, core: str) -> str:
        """Return a new value: an address, or as many digits and letters as there were."""
        if kind == _EMAIL:
            return f"{self._fake.user_name()}{self._fake.numerify('%##')}@example.org"
        if kind == _IBAN:
            account = self._digits(core[4:])
            number = "".join(str(int(one, 36)) for one in f"{account}{core[:2]}00")
            return f"{core[:2]}{98 - int(number) % 97:02d}{account}"
        if kind == _CARD:
            start = core[0] + self._digits(core[1:-1])
            return f"{start}{calculate_luhn(int(start))}"
        if kind == _PHONE:
            return self._digits(core)
        return re.sub(r"\D", "", self._fake.ssn())

    def _digits(self, text: str) -> str:
        """Return other digits in the places of those of a text; one that starts with 0 does so."""
        blank = re.sub(r"\d", "#", text)
        if text[0] != "0" and blank[0] == "#":
            blank = "%" + blank[1:]
        return self._fake.numerify(blank)


def _recognizers() -> list[Any]:
    from presidio_analyzer import PatternRecognizer
    from presidio_analyzer import predefined_recognizers as known

    # The recogniser of its own asks the network which top-level domains there are.
    email = PatternRecognizer(_EMAIL, patterns=known.EmailRecognizer.PATTERNS)
    others = (known.CreditCardRecognizer, known.IbanRecognizer, known.UsSsnRecognizer)
    return [email, *(make() for make in others), known.PhoneRecognizer()]


def _core(kind: str, value: str) -> str:
    """Return what is the same in all ways to write a value."""
    if kind == _EMAIL:
        return value.lower()
    plain = re.sub(r"[\W_]", "", value).upper()
    return plain[-_SUBSCRIBER:] if kind == _PHONE else plain


def _written_as(value: str, made: str) -> str:
    """Write a made value as another is: grouped alike, after the same country."""
    places = [at for at, one in enumerate(value) if one.isalnum()][-len(made) :]
    written = list(value)
    for at, one in zip(places, made, strict=True):
        written[at] = one
    return "".join(written)


def _changed(message: Message, change: Callable[[str], str]) -> Message:
    """Return a message with all its texts changed; JSON stays JSON, written as it was."""
    calls = tuple(
        replace(call, arguments=_in_text(call.arguments, change)) for call in message.tool_calls
    )
    content, reasoning = _in_text(message.content, change), _in_text(message.reasoning, change)
    return replace(message, content=content, reasoning=reasoning, tool_calls=calls)


def _in_text(text: str, change: Callable[[str], str]) -> str:
    if not text.lstrip().startswith(("{", "[")):
        return change(text)
    try:
        orjson.loads(text)
    except ValueError:
        return change(text)
    return _LITERAL.sub(lambda found: _in_literal(found[0], change), text)


def _in_literal(literal: str, change: Callable[[str], str]) -> str:
    if not literal.startswith('"'):
        return change(literal)
    said = orjson.loads(literal)
    changed = _in_text(said, change)
    return literal if changed == said else orjson.dumps(changed).decode()
