"""Train the link scorer that ships with ToolMind: src/toolmind/data/scorer.npz.

    pip install torch==2.13.0
    python scripts/train_scorer.py --sgd LINKS_SGD --reworded SET SET --sets SET=WEIGHT ... \
        --positives LINKS_NESTFUL=WEIGHT --pools FUNCTIONS ... [--check] [--hold-out SET ...]

Sets are folders in the form of links_sgd (`scripts/link_sets.py` makes some). `--positives` names
sets without negatives: other parameters of the linked functions serve as such. `--pools` are
functions from which pairs are drawn that share neither name nor entity words: nearly all of them
are no links, and without them a scorer that only saw one pair of functions at a time finds links
everywhere in a pool.

`--check` cross-validates on links_sgd by service (a link is tested by a scorer that saw no link
with either of its services, in any wording) and by family of services (Buses_1 with Buses_2), and
prints figures for each set under a scorer trained without it. Weights are written without --check.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from toolmind.graph.cards import read_cards
from toolmind.graph.evidence import EVIDENCE, evidence
from toolmind.graph.filters import is_given, is_taken
from toolmind.graph.network import Weights, first_step, scaled, second_step
from toolmind.graph.parameters import find_parameter, input_parameters, output_parameters
from toolmind.graph.rivals import rivals
from toolmind.graph.score import ranking
from toolmind.graph.scorers import retrieval_vectors
from toolmind.types import Tool

UNITS, NETS, STEPS, BATCH, NOISE, DECAY = 24, 3, 500, 1024, 0.1, 3e-4
POSITIVES = 0.25
"""Weight of the links of a set, as a share of its negatives' weight."""
NO_ECHO = 3.0
"""Weight of a link whose value is new against one that echoes an input, which are many."""


@dataclass
class Labelled:
    """A labelled set, ready to learn from: all pairs of its functions, some of them labelled."""

    rows: list[dict[str, Any]]
    truth: np.ndarray
    place: np.ndarray
    """Position of each labelled pair among all pairs."""
    every: np.ndarray
    """Evidence on all pairs; rivals are found among them."""
    compare: Callable[[np.ndarray], np.ndarray]
    """From scores of all pairs to rivals' columns."""

    def weights(self) -> np.ndarray:
        """Weight of each labelled pair; they sum up to 1."""
        weight = np.ones(len(self.truth))
        if self.truth.any() and not self.truth.all():
            no = (self.truth == 0).sum()
            weight[self.truth == 1] = POSITIVES * no / self.truth.sum()
        fresh = [row.get("label") == "strong" and not row.get("src_echo") for row in self.rows]
        weight[np.array(fresh, dtype=bool)] *= NO_ECHO
        return weight / weight.sum()

    def part(self, chosen: np.ndarray) -> Labelled:
        """Keep some of the labelled pairs."""
        rows = [row for row, kept in zip(self.rows, chosen, strict=True) if kept]
        return replace(self, rows=rows, truth=self.truth[chosen], place=self.place[chosen])


