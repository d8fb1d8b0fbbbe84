"""Labelled sets of links, ready to learn from and to be scored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from link_set import read_rows

from toolmind.graph.features.featurizer import featurize
from toolmind.graph.features.filters import is_given, is_taken
from toolmind.graph.features.margin_features import competition_groups
from toolmind.graph.features.pair_features import PAIR_FEATURES, pair_features
from toolmind.graph.features.parameter_features import ParameterFeatures
from toolmind.graph.features.parameters import find_parameter, input_parameters, output_parameters
from toolmind.graph.scoring.scorers import retrieval_vectors
from toolmind.records import Tool

POSITIVES = 0.25
"""Weight of the links of a set, as a share of its negatives' weight."""
OBSERVED = {"code": 1.0}
"""The same of sets whose negatives were but not observed, which many links are not either."""
NO_ECHO = 2.0
"""Weight of a link whose value is new against one that echoes an input, which are many."""


@dataclass
class Labelled:
    """A labelled set, ready to learn from: all pairs of its functions, some of them labelled."""

    rows: list[dict[str, Any]]
    truth: np.ndarray
    place: np.ndarray
    """Position of each labelled pair among all pairs."""
    every: np.ndarray
    """Features of all pairs; competitors are found among them."""
    competition_groups: tuple[np.ndarray, np.ndarray]
    """Of all pairs, see `toolmind.graph.features.margin_features`."""
    positives: float = POSITIVES

    def weights(self) -> np.ndarray:
        """Weight of each labelled pair; they sum up to 1."""
        weight = np.ones(len(self.truth))
        if self.truth.any() and not self.truth.all():
            no = (self.truth == 0).sum()
            weight[self.truth == 1] = self.positives * no / self.truth.sum()
        fresh = [row.get("label") == "strong" and not row.get("src_echo") for row in self.rows]
        weight[np.array(fresh, dtype=bool)] *= NO_ECHO
        return weight / weight.sum()

    def part(self, chosen: np.ndarray) -> Labelled:
        """Keep some of the labelled pairs."""
        rows = [row for row, kept in zip(self.rows, chosen, strict=True) if kept]
        return replace(self, rows=rows, truth=self.truth[chosen], place=self.place[chosen])


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


def _certain(row: dict[str, Any]) -> bool:
    return bool(row.get("label", "strong") == "strong")


def load_set(folder: Path, sampled: int = 0) -> Labelled:
    """Read a labelled set; `sampled` unlabelled pairs are taken as negatives."""
    tools = tools_of(read_rows(folder / "functions.jsonl"))
    at = {tool.id: position for position, tool in enumerate(tools)}
    outputs, inputs = output_parameters(tools, 8), input_parameters(tools, 8)
    o_of = {(one.tool, bare(one.path)): place for place, one in enumerate(outputs)}
    i_of = {(one.tool, bare(one.path)): place for place, one in enumerate(inputs)}
    rows, truth, ports = [], [], []
    links = [row for row in read_rows(folder / "links.jsonl") if _certain(row)]
    # A set whose negatives are sampled has none of its own.
    negatives = [] if sampled else read_rows(folder / "negatives.jsonl")
    for row, label in [(r, 1) for r in links] + [(r, 0) for r in negatives]:
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
            ports.append(pair)
    source, target = ([one.tool for one in table] for table in (outputs, inputs))
    o, i = all_pairs(np.array(ports), np.array(source), np.array(target))
    features = featurize(tools, outputs, inputs)
    key = o * len(inputs) + i
    order = np.argsort(key)
    wanted = np.array(ports)[:, 0] * len(inputs) + np.array(ports)[:, 1]
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
        every=pair_features(*features, o, i),
        competition_groups=competition_groups(*features, o, i),
    )


def all_pairs(ports: np.ndarray, source: np.ndarray, target: np.ndarray) -> tuple[Any, Any]:
    """All pairs of parameters of the pairs of tools that occur."""
    couples = np.unique(np.stack([source[ports[:, 0]], target[ports[:, 1]]], axis=1), axis=0)
    found = []
    for src, dst in couples:
        o, i = np.flatnonzero(source == src), np.flatnonzero(target == dst)
        found.append((np.repeat(o, len(i)), np.tile(i, len(o))))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))


