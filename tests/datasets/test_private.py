"""A private value is another one of its kind, the same everywhere; what is none stays."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any, NamedTuple

import orjson
import pytest

from toolmind.datasets import private
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.private import Replacer
from toolmind.errors import ConfigError
from toolmind.records import Message, ToolCall

PRESIDIO = find_spec("presidio_analyzer") is not None
pytestmark = pytest.mark.filterwarnings("default")  # of what presidio imports

CARD = "4111 1111 1111 1111"
IBAN = "DE89370400440532013000"
SAID = f"I am ann.lee@acme.com, +1 (415) 555-2671, card {CARD}, IBAN {IBAN}, SSN 536-90-4399."
ARGUMENTS = (
    r'{"to":  "Hi\nAnn.Lee@acme.com", "phone": 4155552671, "lat": 37.7749295, "at": 1764498600,'
    r' "body": "{\"card\": \"4111111111111111\"}"}'
)


class Hit(NamedTuple):
    entity_type: str
    start: int
    end: int


class Pattern:
    """Finds as presidio does, where it is not installed: what is done with it is ours."""

    def __init__(self, kind: str, pattern: str) -> None:
        self.supported_entities, self.pattern = [kind], pattern

    def analyze(self, text: str, entities: list[str], _artifacts: Any) -> list[Hit]:
        return [Hit(entities[0], *one.span()) for one in re.finditer(self.pattern, text)]


@pytest.fixture(autouse=True)
def patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    if not PRESIDIO:
        found = {
            "EMAIL_ADDRESS": r"[\w.]+@\w+\.\w+",
            "CREDIT_CARD": r"\b4(?: ?\d){15}\b",
            "IBAN_CODE": r"\b[A-Z]{2}\d{20}\b",
            "US_SSN": r"\b\d{3}-\d\d-\d{4}\b",
            "PHONE_NUMBER": r"\+1 \(\d{3}\) \d{3}-\d{4}|\b\d{10}\b",
        }
        made = [Pattern(kind, pattern) for kind, pattern in found.items()]
        monkeypatch.setattr(private, "_recognizers", lambda: made)


def row(said: str = SAID, arguments: str = ARGUMENTS, result: str = "") -> Dialogue:
    messages = (
        Message(role="user", content=said),
        Message(role="assistant", reasoning=said, tool_calls=(ToolCall("c", "send", arguments),)),
        Message(role="tool", content=result, tool_call_id="c"),
    )
    return Dialogue(messages=messages, tools=(), learnt=frozenset({1}))


def luhn(number: str) -> bool:
    doubled = [int(one) * (1 + at % 2) for at, one in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def test_a_value_is_the_same_in_messages_arguments_and_results() -> None:
    replacer = Replacer()
    read = replacer.dialogue(row(result='[{"owner": "ann.lee@acme.com"}]'))
    user, call, result = read.messages
    assert call.reasoning == user.content
    email = re.search(r"\S+@example\.org", user.content)
    phone = re.search(r"\+1 \((\d{3})\) (\d{3})-(\d{4})", user.content)
    card = re.search(r"card (4\d{3} \d{4} \d{4} \d{4})", user.content)
    assert email and phone and card
    given = call.tool_calls[0].parsed()
    assert given["to"] == f"Hi\n{email[0]}"
    assert given["phone"] == int("".join(phone.groups()))
    assert orjson.loads(given["body"]) == {"card": card[1].replace(" ", "")}
    assert orjson.loads(result.content) == [{"owner": email[0]}]
    assert replacer.counts == {
        "EMAIL_ADDRESS": 1,
        "PHONE_NUMBER": 1,
        "CREDIT_CARD": 1,
        "IBAN_CODE": 1,
        "US_SSN": 1,
    }


def test_nothing_private_is_left_and_checksums_hold() -> None:
    said = Replacer().dialogue(row()).messages[0].content
    for value in ("ann.lee", "415) 555-2671", CARD, IBAN[4:], "536-90-4399"):
        assert value not in said
    card = re.search(r"card ([\d ]+)", said)
    iban = re.search(r"IBAN (DE\d{20})", said)
    assert card and luhn(card[1].replace(" ", ""))
    assert iban and int(f"{iban[1][4:]}1314{iban[1][2:4]}") % 97 == 1


def test_what_is_not_private_stays_as_it_was_written() -> None:
    call = Replacer().dialogue(row()).messages[1].tool_calls[0]
    assert call.arguments.startswith('{"to":  "Hi')
    assert '"lat": 37.7749295, "at": 1764498600' in call.arguments
    plain = row("What is the weather in Paris on 2026-11-30 at 14:30?", '{"city": "Paris"}', "{")
    assert Replacer().dialogue(plain) is plain


def test_other_rows_have_the_same_replacement_and_other_values_another() -> None:
    replacer = Replacer()
    one, again, other = (
        replacer.dialogue(row(said, "{}")).messages[0].content
        for said in ("I am a@acme.com", "I am A@acme.com", "I am b@acme.com")
    )
    assert one == again != other
    assert Replacer().dialogue(row("I am z@acme.com", "{}")).messages[0].content == one
    assert Replacer(seed=1).dialogue(row("I am a@acme.com", "{}")).messages[0].content != one


def test_arguments_that_are_no_json_are_text() -> None:
    read = Replacer().dialogue(row("x", '{"to": "a@acme.com"'))
    assert "acme" not in read.messages[1].tool_calls[0].arguments


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> list[Any]:
        raise ModuleNotFoundError("presidio_analyzer")

    monkeypatch.setattr(private, "_recognizers", missing)
    with pytest.raises(ConfigError, match=r"toolmind\[private\]"):
        Replacer()
