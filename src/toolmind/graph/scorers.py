"""Scorers: how likely it is that an output can feed an input.

`EvidenceScorer` is the default and ours: a small network over readable evidence, trained and
cross-validated by `scripts/train_scorer.py`. `CosineScorer` is the paper's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.cards import Cards, Floats, read_cards
from toolmind.graph.embed import Embedder
from toolmind.graph.evidence import EVIDENCE, Indices, evidence
from toolmind.graph.network import Weights, first_step, second_step, shipped_weights
from toolmind.graph.packed import Joined, Vectors
from toolmind.graph.parameters import Parameter
from toolmind.graph.rivals import RIVALS, rivals
from toolmind.types import Tool


class Rater(Protocol):
    """A scorer that has read one pool's parameters."""

    threshold: float
    """Score from which a pair counts as a link, unless the configuration says otherwise."""
    evidence_names: tuple[str, ...]
    output_vectors: Vectors
    """[distinct outputs, d]: those whose product with an input's is high are worth rating."""
    input_vectors: Vectors
    output_rows: NDArray[np.int32]
    """[outputs] row of each output in `output_vectors`; `input_rows` likewise."""
    input_rows: NDArray[np.int32]
    floor: float
    """Products below this are not worth rating."""

    def rate(self, o: Indices, i: Indices) -> tuple[Floats, Floats]:
        """Scores [pairs] and evidence [pairs, evidence_names] of pairs of positions."""


class CosineRater:
    """The paper's score: cosine of the embeddings of `description ‖ type` (§3.1)."""

    threshold = 0.75
    """Best F1 of this scorer on links_sgd; the paper gives none."""
    evidence_names: tuple[str, ...] = ("descriptions and types alike",)
    floor = 0.3

    def __init__(
        self, outputs: Sequence[Parameter], inputs: Sequence[Parameter], embedder: Embedder
    ) -> None:
        self.output_rows, output_texts = _distinct([_paper_text(one) for one in outputs])
        self.input_rows, input_texts = _distinct([_paper_text(one) for one in inputs])
        self.output_vectors: Vectors = embedder.embed(output_texts)
        self.input_vectors: Vectors = embedder.embed(input_texts)

    def rate(self, o: Indices, i: Indices) -> tuple[Floats, Floats]:
        """Cosines, which are their own evidence."""
        cosines = np.empty(len(o), dtype=np.float32)
        for at in range(0, len(o), 65_536):
            part = slice(at, at + 65_536)
            one = self.output_vectors[self.output_rows[o[part]]]
            other = self.input_vectors[self.input_rows[i[part]]]
            cosines[part] = np.einsum("nd,nd->n", one, other)
        return np.clip(cosines, 0, 1), cosines[:, None]


class EvidenceRater:
    """Our score: evidence of many kinds, weighed by a small network in two steps.

    The first step is linear. The second adds, for each pair, by how much the first prefers a rival
    (another output of the source, another input of the target), and is one hidden layer.
    """

    threshold = 0.35
    """Keeps nine in ten links of sets it learned from, in new wordings too; of kinds of links that
    it never saw, fewer: see benchmarks/README.md."""
    evidence_names = (*EVIDENCE, *RIVALS)
    floor = 0.4

    def __init__(
        self,
        tools: Sequence[Tool],
        outputs: Sequence[Parameter],
        inputs: Sequence[Parameter],
        weights: Weights | None = None,
    ) -> None:
        self._weights = weights or shipped_weights()
        self._outputs, self._inputs = read_cards(tools, outputs, inputs)
        self.output_rows, self.input_rows = self._outputs.card, self._inputs.card
        self.output_vectors = retrieval_vectors(self._outputs)
        self.input_vectors = retrieval_vectors(self._inputs)

    def rate(self, o: Indices, i: Indices) -> tuple[Floats, Floats]:
        """Rate pairs; all pairs of two tools should be given at once, as rivals count."""
        seen = evidence(self._outputs, self._inputs, o, i)
        first = first_step(self._weights, seen)
        gaps = rivals(first, self._outputs, self._inputs, o, i)
        full = np.concatenate([seen, gaps], axis=1, dtype=np.float32)
        del seen  # 60 MB of a full batch
        return second_step(self._weights, full), full


def retrieval_vectors(cards: Cards) -> Vectors:
    """Vectors that find candidates: half what the words say, half what kind of value it is."""
    return Joined(cards.whole_vector, cards.kinds)


def _paper_text(one: Parameter) -> str:
    return f"{one.description} {one.type}"


def _distinct(texts: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    places: dict[str, int] = {}
    rows = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int32)
    return rows, list(places)
