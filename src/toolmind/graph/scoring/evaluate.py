"""How good a scorer is: labelled links and non-links against its scores.

A labelled set is as in links_sgd: `functions` (one tool a line), `links` and optional `negatives`
with the fields `src`, `src_output`, `dst`, `dst_input`. Where links carry a `label`, only those
labelled strong count. Slices take their positives from a part of the links and all negatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from toolmind.datasets.files import read_rows
from toolmind.errors import DataError
from toolmind.graph.embedding.embedders import Embedder
from toolmind.graph.features.featurizer import collect_parameters
from toolmind.graph.features.pair_features import Indices
from toolmind.graph.features.parameters import (
    Parameter,
    find_parameter,
    input_parameters,
    output_parameters,
)
from toolmind.graph.index.knn_exact import Floats
from toolmind.graph.scoring.scorers import PairScorer, scorer_builder
from toolmind.records import Tool
from toolmind.schema import split

_FIELDS = ("src", "src_output", "dst", "dst_input")


@dataclass(frozen=True)
class Slice:
    """Figures of one slice. Without negatives only the recall is known."""

    name: str
    links: int
    recall: float
    """Share of the links that score at least the threshold."""
    precision: float | None = None
    average_precision: float | None = None
    best_f1: float | None = None


@dataclass(frozen=True)
class ScoreReport:
    """What a scorer did on a labelled set."""

    scorer: str
    threshold: float
    links: int
    negatives: int
    left_out: int
    """Links that name what the functions do not declare."""
    slices: tuple[Slice, ...]


def score_files(
    functions: Path,
    links: Path,
    negatives: Path | None = None,
    *,
    scorer: str = "evidence",
    threshold: float | None = None,
    embedder: Embedder | None = None,
) -> ScoreReport:
    """Score a labelled set.

    Raises:
        DataError: a file is missing or damaged, a row lacks a field, or nothing is left to score.
    """
    tools = list(_read_tools(functions))
    rows = [row for row in _read_links(links) if row.get("label", "strong") == "strong"]
    pairs = _Pairs(tools)
    kept = [row for row in rows if pairs.add(row)]
    if not kept:
        raise DataError(
            "no link names parameters that the functions declare",
            file=str(links),
            remedy=f"Fields {', '.join(_FIELDS)} name ids and paths of {functions}.",
        )
    others = sum(pairs.add(row) for row in (_read_links(negatives) if negatives else ()))
    built = pairs.build_scorer(scorer, embedder)
    scores = pairs.scores(built)
    limit = built.threshold if threshold is None else threshold
    return ScoreReport(
        scorer=scorer,
        threshold=limit,
        links=len(kept),
        negatives=others,
        left_out=len(rows) - len(kept),
        slices=tuple(_slices(kept, pairs.echoes, scores, limit)),
    )


def _slices(
    rows: list[dict[str, Any]], echoes: list[bool], scores: Floats, threshold: float
) -> Iterator[Slice]:
    positive, negative = scores[: len(rows)], scores[len(rows) :]
    echo = np.array([bool(row.get("src_echo", echoes[at])) for at, row in enumerate(rows)])
    same = np.array([bool(row.get("same_name", _same_name(row))) for row in rows])
    cross = np.array([bool(row.get("cross_service", row["_cross"])) for row in rows])
    for name, chosen in (
        ("all", np.ones(len(rows), dtype=np.bool_)),
        ("echo of an own input", echo),
        ("no echo", ~echo),
        ("same name", same),
        ("different names", ~same),
        ("cross service", cross),
        ("within a service", ~cross),
    ):
        if chosen.any():
            yield _measured(name, positive[chosen], negative, threshold)


def _measured(name: str, positive: Floats, negative: Floats, threshold: float) -> Slice:
    found = int((positive >= threshold).sum())
    recall = found / len(positive)
    if not len(negative):
        return Slice(name, len(positive), recall)
    wrong = int((negative >= threshold).sum())
    average, best = ranking(positive, negative)
    precision = found / (found + wrong) if found + wrong else 0.0
    return Slice(name, len(positive), recall, precision, average, best)


def ranking(positive: Floats, negative: Floats) -> tuple[float, float]:
    """Average precision and best F1; of equal scores the negatives count as ranked first."""
    scores = np.concatenate([negative, positive])
    truth = np.r_[np.zeros(len(negative)), np.ones(len(positive))]
    ranked = truth[np.argsort(-scores, kind="stable")]
    hits = np.cumsum(ranked)
    precision = hits / np.arange(1, len(ranked) + 1)
    recall = hits / len(positive)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(precision[ranked == 1].mean()), float(f1.max())


class _Pairs:
    """Labelled pairs as positions among the parameters of the tools that they name."""

    def __init__(self, tools: list[Tool]) -> None:
        self._tools = tools
        self._positions = {tool.id: at for at, tool in enumerate(tools)}
        self._outputs = _Table(output_parameters(tools, 8))
        self._inputs = _Table(input_parameters(tools, 8))
        self._o: list[int] = []
        self._i: list[int] = []
        self.echoes: list[bool] = []

    def add(self, row: dict[str, Any]) -> bool:
        """Take a pair in; False if the functions do not declare its ports."""
        src, dst = self._positions.get(row["src"]), self._positions.get(row["dst"])
        if src is None or dst is None:
            return False
        source, target = self._tools[src], self._tools[dst]
        o = self._outputs.find(src, source.returns, row["src_output"])
        i = self._inputs.find(dst, target.parameters, row["dst_input"])
        if o is None or i is None:
            return False
        self._o.append(o)
        self._i.append(i)
        name = self._outputs.rows[o].name
        self.echoes.append(name in (source.parameters.get("properties") or {}))
        row["_cross"] = source.domain != target.domain
        return True

    def build_scorer(self, scorer: str, embedder: Embedder | None) -> PairScorer:
        """Give a scorer the parameters."""
        builder = scorer_builder(scorer, embedder)
        collect_parameters(builder, self._tools, self._outputs.rows, self._inputs.rows)
        return builder.build()

    def scores(self, scorer: PairScorer) -> Floats:
        """Score the pairs in the order added, amid all pairs of their tools: competitors count."""
        o, i = np.array(self._o, dtype=np.int64), np.array(self._i, dtype=np.int64)
        source = np.array([one.tool for one in self._outputs.rows], dtype=np.int64)
        target = np.array([one.tool for one in self._inputs.rows], dtype=np.int64)
        couple = source[o] * len(self._tools) + target[i]
        scores = np.zeros(len(o), dtype=np.float32)
        for few in np.array_split(np.unique(couple), max(1, len(np.unique(couple)) // 50)):
            asked = np.flatnonzero(np.isin(couple, few))
            every_o, every_i = _all_pairs(few, source, target, len(self._tools))
            every, _ = scorer.score(every_o, every_i)
            key = every_o * len(target) + every_i
            order = np.argsort(key)
            place = np.searchsorted(key[order], o[asked] * len(target) + i[asked])
            scores[asked] = every[order[place]]
        return scores


def _all_pairs(
    couples: Indices, source: Indices, target: Indices, tools: int
) -> tuple[Indices, Indices]:
    found = []
    for couple in couples:
        o = np.flatnonzero(source == couple // tools)
        i = np.flatnonzero(target == couple % tools)
        found.append((np.repeat(o, len(i)), np.tile(i, len(o))))
    return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])


class _Table:
    """Parameters, found by tool and path whether or not the path spells out its lists."""

    def __init__(self, rows: list[Parameter]) -> None:
        self.rows = rows
        self._places = {(row.tool, _bare(row.path)): at for at, row in enumerate(rows)}

    def find(self, tool: int, schema: dict[str, Any] | None, path: str) -> int | None:
        """Return the parameter's position; one that is no leaf is added to the table."""
        key = tool, _bare(path)
        if key not in self._places:
            row = find_parameter(tool, schema, path)
            if row is None:
                return None
            self._places[key] = len(self.rows)
            self.rows.append(row)
        return self._places[key]


def _bare(path: str) -> str:
    return re.sub(r"\[\d*\]", "", path)


def _same_name(row: dict[str, Any]) -> bool:
    return split(_bare(row["src_output"]))[-1] == split(_bare(row["dst_input"]))[-1]


def _read_tools(path: Path) -> Iterator[Tool]:
    for at, row in _rows(path):
        try:
            yield Tool(
                id=row["id"],
                name=row["name"],
                description=row.get("description") or "",
                parameters=row.get("parameters") or {},
                returns=row.get("returns"),
                domain=row.get("domain") or "",
            )
        except KeyError as error:
            raise DataError(
                "missing", file=str(path), row=at, field=str(error.args[0]), remedy="Name the tool."
            ) from None


def _read_links(path: Path) -> Iterator[dict[str, Any]]:
    for at, row in _rows(path):
        for field in _FIELDS:
            if not isinstance(row.get(field), str):
                raise DataError(
                    "not a text",
                    file=str(path),
                    row=at,
                    field=field,
                    remedy=f"Every row has {', '.join(_FIELDS)}.",
                )
        yield row


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in read_rows(path):
        if isinstance(row, DataError):
            raise row
        yield row.number, row.value
