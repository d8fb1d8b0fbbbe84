"""A tokenizer and a chat template made here, for a model from random weights: no download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from toolmind.errors import ConfigError
from toolmind.files import atomic_file
from toolmind.formats.chat import chat_message
from toolmind.runs.run_dir import RunDir

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")

TEMPLATE = """\
{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
    {{- '# Tools\\n<tools>' }}
    {%- for tool in tools %}{{- '\\n' + (tool | tojson) }}{%- endfor %}
    {{- '\\n</tools><|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == 'assistant' %}
        {{- '<|im_start|>assistant\\n' }}
        {%- generation %}
        {%- if message.reasoning_content %}
            {{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}
        {%- endif %}
        {{- message.content or '' }}
        {%- for call in message.tool_calls or [] %}
            {{- '\\n<tool_call>\\n{"name": ' + (call.function.name | tojson) }}
            {{- ', "arguments": ' + (call.function.arguments | tojson) + '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>' }}
        {%- endgeneration %}
        {{- '\\n' }}
    {%- elif message.role == 'tool' %}
        {{- '<|im_start|>tool\\n<tool_response>\\n' + message.content + '\\n</tool_response>' }}
        {{- '<|im_end|>\\n' }}
    {%- elif not (tools and loop.first and message.role == 'system') %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
"""
"""In the way of Qwen: ChatML, tools in the system turn, calls as JSON in ``<tool_call>``. It
rewrites no history, so that a dialogue may be a row; the turns of the assistant stand in
``generation``, which TRL's `assistant_only_loss` asks for."""


def run_texts(run: Path) -> Iterator[str]:
    """Yield what the dialogues of a run say, message by message, and the tools that they show.

    Raises:
        RunError: it is no run folder.
    """
    with RunDir.view(run) as folder:
        shown = set[str]()
        for item in folder.finished():
            shown.update(item.scenario.tools)
            for message in item.trajectory.messages:
                yield orjson.dumps(chat_message(message)).decode()
        tools = folder.read_tools()
        for name in sorted(shown):
            yield orjson.dumps(tools[name].spec()).decode()


def write_tokenizer(texts: Iterable[str], folder: Path, vocabulary: int) -> None:
    """Train a tokenizer of bytes on texts, and write it with `TEMPLATE` as a model's folder has it.

    Raises:
        ConfigError: `tokenizers` is not installed.
        RunError: the folder cannot be written.
    """
    try:
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    except ImportError:
        raise ConfigError("pip install 'toolmind[train]' makes the tokenizer of `tiny`") from None
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "model_max_length": 131_072,
        "clean_up_tokenization_spaces": False,
    }
    files = {
        "tokenizer.json": tokenizer.to_str(),
        "tokenizer_config.json": orjson.dumps(settings, option=orjson.OPT_INDENT_2).decode(),
        "chat_template.jinja": TEMPLATE,
    }
    for name, text in files.items():
        with atomic_file(folder / name) as file:
            file.write(text.encode())
