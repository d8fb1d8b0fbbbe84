"""What the package `renderers` would put under loss in an export; run in an environment of its own.

    python in_renderers.py EXPORT TEMPLATE OUT

Its renderers are written by hand, family by family, and read no chat template: an independent word
on which tokens are the model's. The tokenizer is the one that `tokenizer.py` makes.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import datasets
import renderers
from tokenizer import tokenizer_for

CONFIGS = {
    "qwen3": "Qwen3RendererConfig",
    "glm4moe": "GLM45RendererConfig",
    "nemotron_3_nano": "Nemotron3RendererConfig",
    "qwen3_5_think": "Qwen35RendererConfig",
    "qwen3_6": "Qwen36RendererConfig",
    "llama3_1": "Llama3RendererConfig",
}


def made(template: str) -> tuple[Any, Any]:
    """Return a tokenizer that has every token that the renderer asks for, and the renderer."""
    tokenizer = tokenizer_for(template)
    while True:
        try:
            config = getattr(renderers, CONFIGS[template])()
            return tokenizer, renderers.create_renderer(tokenizer, config)
        except AssertionError as error:
            missing = re.search(r"token '(.+?)' not found", str(error))
            if missing is None:
                raise
            tokenizer.add_tokens([missing[1]], special_tokens=True)


def main(export: str, template: str, out: str) -> None:
    """Write the text under loss of every row, or why there is none."""
    tokenizer, renderer = made(template)
    rows = datasets.load_dataset("parquet", data_files=f"{export}/turns.parquet", split="train")
    found, refused = {}, {}
    for row in rows:
        messages = [*row["prompt"], *row["completion"]]
        mask = [0] * len(row["prompt"]) + [1]
        tools = [tool["function"] for tool in json.loads(row["tools"])]
        try:
            sample = renderers.build_training_sample(
                renderer,
                messages,
                tools=tools,
                message_loss_mask=mask,
                ensure_final_stop=True,
            )
        except Exception as error:  # whatever a renderer says to a dialogue
            refused[row["id"]] = f"{type(error).__name__}: {error}"[:200]
            continue
        pairs = zip(sample.token_ids, sample.loss_mask, strict=True)
        found[row["id"]] = tokenizer.decode([token for token, on in pairs if on])
    told = {"name": f"renderers {renderers.__version__}", "learnt": found, "refused": refused}
    Path(out).write_text(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
