"""A template renders as Transformers does it; its tokens are its markers and characters."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from dialogues import call, kept, user
from toolmind.errors import DataError
from toolmind.formats.chat import ChatRow
from toolmind.formats.proof.template import (
    TemplateRefusal,
    load_template,
    row_length,
)

CHATML = (
    "{% for m in messages %}\n    {{- '<|im_start|>' + m.role + '\\n' + m.content }}\n"
    "{%- for c in m.tool_calls or [] %}{{ c.function.arguments | tojson }}{% endfor %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SAID = [{"role": "user", "content": "é"}]


def made(folder: Path, text: str) -> str:
    (folder / "x.jinja").write_text(text)
    return str(folder / "x.jinja")


def test_markers_are_tokens_and_so_is_every_other_character(tmp_path: Path) -> None:
    template = load_template(made(tmp_path, CHATML))
    text = template.render(SAID, reply=True)
    assert text == "<|im_start|>user\né<|im_end|>\n<|im_start|>assistant\n"
    tokens = template.encode(text)
    assert tokens[0] == "<|im_start|>" and "é" in tokens
    assert "".join(tokens) == text
    assert [t for t in tokens if template.is_special(t)] == [
        "<|im_start|>",
        "<|im_end|>",
        "<|im_start|>",
    ]


def test_json_is_written_as_transformers_does(tmp_path: Path) -> None:
    template = load_template(made(tmp_path, "{{ messages | tojson }}{{ tools | tojson }}"))
    assert template.render(SAID) == '[{"role": "user", "content": "é"}]null'


def test_a_refusal_is_told_in_the_words_of_the_template(tmp_path: Path) -> None:
    template = load_template(made(tmp_path, "{{ raise_exception('one tool only') }}"))
    with pytest.raises(TemplateRefusal, match="one tool only"):
        template.render(SAID)
    broken = load_template(made(tmp_path, "{{ messages[3].content.strip() }}"))
    with pytest.raises(TemplateRefusal):
        broken.render(SAID)


def test_a_models_folder_gives_its_template_and_tokenizer(tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    config = {
        "chat_template": "{{ bos_token }}<|im_end|>",
        "bos_token": {"content": "<|im_start|>"},
    }
    (tmp_path / "tokenizer_config.json").write_bytes(orjson.dumps(config))
    template = load_template(str(tmp_path))
    assert template.encode(template.render(SAID)) == ["<|im_start|>", "<|im_end|>"]
    assert template.is_special("<|im_end|>") and not template.is_special("a")


@pytest.mark.parametrize("text", ["{% if %}", "{% generation %}"])
def test_what_is_no_template_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a template"):
        load_template(made(tmp_path, text))


def test_what_is_not_there_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such template"):
        load_template(str(tmp_path / "none.jinja"))
    with pytest.raises(DataError, match="holds no chat template"):
        load_template(str(tmp_path))


def test_the_length_of_a_row_is_in_tokens_of_the_template(tmp_path: Path) -> None:
    whole = kept(user("ab"), call("f", {"a": 1}))
    (path,) = whole.paths()
    chat = ChatRow(path.id, path.messages, whole)
    template = load_template(made(tmp_path, "{% for m in messages %}{{ m.content }}{% endfor %}"))
    assert row_length(template, chat) == 2
    refusing = load_template(made(tmp_path, "{{ raise_exception('no') }}"))
    with pytest.raises(TemplateRefusal, match="no"):
        row_length(refusing, chat)
