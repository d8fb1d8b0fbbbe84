"""Between GGUF and the folders that trainers read; runs where `toolmind[train]` and `gguf` are.

    python models.py read BASE.gguf FOLDER             all weights, as numbers of 32 bits
    python models.py write BASE.gguf FOLDER OUT.gguf   weights, or adapters, as Q8_0

What is written has the tokenizer and the sizes of BASE, and the chat template of FOLDER. Of models
in the shape of Llama alone: llama.cpp has the rows of queries and keys in another order.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def read(base: Path, folder: Path) -> None:
    """Write a GGUF's weights and tokenizer as transformers has them."""
    where = {"pretrained_model_name_or_path": str(base.parent), "gguf_file": base.name}
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32)
    model.hf_quantizer = None  # the weights are plain by now, and quantised ones are not saved
    model.config.__dict__.pop("quantization_config", None)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(**where).save_pretrained(folder)


def write(base: Path, folder: Path, out: Path) -> None:
    """Write a folder of weights, or of adapters with the model that they are for, as GGUF."""
    held = gguf.GGUFReader(base)
    template = AutoTokenizer.from_pretrained(folder).chat_template
    writer = gguf.GGUFWriter(out, "llama")
    for name, field in held.fields.items():
        if name.startswith("GGUF.") or name in ("general.architecture", "tokenizer.chat_template"):
            continue
        part = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        value = gguf.LlamaFileType.MOSTLY_Q8_0 if name == "general.file_type" else field.contents()
        writer.add_key_value(name, value, field.types[0], sub_type=part)
    writer.add_chat_template(template)
    kind = gguf.GGMLQuantizationType.Q8_0
    for name, values in tensors(folder):
        if values.ndim == 1:
            writer.add_tensor(name, values)
        else:
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensors(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each tensor under llama.cpp's name, in its order of rows."""
    model = loaded(folder)
    config = model.config
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        values = tensor.float().numpy()
        if name.endswith("q_proj.weight"):
            values = interleaved(values, config.num_attention_heads)
        elif name.endswith("k_proj.weight"):
            values = interleaved(values, config.num_key_value_heads)
        known = names.get_name(name, try_suffixes=(".weight",))
        if known is None:
            raise SystemExit(f"{folder}: llama.cpp has no name for {name}")
        yield known, np.ascontiguousarray(values)


def loaded(folder: Path) -> Any:
    """Return a model; adapters are added to the weights."""
    if not (folder / "adapter_config.json").is_file():
        return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    import peft

    with_adapters = peft.AutoPeftModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return with_adapters.merge_and_unload()


def interleaved(values: np.ndarray, heads: int) -> np.ndarray:
    """Put the two halves of each head's rows one between the other (as llama.cpp rotates them)."""
    halves = values.reshape(heads, 2, values.shape[0] // heads // 2, values.shape[1])
    return halves.swapaxes(1, 2).reshape(values.shape)


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](*map(Path, sys.argv[2:]))
