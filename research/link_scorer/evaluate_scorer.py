"""How the link scorer does on what it did not learn from.

    python research/link_scorer/evaluate_scorer.py CORPORA SETS [--only sgd nestful ...]

Held out one after the other, with all that is made of them: links_sgd with its rewordings (and the
part of links_nestful that is taken from the same services), links_nestful, AWS, Google (with its
Terraform provider), Terraform, connectors. Then links_sgd by service and by family of services: a
link is scored by a scorer that saw no link with either of its services, in any wording. Last, what
no scorer sees: two rewordings, four Terraform providers, every fifth connector, recordings of
agents (tau-bench, ToolTalk), and gold calls of benchmarks, where SETS has them. Figures: average
precision of all links, of those that echo no input, of those with other names; recall / share of
the negatives at some thresholds.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from train_scorer import fit, scores
from training_data import BENCHMARKS, EVALUATION, KEPT, SHARES, TESTS, Labelled, bare, load_all

from toolmind.graph.scoring.evaluate import ranking

LIMITS = (0.1, 0.15, 0.2, 0.3, 0.5)
SGD = ("links_sgd", "reworded1", "reworded2", "wordnet1", "wordnet2")
HELD = {
    "sgd": (*SGD, *TESTS),
    "nestful": ("links_nestful",),
    "aws": ("boto3", "pool_aws"),
    "google": ("google", "google_hidden", "pool_google"),
    "terraform": ("terraform", "terraform_other"),
    "connectors": ("connectors", "connectors_other"),
}
Sets = dict[str, Labelled]


def told(one: Labelled, score: np.ndarray) -> str:
    """Figures of a set."""
    yes, no = score[one.truth == 1], score[one.truth == 0]
    links = [row for row, label in zip(one.rows, one.truth, strict=True) if label]
    echo = np.array([bool(row.get("src_echo")) for row in links], dtype=bool)
    same = np.array([bool(row.get("same_name", last(row))) for row in links], dtype=bool)
    text = [
        f"{ranking(yes[chosen], no)[0]:.2f}" if chosen.any() else "   -"
        for chosen in (np.ones(len(links), bool), ~echo, ~same)
    ]
    text += [f"{(yes >= limit).mean():.2f}/{(no >= limit).mean():.3f}" for limit in LIMITS]
    return "  ".join(text)


def last(row: dict[str, str]) -> bool:
    """Whether the last words of both paths are equal."""
    return bare(row["src_output"]).split(".")[-1] == bare(row["dst_input"]).split(".")[-1]


def own(sets: Sets) -> Sets:
    """Leave out of links_nestful what is taken from the services of links_sgd."""
    one = sets["links_nestful"]
    return sets | {
        "links_nestful": one.part(np.array([".sgd." not in row["src"] for row in one.rows]))
    }


def no_google(sets: Sets) -> Sets:
    """Leave Google's provider out of the Terraform set."""
    one = sets["terraform"]
    return sets | {
        "terraform": one.part(np.array(["google_" not in row["src"] for row in one.rows]))
    }


def held_out(sets: Sets, name: str) -> None:
    """Print the figures of sets under a scorer trained without them."""
    known = {"sgd": own, "google": no_google}.get(name, dict)(sets)
    weights = fit([(known[one], share) for one, share in SHARES.items() if one not in HELD[name]])
    for one in HELD[name]:
        if not one.startswith("pool"):
            print(
                f"without {name:8} {one:14} {told(sets[one], scores(weights, sets[one]))}",
                flush=True,
            )


def by_group(sets: Sets, name: str, group: Callable[[str], str]) -> None:
    """Print cross-validated figures of links_sgd and its rewordings."""
    known, rows = own(sets), sets["links_sgd"].rows
    src, dst = (np.array([group(row[end]) for row in rows]) for end in ("src", "dst"))
    groups = np.random.default_rng(0).permutation(sorted({*src, *dst}))
    tested = {one: np.zeros(len(rows), dtype=np.float32) for one in (*SGD, *TESTS)}
    others = [(known[one], share) for one, share in SHARES.items() if one not in SGD]
    for fold in range(5):
        test = np.isin(dst, groups[fold::5])
        seen = ~test & ~np.isin(src, groups[fold::5])
        weights = fit([(sets[one].part(seen), SHARES[one]) for one in SGD] + others)
        for one, found in tested.items():
            found[test] = scores(weights, sets[one])[test]
    for one, found in tested.items():
        print(f"by {name:13} {one:14} {told(sets[one], found)}", flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--only", nargs="*", default=[*HELD, "service", "family", "wording"])
    options = parser.parse_args()
    sets = load_all(options.corpora, options.sets)
    print(f"{'':31}all   fresh other " + "  ".join(f"@{limit:<8}" for limit in LIMITS))
    for name in HELD:
        if name in options.only:
            held_out(sets, name)
    if "service" in options.only:
        by_group(sets, "service", lambda tool: tool.split(".")[0])
    if "family" in options.only:
        by_group(sets, "family", lambda tool: re.sub(r"_\d+\..*", "", tool))
    if "wording" in options.only:
        weights = fit([(sets[one], share) for one, share in SHARES.items()])
        tested = (*TESTS, *KEPT, *EVALUATION, *(one for one in BENCHMARKS if one in sets))
        for one in ("links_sgd", "links_nestful", *tested):
            kind = "trained on" if one in SHARES else "unseen"
            print(f"{kind:16} {one:14} {told(sets[one], scores(weights, sets[one]))}", flush=True)


if __name__ == "__main__":
    main()