def no_links(paths: Sequence[Path], each: int = 900, outputs_asked: int = 6000) -> Labelled:
    """Random pairs of a pool, and near ones that nobody would join.

    The latter are identifiers of one API with those of other things in another, and times that a
    system noted with inputs of another.

    Random, so that they do not say more than that most pairs are no links: pairs chosen for their
    unlike names would teach that unlike names never link.
    """
    rng = np.random.default_rng(0)
    rows: list[dict[str, Any]] = []
    for path in paths:
        domains: dict[str, list[dict[str, Any]]] = {}
        for row in read_rows(path):
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
    features = featurize(tools, outputs, inputs)
    o, i, drawn = candidates(features, rng, min(outputs_asked, len(outputs)))
    evidence = pair_features(*features, o, i)
    column = {name: evidence[:, PAIR_FEATURES.index(name)] for name in PAIR_FEATURES}
    foreign = features[0].domain[o] != features[1].domain[i]
    alike = (column["same name"] > 0) | (column["same path pattern"] > 0)
    works = column["works on any number"] + column["works on any text"] > 0.5
    other_id = (column["both identifiers"] > 0.5) & (column["entity words shared"] < 0.2)
    noted = foreign & (column["a time that was recorded"] > 0.5)
    chosen = np.where(drawn, ~works & (foreign | ~alike), noted | (foreign & other_id))
    place = np.flatnonzero(chosen)
    print(f"no links: {len(place)} of {len(o)} pairs of {len(tools)} functions", flush=True)
    return Labelled(
        rows=[{} for _ in place],
        truth=np.zeros(len(place), dtype=int),
        place=place,
        every=evidence,
        competition_groups=competition_groups(*features, o, i),
    )


def candidates(
    features: tuple[ParameterFeatures, ParameterFeatures], rng: np.random.Generator, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For some outputs: near inputs of another domain, and random ones; and which are random."""
    outputs, inputs = features
    left, right = (retrieval_vectors(ports)[ports.row] for ports in features)
    pairs: dict[tuple[int, int], bool] = {}
    for o in rng.permutation(len(outputs.tool))[:count]:
        same = inputs.domain == outputs.domain[o]
        own = inputs.tool == outputs.tool[o]
        other = np.flatnonzero(~same)
        near = other[np.argsort(-(right[other] @ left[o]))[:8]]
        pairs |= {(int(o), int(i)): False for i in rng.permutation(near)[:2]}
        for few in (other, np.flatnonzero(same & ~own)):
            pairs |= {(int(o), int(i)): True for i in rng.permutation(few)[:2]}
    o, i = np.array(sorted(pairs)).T
    return o, i, np.array([pairs[pair] for pair in sorted(pairs)])


SHARES = {
    "links_sgd": 6.0,
    "reworded1": 0.7,
    "reworded2": 0.7,
    "wordnet1": 0.3,
    "wordnet2": 0.3,
    "links_nestful": 0.8,
    "code": 1.0,
    "terraform": 1.0,
    "connectors": 0.6,
    "boto3": 0.8,
    "google": 0.3,
    "google_hidden": 0.2,
    "pool_seal_tools": 0.6,
    "pool_mcp": 0.3,
    "pool_rapidapi_stb": 0.2,
    "pool_aws": 0.2,
    "pool_google": 0.2,
    "no links": 2.2,
}
"""Share of each set in training, whatever its size."""
TESTS = ("reworded3", "wordnet3")
"""Wordings of links_sgd that are only tested on."""
EVALUATION = ("tau", "tooltalk")
"""Recordings of agents on benchmarks: only tested on."""
BENCHMARKS = ("apibank", "apibank_train", "ultratool", "airline", "retail", "bfcl")
"""Gold calls of benchmarks: only tested on, where they are there; see `benchmark_links.py`,
`apibank_links.py` and `ultratool_links.py`."""
KEPT = ("terraform_other", "connectors_other")
"""Terraform providers and connectors that are only tested on."""
POOLS = ("google", "aws", "seal_tools", "rapidapi_stb", "mcp")


def load_all(corpora: Path, sets: Path) -> dict[str, Labelled]:
    """Read the sets that `make_sets.sh` wrote, those of the corpora, and no links."""
    found = {
        "links_sgd": load_set(corpora / "links_sgd"),
        "links_nestful": load_set(corpora / "links_nestful", 2500),
        "no links": no_links(
            [corpora / f"functions_{name}" / "functions.jsonl.gz" for name in POOLS]
        ),
    }
    there = {name for name in BENCHMARKS if (sets / name).exists()}
    missing = {*SHARES, *TESTS, *EVALUATION, *KEPT, *there} - set(found)
    for name in sorted(missing):
        found[name] = load_set(sets / name)
        found[name].positives = OBSERVED.get(name, POSITIVES)
    return found