def read(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON lines file; none if there is no such file."""
    if not path.exists():
        path = path.with_name(path.name + ".gz")
    if not path.exists():
        return []
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return [json.loads(line) for line in file]


def tools_of(rows: list[dict[str, Any]]) -> list[Tool]:
    """Functions as tools."""
    names = ("id", "name", "parameters", "returns", "domain")
    return [
        Tool(description=row.get("description") or "", **{name: row[name] for name in names})
        for row in rows
    ]


def bare(path: str) -> str:
    """Strip the marks of lists from a path."""
    return re.sub(r"\[\d*\]", "", path)


def load_set(folder: Path, sampled: int = 0) -> Labelled:
    """Read a labelled set; `sampled` unlabelled pairs are taken as negatives."""
    tools = tools_of(read(folder / "functions.jsonl"))
    at = {tool.id: position for position, tool in enumerate(tools)}
    outputs, inputs = output_parameters(tools, 8), input_parameters(tools, 8)
    o_of = {(one.tool, bare(one.path)): place for place, one in enumerate(outputs)}
    i_of = {(one.tool, bare(one.path)): place for place, one in enumerate(inputs)}
    rows, truth, ends = [], [], []
    links = [row for row in read(folder / "links.jsonl") if row.get("label", "strong") == "strong"]
    for row, label in [(r, 1) for r in links] + [(r, 0) for r in read(folder / "negatives.jsonl")]:
        src, dst = at.get(row["src"]), at.get(row["dst"])
        if src is None or dst is None:
            continue
        for of, table, tool, schema, path in (
            (o_of, outputs, src, tools[src].returns, row["src_output"]),
            (i_of, inputs, dst, tools[dst].parameters, row["dst_input"]),
        ):
            found = find_parameter(tool, schema, path)
            if (tool, bare(path)) not in of and found:
                of[tool, bare(path)] = len(table)
                table.append(found)
        pair = o_of.get((src, bare(row["src_output"]))), i_of.get((dst, bare(row["dst_input"])))
        if None not in pair:
            rows.append(row)
            truth.append(label)
            ends.append(pair)
    source, target = ([one.tool for one in table] for table in (outputs, inputs))
    o, i = all_pairs(np.array(ends), np.array(source), np.array(target))
    cards = read_cards(tools, outputs, inputs)
    key = o * len(inputs) + i
    order = np.argsort(key)
    wanted = np.array(ends)[:, 0] * len(inputs) + np.array(ends)[:, 1]
    place = order[np.searchsorted(key[order], wanted)]
    if sampled:
        free = np.setdiff1d(np.arange(len(o)), place)
        more = np.random.default_rng(0).choice(free, min(sampled, len(free)), replace=False)
        place = np.r_[place, more]
        truth += [0] * len(more)
        rows += [{"src": tools[source[o[k]]].id, "dst": tools[target[i[k]]].id} for k in more]
    return Labelled(
        rows=rows,
        truth=np.array(truth),
        place=place,
        every=evidence(*cards, o, i),
        compare=lambda score: rivals(score, *cards, o, i),
    )


def all_pairs(ends: np.ndarray, source: np.ndarray, target: np.ndarray) -> tuple[Any, Any]:
    """All pairs of parameters of the pairs of tools that occur."""
    couples = np.unique(np.stack([source[ends[:, 0]], target[ends[:, 1]]], axis=1), axis=0)
    found = []
    for src, dst in couples:
        o, i = np.flatnonzero(source == src), np.flatnonzero(target == dst)
        found.append((np.repeat(o, len(i)), np.tile(i, len(o))))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))


def no_links(paths: Sequence[Path], each: int = 900, outputs_asked: int = 6000) -> Labelled:
    """Pairs of a pool that share neither name nor entity words, near ones and random ones."""
    rng = np.random.default_rng(0)
    rows: list[dict[str, Any]] = []
    for path in paths:
        domains: dict[str, list[dict[str, Any]]] = {}
        for row in read(path):
            domains.setdefault(row["domain"], []).append(row)
        got: list[dict[str, Any]] = []
        for domain in rng.permutation(sorted(domains)):
            few = domains[domain]
            got += [few[k] for k in rng.permutation(len(few))[:12]]
            if len(got) >= each:
                break
        rows += got
    tools = tools_of(rows)
    outputs = [one for one in output_parameters(tools, 4) if is_given(one)]
    inputs = [one for one in input_parameters(tools, 4) if is_taken(one)]
    cards = read_cards(tools, outputs, inputs)
    o, i = candidates(cards, rng, min(outputs_asked, len(outputs)))
    seen = evidence(*cards, o, i)
    column = {name: seen[:, EVIDENCE.index(name)] for name in EVIDENCE}
    other_id = (column["both identifiers"] > 0.5) & (column["entity words shared"] < 0.2)
    unlike = (column["name words shared"] < 0.3) & (column["entity words shared"] < 0.3)
    works = column["works on any number"] + column["works on any text"]
    chosen = (unlike | other_id) & (column["same path pattern"] == 0) & (works < 0.5)
    chosen &= column["input's words in output's text"] < 0.6
    # A city may well be another API's place, whatever the two are called.
    worldly = np.maximum(column["input is a place"], column["input is a date"]) > 0.5
    chosen &= ~(worldly & (column["kinds of value alike"] > 0.5))
    place = np.flatnonzero(chosen)
    print(f"no links: {len(place)} of {len(o)} pairs of {len(tools)} functions", flush=True)
    return Labelled(
        rows=[{} for _ in place],
        truth=np.zeros(len(place), dtype=int),
        place=place,
        every=seen,
        compare=lambda score: rivals(score, *cards, o, i),
    )


def candidates(cards: Any, rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """For some outputs: two near inputs of other domains, two of the own one, a random one."""
    outputs, inputs = cards
    left, right = retrieval_vectors(outputs), retrieval_vectors(inputs)[inputs.card]
    pairs: list[tuple[int, int]] = []
    for o in rng.permutation(len(outputs.tool))[:count]:
        product = right @ left[outputs.card[o]]
        same = inputs.domain == outputs.domain[o]
        own = inputs.tool == outputs.tool[o]
        for pool in (np.flatnonzero(~same), np.flatnonzero(same & ~own)):
            near = pool[np.argsort(-product[pool])[:8]]
            pairs += [(o, i) for i in rng.permutation(near)[:2]]
        i = int(rng.integers(len(inputs.tool)))
        if not own[i]:
            pairs.append((o, i))
    return tuple(np.array(column) for column in zip(*sorted(set(pairs)), strict=True))  # type: ignore[return-value]


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
    """Evidence with the rivals' columns, of the labelled pairs."""
    gaps = one.compare(first_step(weights, one.every))
    return np.concatenate([one.every, gaps], axis=1)[one.place]


def fit_linear(rows: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> Weights:
    """Logistic regression with a little ridge."""
    data, goal, share = (torch.tensor(one, dtype=torch.float64) for one in (rows, truth, weight))
    line = torch.nn.Linear(rows.shape[1], 1, dtype=torch.float64)
    torch.nn.init.zeros_(line.weight)
    optimiser = torch.optim.LBFGS(line.parameters(), max_iter=200, line_search_fn="strong_wolfe")

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
    """One hidden layer; noise on the evidence keeps it smooth."""
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


def told(one: Labelled, score: np.ndarray) -> str:
    """Figures of a set, by slice, and at some thresholds."""
    yes, no = score[one.truth == 1], score[one.truth == 0]
    links = [row for row, label in zip(one.rows, one.truth, strict=True) if label]
    echo = np.array([bool(row.get("src_echo")) for row in links], dtype=bool)
    same = np.array([bool(row.get("same_name", last(row))) for row in links], dtype=bool)
    text = []
    for name, chosen in (
        ("all", np.ones(len(links), bool)),
        ("no echo", ~echo),
        ("other name", ~same),
    ):
        if chosen.any() and len(no):
            average, best = ranking(yes[chosen], no)
            text.append(f"{name} AP {average:.3f} F1 {best:.3f}")
    for limit in (0.2, 0.3, 0.4, 0.5):
        text.append(
            f"@{limit}: recall {(yes >= limit).mean():.3f} wrong {(no >= limit).mean():.3f}"
        )
    return "; ".join(text)


def last(row: dict[str, Any]) -> bool:
    """Whether the last words of both paths are equal."""
    return bare(row["src_output"]).split(".")[-1] == bare(row["dst_input"]).split(".")[-1]


def cross_validate(
    sgd: Labelled, reworded: Sequence[Labelled], others: Sequence[Part], group: Callable[[str], str]
) -> list[np.ndarray]:
    """Scores of links_sgd and its rewordings, each by a scorer that knows neither service."""
    src = np.array([group(row["src"]) for row in sgd.rows])
    dst = np.array([group(row["dst"]) for row in sgd.rows])
    groups = np.random.default_rng(0).permutation(sorted({*src, *dst}))
    tested = [np.zeros(len(sgd.truth), dtype=np.float32) for _ in (sgd, *reworded)]
    for fold in range(5):
        held = groups[fold::5]
        test = np.isin(dst, held)
        known = ~test & ~np.isin(src, held)
        weights = fit([(one.part(known), 1.0) for one in (sgd, *reworded)] + list(others))
        for one, found in zip((sgd, *reworded), tested, strict=True):
            found[test] = scores(weights, one)[test]
    return tested


def by_target(one: Labelled, train: Callable[[Labelled], Weights], folds: int = 4) -> np.ndarray:
    """Scores of a set, each by a scorer that saw no link into the same function."""
    target = np.array([row["dst"] for row in one.rows])
    groups = np.random.default_rng(0).permutation(np.unique(target))
    found = np.zeros(len(target), dtype=np.float32)
    for fold in range(folds):
        test = np.isin(target, groups[fold::folds])
        found[test] = scores(train(one.part(~test)), one)[test]
    return found


def check(
    sgd: Labelled,
    reworded: Sequence[Labelled],
    others: dict[str, Part],
    hold_out: set[str],
    split: Sequence[str],
) -> None:
    """Print cross-validated figures, and those of each set without it."""
    parts = list(others.values())
    for name, group in (
        ("service", lambda tool: tool.split(".")[0]),
        ("family of services", lambda tool: re.sub(r"_\d+\..*", "", tool)),
    ):
        found = cross_validate(sgd, reworded, parts, group)
        print(f"links_sgd by {name}: {told(sgd, found[0])}")
        for one, score in zip(reworded, found[1:], strict=True):
            print(f"  reworded: {told(one, score)}", flush=True)
    all_sgd = [(one, 1.0) for one in (sgd, *reworded)]
    for name in split:
        rest = [part for key, part in others.items() if key != name]
        one, weight = others[name]
        found = by_target(one, lambda part, w=weight, r=rest: fit([*all_sgd, *r, (part, w)]))
        print(f"{name}, by target function: {told(one, found)}", flush=True)
    for name in others:
        if not others[name][0].truth.any():
            continue
        alike = hold_out if name in hold_out else {name}
        weights = fit(all_sgd + [part for key, part in others.items() if key not in alike])
        print(f"{name}, never seen: {told(others[name][0], scores(weights, others[name][0]))}")
    weights = fit(parts)
    for one in (sgd, *reworded):
        print(
            f"links_sgd or a rewording, never seen: {told(one, scores(weights, one))}", flush=True
        )


def weighted(text: str) -> tuple[Path, float]:
    """Read SET=WEIGHT."""
    path, _, weight = text.partition("=")
    return Path(path), float(weight or 1)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sgd", type=Path, required=True)
    parser.add_argument("--reworded", type=Path, nargs="*", default=[])
    parser.add_argument("--sets", type=weighted, nargs="*", default=[])
    parser.add_argument("--positives", type=weighted, nargs="*", default=[])
    parser.add_argument("--pools", type=Path, nargs="*", default=[])
    parser.add_argument("--pool-weight", type=float, default=0.6)
    parser.add_argument("--hold-out", nargs="*", default=[], help="sets held out together")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("src/toolmind/data/scorer.npz"))
    options = parser.parse_args()
    sgd = load_set(options.sgd)
    reworded = [load_set(path) for path in options.reworded]
    others = {path.name: (load_set(path), weight) for path, weight in options.sets}
    others |= {path.name: (load_set(path, 2500), weight) for path, weight in options.positives}
    others["no links"] = no_links(options.pools), options.pool_weight
    if options.check:
        split = [path.name for path, _ in (*options.positives, *options.sets)]
        check(sgd, reworded, others, set(options.hold_out), split)
        return
    weights = fit([(one, 1.0) for one in (sgd, *reworded)] + list(others.values()))
    np.savez(options.out, **weights)
    for name, one in {"links_sgd": sgd, **{k: part for k, (part, _) in others.items()}}.items():
        print(f"{name}, trained on: {told(one, scores(weights, one))}")


if __name__ == "__main__":
    main()
