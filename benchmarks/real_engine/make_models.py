"""Make two tiny models on the spot, in the form of Qwen3: one that babbles, one that was taught.

Runs in the engine's own environment (torch, transformers). `babble` has random weights: whatever
it is asked, it answers with junk. `taught` has learnt the few exchanges of `lessons.json` by heart
(a tool call, its summary, an answer in JSON), so that the engine's tool parsing has something to
parse. Both share one tokenizer, trained on the lessons.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

HERE = Path(__file__).parent
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

# ChatML with tools in the system turn, as Qwen models have it.
TEMPLATE = """\
{%- if tools -%}
<|im_start|>system
# Tools
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}<|im_end|>
{% endif -%}
{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content or '' }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments if
 call.function.arguments is string else call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% endif -%}
"""


def make_tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=1200, special_tokens=SPECIAL, initial_alphabet=alphabet
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=TEMPLATE,
        model_max_length=32_768,
    )


def make_model(tokenizer: PreTrainedTokenizerFast) -> Qwen3ForCausalLM:
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=384,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        max_position_embeddings=32_768,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return Qwen3ForCausalLM(config)


def teach(
    model: Qwen3ForCausalLM, tokenizer: PreTrainedTokenizerFast, lessons: list[dict]
) -> float:
    """Train until the answers are known by heart; return the last loss."""
    rows = []
    for lesson in lessons:
        asked = tokenizer.apply_chat_template(
            lesson["messages"],
            tools=lesson.get("tools"),
            add_generation_prompt=True,
            tokenize=False,
        )
        prompt = tokenizer(asked)["input_ids"]
        answer = tokenizer(lesson["answer"] + "<|im_end|>")["input_ids"]
        rows.append((prompt + answer, [-100] * len(prompt) + answer))
    longest = max(len(ids) for ids, _ in rows)
    pad = tokenizer.pad_token_id
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row, _ in rows])
    labels = torch.tensor([row + [-100] * (longest - len(row)) for _, row in rows])
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    model.train()
    for _ in range(400):
        loss = model(input_ids=ids, attention_mask=(ids != pad).long(), labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < 0.02:
            break
    model.eval()
    return loss.item()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    torch.set_num_threads(2)
    lessons = json.loads((HERE / "lessons.json").read_text())
    tokenizer = make_tokenizer([json.dumps(lesson) for lesson in lessons] + [TEMPLATE])
    for name in ("babble", "taught"):
        model = make_model(tokenizer)
        if name == "taught":
            print(f"taught: loss {teach(model, tokenizer, lessons):.4f}")
        model.generation_config.max_new_tokens = 128
        model.generation_config.do_sample = name == "babble"
        model.save_pretrained(given.out / name)
        tokenizer.save_pretrained(given.out / name)


if __name__ == "__main__":
    main()
