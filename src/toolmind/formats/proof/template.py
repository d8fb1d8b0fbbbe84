"""A chat template, and the tokens that it makes of a dialogue.

It is rendered as Transformers does it (its sandbox, its functions, its JSON), without that library.
Where only a template is known, and no tokenizer, each of its special markers is one token and every
other character, too: nothing is stricter about where a prompt ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from toolmind.errors import ConfigError, DataError
from toolmind.formats.chat import ChatRow
from toolmind.formats.proof.hub import REMEDY, folder_of_model, is_hub_name
from toolmind.formats.proof.piece import Piece, spelt
from toolmind.formats.proof.rows import Messages, ShownTool, template_messages
from toolmind.formats.proof.tokenizer import ModelTokenizer
from toolmind.models.client.wire import encode_tools

_MARKER = re.compile(
    r"<\|[^|<>\s]{1,40}\|>|<\|[a-z_]{1,40}>|<[a-z_]{1,40}\|>|<｜[^｜<>]{1,40}｜>|<\|?(?:start|end)_of_turn\|?>|<\|?turn\|?>"
    r"|\]~!?b?\[|\[e~\[|<(?:bos|eos|s|/s)>|\[/?(?:INST|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS)\]"
)
"""What families write for special tokens, where no tokenizer says it."""


class TemplateRefusal(ValueError):
    """A template refuses a dialogue; the message is its own."""


class ChatTemplate(NamedTuple):
    """A template, by the name that it was asked for."""

    name: str
    compiled: Any
    cut: Callable[[str], list[Piece]]
    """Cuts a text into pieces, with their tokens."""
    is_special: Callable[[str], bool]
    fixed: Mapping[str, Any]
    has_tokenizer: bool = False
    """Whether the tokens are those of a tokenizer, and have numbers."""

    @property
    def short_name(self) -> str:
        """The name without the folders that it stands in."""
        return Path(self.name).name

    def encode(self, text: str) -> list[str]:
        """Return the tokens of a text, each as its part of it."""
        return spelt(self.cut(text))

    def render(
        self,
        messages: Messages,
        tools: Sequence[Any] = (),
        *,
        reply: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the text of a dialogue; with `reply`, up to where the assistant begins.

        `options` are what a row says to the template besides.

        Raises:
            TemplateRefusal: the template does not take the dialogue.
        """
        import jinja2

        try:
            return str(
                self.compiled.render(
                    messages=messages,
                    tools=list(tools) or None,
                    documents=None,
                    add_generation_prompt=reply,
                    **self.fixed,
                    **(options or {}),
                )
            )
        except TemplateRefusal:
            raise
        except (jinja2.TemplateError, TypeError, ValueError, KeyError, AttributeError) as error:
            raise TemplateRefusal(f"{type(error).__name__}: {error}") from error


def load_template(name: str) -> ChatTemplate:
    """Find a template: of a model's folder or ``OWNER/NAME`` on a hub, a file, or ``trl:NAME``.

    The last is one of TRL's own. What a hub has is read from the local cache where it cannot be
    reached.

    Raises:
        ConfigError: `jinja2` (or `tokenizers`, for a model) is not installed, or `trl` for one of
            its own.
        DataError: there is no such template, or it cannot be read.
    """
    path = _trl_path(name.removeprefix("trl:")) if name.startswith("trl:") else Path(name)
    if not path.exists() and is_hub_name(name):
        path = folder_of_model(name)
    if path.is_dir():
        return _of_model(name, path)
    if not path.is_file():
        raise DataError("no such template", file=name, remedy=REMEDY)
    return _compiled(name, path.read_text(encoding="utf-8"), _cut_by_marker, _is_marker, {})


def _trl_path(name: str) -> Path:
    spec = find_spec("trl")
    if spec is None or spec.origin is None:
        raise ConfigError(f"trl:{name}: the templates of TRL come with it: pip install trl")
    folder = Path(spec.origin).parent / "chat_templates"
    path = folder / f"{name}.jinja"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.jinja")))
        raise DataError(f"TRL has no template {name!r}", file=str(folder), remedy=f"One of {known}")
    return path


def _of_model(name: str, folder: Path) -> ChatTemplate:
    config_file, template_file = folder / "tokenizer_config.json", folder / "chat_template.jinja"
    config = orjson.loads(config_file.read_bytes()) if config_file.is_file() else {}
    text = config.get("chat_template")
    if template_file.is_file():
        text = template_file.read_text(encoding="utf-8")
    if isinstance(text, list):  # several, by their names
        text = next((one["template"] for one in text if one["name"] == "tool_use"), None)
    if not isinstance(text, str):
        raise DataError("holds no chat template", file=str(folder))
    tokenizer = ModelTokenizer(folder)
    names = {key: _token(config.get(key)) for key in ("bos_token", "eos_token")}
    made = _compiled(name, text, tokenizer.cut, tokenizer.is_special, names)
    return made._replace(has_tokenizer=True)


def _token(value: Any) -> str:
    return str(value.get("content") if isinstance(value, dict) else value or "")


def _compiled(
    name: str,
    text: str,
    cut: Callable[[str], list[Piece]],
    is_special: Callable[[str], bool],
    names: Mapping[str, str],
) -> ChatTemplate:
    environment = _environment()
    fixed = {"bos_token": "", "eos_token": "", **names}
    import jinja2

    try:
        compiled = environment.from_string(text)
    except jinja2.TemplateError as error:
        raise DataError(f"not a template: {error}", file=name) from error
    return ChatTemplate(name, compiled, cut, is_special, fixed)


def _environment() -> Any:
    try:
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError:
        raise ConfigError("pip install 'toolmind[proof]' renders chat templates") from None
    from toolmind.formats.proof.generation import GenerationTag

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[GenerationTag, "jinja2.ext.loopcontrols"],
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = lambda form: datetime(2025, 1, 6).strftime(form)
    return environment


def _to_json(value: Any, ensure_ascii: bool = False, **options: Any) -> str:
    import json  # as Transformers does it: with blanks after commas

    if isinstance(value, ShownTool) and not (ensure_ascii or options):
        return value.json
    return json.dumps(value, ensure_ascii=ensure_ascii, **options)


def _refuse(message: str) -> None:
    raise TemplateRefusal(message)


def _cut_by_marker(text: str) -> list[Piece]:
    return [Piece(text, _by_marker)]


def _by_marker(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    for marker in _MARKER.finditer(text):
        tokens += text[at : marker.start()]
        tokens.append(marker[0])
        at = marker.end()
    return tokens + list(text[at:])


def _is_marker(token: str) -> bool:
    return len(token) > 1


def row_length(template: ChatTemplate, chat: ChatRow) -> int:
    """Return the number of tokens of a row as the template renders it.

    Raises:
        TemplateRefusal: the template does not take the row.
    """
    tools = orjson.loads(encode_tools(chat.kept.tools))
    return sum(map(len, template.cut(template.render(template_messages(chat.messages), tools))))
