"""TRL's trainer with weights: what a token weighs in the gradient is its weight."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from trained import TINY, environment, trainer_python

# One batch of one row, by the trainer itself: its loss, and the gradients at the logits.
SCRIPT = """
import json, sys, torch, datasets
from pathlib import Path
from collections import Counter
from toolmind.training.config import TrainConfig
from toolmind.training.tokenizer import write_tokenizer
from toolmind.training.trl_trainer import trainer

folder, given = Path(sys.argv[1]), json.loads(sys.argv[2])
write_tokenizer(["abc"], folder / "tokenizer", 300)
found = []
for weights in given:
    row = {"input_ids": [5, 6, 7, 8], "labels": [-100, 6, -100, 8], "weights": weights}
    datasets.Dataset.from_list([row]).to_parquet(folder / "rows.parquet")
    settings = json.loads(sys.argv[3]) | {"model": "tiny", "data": "x", "batch": 1}
    made = trainer(
        TrainConfig.model_validate(settings),
        folder / "tokenizer",
        [str(folder / "rows.parquet")],
        folder / str(len(found)),
    )
    batch = made.data_collator([made.train_dataset[0]])
    loss = made.compute_loss(made.model, batch, num_items_in_batch=torch.tensor(2))
    loss.backward()
    size = sum(float(p.grad.abs().sum()) for p in made.model.parameters() if p.grad is not None)
    found.append([float(loss), size, dict(made.seen)])
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def losses(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    given = [[0, 1, 0, 1], [0, 1, 0, 0.5], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0.5, 0, 0.5]]
    settings = {key: TINY[key] for key in ("precision", "tiny")}
    folder = tmp_path_factory.mktemp("weights")
    command = [trainer_python(), "-c", SCRIPT, folder, json.dumps(given), json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr[-2000:]
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_the_loss_is_the_weighted_sum_over_the_tokens_under_loss(losses: list[Any]) -> None:
    both, half, first, second, halves = (one[0] for one in losses)
    assert both == pytest.approx(first + second, rel=1e-5)
    assert half == pytest.approx(first + second / 2, rel=1e-5)
    assert halves == pytest.approx(both / 2, rel=1e-5)
    assert first > 0 and second > 0


def test_weights_reach_the_gradient(losses: list[Any]) -> None:
    both, *_, halves = (one[1] for one in losses)
    assert halves == pytest.approx(both / 2, rel=1e-4)


def test_what_was_seen_is_counted(losses: list[Any]) -> None:
    assert losses[0][2] == {"rows": 1, "tokens": 4, "learnt_tokens": 2}
