"""Train the link scorer that ships with ToolMind: src/toolmind/data/scorer.npz.

    pip install torch==2.13.0
    research/link_scorer/make_sets.sh CORPORA BOTO3_DATA PROVIDERS CONNECTORS SETS
    python research/link_scorer/train_scorer.py CORPORA SETS

What it learns from, and how much of each: `SHARES` in `training_data.py`. How well it does on
what it did not learn from: `evaluate_scorer.py`. Takes some three minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from training_data import SHARES, Labelled, load_all

from toolmind.graph.features.margin_features import margins_of
from toolmind.graph.scoring.network import Weights, first_step, scaled, second_step

UNITS, NETS, STEPS, BATCH, NOISE, DROPPED, DECAY = 24, 3, 3200, 1024, 0.1, 0.08, 3e-4

Part = tuple[Labelled, float]


def stacked(parts: Sequence[Part], rows: Callable[[Labelled], np.ndarray]) -> np.ndarray:
    """Rows of all parts together."""
    return np.concatenate([rows(part) for part, _ in parts])


def fit(parts: Sequence[Part]) -> Weights:
    """Fit both steps."""
    torch.set_num_threads(1)
    truth = stacked(parts, lambda one: one.truth)
    weight = np.concatenate([part.weights() * share for part, share in parts])
    weight *= len(weight) / weight.sum()
    seen = stacked(parts, lambda one: one.every[one.place])
    weights: Weights = {
        "first_mean": seen.mean(axis=0),
        "first_scale": seen.std(axis=0) + 1e-3,
    }
    weights |= fit_linear(scaled(weights, "first", seen), truth, weight)
    full = stacked(parts, lambda one: full_evidence(weights, one))
    weights |= {"second_mean": full.mean(axis=0), "second_scale": full.std(axis=0) + 0.05}
    rows = scaled(weights, "second", full)
    nets = [fit_net(rows, truth, weight, seed) for seed in range(NETS)]
    weights |= {
        "hidden": np.concatenate([net[0].weight.detach().numpy().T for net in nets], axis=1),
        "hidden_bias": np.concatenate([net[0].bias.detach().numpy() for net in nets]),
        "last": np.concatenate([net[2].weight.detach().numpy()[0] / NETS for net in nets]),
        "last_bias": np.mean([net[2].bias.detach().numpy()[0] for net in nets]),
    }
    return {name: np.asarray(one, dtype=np.float32) for name, one in weights.items()}


def full_evidence(weights: Weights, one: Labelled) -> np.ndarray:
    """Features with the margins, of the labelled pairs."""
    margins = margins_of(first_step(weights, one.every), *one.competition_groups)
    return np.concatenate([one.every, margins], axis=1)[one.place]


def fit_linear(rows: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> Weights:
    """Logistic regression with a little ridge."""
    data, goal, share = (torch.tensor(one, dtype=torch.float64) for one in (rows, truth, weight))
    line = torch.nn.Linear(rows.shape[1], 1, dtype=torch.float64)
    torch.nn.init.zeros_(line.weight)
    optimiser = torch.optim.LBFGS(line.parameters(), max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(
            line(data)[:, 0], goal, weight=share, reduction="sum"
        )
        total = entropy + 10 * (line.weight**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    return {"first": line.weight.detach().numpy()[0], "first_bias": line.bias.detach().numpy()[0]}


def fit_net(
    rows: np.ndarray, truth: np.ndarray, weight: np.ndarray, seed: int
) -> torch.nn.Sequential:
    """One hidden layer; noise keeps it smooth, features left out keep it from leaning on one."""
    torch.manual_seed(seed)
    data, goal, share = (torch.tensor(one, dtype=torch.float32) for one in (rows, truth, weight))
    net = torch.nn.Sequential(
        torch.nn.Linear(rows.shape[1], UNITS), torch.nn.Tanh(), torch.nn.Linear(UNITS, 1)
    )
    optimiser = torch.optim.Adam(net.parameters(), lr=0.015)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for _ in range(STEPS):
        drawn = torch.multinomial(share, BATCH, replacement=True)
        noisy = data[drawn] + NOISE * torch.randn(BATCH, rows.shape[1])
        noisy *= torch.rand(BATCH, rows.shape[1]) > DROPPED
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(noisy)[:, 0], goal[drawn])
        loss = loss + DECAY * sum((one**2).sum() for one in net.parameters())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net


def scores(weights: Weights, one: Labelled) -> np.ndarray:
    """Scores of the labelled pairs."""
    return second_step(weights, full_evidence(weights, one))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/toolmind/data/scorer.npz"))
    options = parser.parse_args()
    found = load_all(options.corpora, options.sets)
    np.savez(options.out, **fit([(found[name], share) for name, share in SHARES.items()]))
    print(options.out, options.out.stat().st_size)


if __name__ == "__main__":
    main()
