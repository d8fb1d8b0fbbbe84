"""What is under loss is the turn, its stop token and nothing else, or it is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from toolmind.formats.proof.proof import ProofReport, prove
from toolmind.formats.proof.rows import RenderedRow
from toolmind.formats.proof.template import load_template

CALL = {
    "role": "assistant",
    "content": "I look.",
    "tool_calls": [{"function": {"name": "f", "arguments": {"city": 'Pa"ris'}}}],
}
SAID: list[dict[str, Any]] = [
    {"role": "user", "content": "Hi"},
    CALL,
    {"role": "tool", "content": "x"},
    {"role": "assistant", "content": "Clear."},
]
BODY = "{{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}"
TURN = "<|im_start|>{{ m.role }}\n" + BODY
REPLY = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"


def proven(folder: Path, text: str, messages: list[dict[str, Any]] = SAID) -> ProofReport:
    (folder / "x.jinja").write_text(text)
    row = RenderedRow("t0", messages, (), (1, 3), whole=True)
    return prove(load_template(str(folder / "x.jinja")), [row])


def test_a_template_that_closes_its_turns_holds(tmp_path: Path) -> None:
    text = "{% for m in messages %}" + TURN + "<|im_end|>\n{% endfor %}" + REPLY
    report = proven(tmp_path, text)
    assert report.holds
    assert (report.rows, report.turns) == (1, 2)
    learnt = 'I look.{"name": "f", "arguments": {"city": "Pa\\"ris"}}' + "Clear."
    assert report.learnt_tokens == len(learnt) + 2 * len(("<|im_end|>", "\n"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{% for m in messages %}" + TURN + "{% endfor %}" + REPLY, "no stop token"),
        (
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}"
            "<think>\n\n</think>\n\n{% endif %}" + BODY + "<|im_end|>{% endfor %}" + REPLY,
            "empty think block",
        ),
        (
            "{% for m in messages %}"
            + TURN
            + "<|im_end|>{% endfor %}{% if add_generation_prompt %}"
            "<|im_start|>assistant\nThus: {% endif %}",
            "prompt is no prefix",
        ),
        (
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>{% endfor %}"
            + REPLY,
            "not under loss",
        ),
        (
            "{% for m in messages %}<|im_start|>{{ m.role }}\n"
            "{% if loop.last or m.role == 'user' %}"
            + BODY
            + "{% endif %}<|im_end|>{% endfor %}"
            + REPLY,
            "history is rewritten",
        ),
        ("{{ raise_exception('no') }}", "refused"),
    ],
)
def test_what_is_not_as_it_should_be_is_counted_and_shown(
    text: str, kind: str, tmp_path: Path
) -> None:
    report = proven(tmp_path, text)
    assert not report.holds
    assert kind in report.mismatches
    (example,) = (one for one in report.examples if one.kind == kind)
    assert (example.row, example.message in (1, 3)) == ("t0", True)
    assert example.text


def test_arguments_that_are_encoded_twice_are_found(tmp_path: Path) -> None:
    text = "{% for m in messages %}" + TURN + "<|im_end|>\n{% endfor %}" + REPLY
    made = {"function": {"name": "f", "arguments": '{"city": "Paris"}'}}
    messages = [SAID[0], {**CALL, "tool_calls": [made]}, *SAID[2:]]
    assert proven(tmp_path, text, messages).mismatches == {"encoded twice": 1}
