"""Scorers: how likely it is that an output can feed an input.

`EvidenceScorer` is the default and ours: a small network over readable evidence, trained and
cross-validated by `research/link_scorer/train_scorer.py`. `CosineScorer` is the paper's.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.embedding.embedders import Embedder
from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.features.featurizer import Featurizer
from toolmind.graph.features.margin_features import MARGIN_FEATURES, margin_features
from toolmind.graph.features.pair_features import PAIR_FEATURES, Indices, PairFeatures
from toolmind.graph.features.parameter_features import Floats, Ints, ParameterFeatures
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.index.quantized import ConcatenatedVectors, Vectors
from toolmind.graph.scoring.network import Weights, first_step, second_step, shipped_weights
from toolmind.records import Tool


class PairScorer(Protocol):
    """A scorer that has read one pool's parameters."""

    threshold: float
    """Score from which a pair counts as a link, unless the configuration says otherwise."""
    evidence_names: tuple[str, ...]
    output_vectors: Vectors
    """[distinct outputs, d]: those whose product with an input's is high are worth scoring."""
    input_vectors: Vectors
    output_rows: NDArray[np.int32]
    """[outputs] row of each output in `output_vectors`; `input_rows` likewise."""
    input_rows: NDArray[np.int32]
    floor: float
    """Products below this are not worth scoring."""

    def score(self, o: Indices, i: Indices) -> tuple[Floats, Floats]:
        """Scores [pairs] and evidence [pairs, evidence_names] of pairs of positions."""


class PairScorerBuilder(Protocol):
    """What makes a scorer of a pool's parameters, read tool by tool."""

    def add(self, tool: Tool, outputs: Sequence[Parameter], inputs: Sequence[Parameter]) -> None:
        """Read the parameters of one tool; what is not needed of them is not kept."""

    def build(self) -> PairScorer:
        """Give up what was read, ready to score."""


def scorer_builder(scorer: str, embedder: Embedder | None) -> PairScorerBuilder:
    """Make the builder of the scorer of this name; `embedder` serves the cosine (default: static).

    The evidence scorer was trained on the static embedding and always uses that.
    """
    if scorer == "cosine":
        return CosineScorerBuilder(embedder or static_embedder())
    return EvidenceScorerBuilder()


class CosineScorerBuilder:
    """Reads what `CosineScorer` compares."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._outputs, self._inputs = _DistinctTexts(), _DistinctTexts()

    def add(self, tool: Tool, outputs: Sequence[Parameter], inputs: Sequence[Parameter]) -> None:
        """Read the parameters of one tool."""
        del tool
        self._outputs.add(outputs)
        self._inputs.add(inputs)

    def build(self) -> CosineScorer:
        """Embed what was read, equal texts once."""
        outputs, inputs = self._outputs, self._inputs
        return CosineScorer(
            self._embedder.embed(list(outputs.places)),
            self._embedder.embed(list(inputs.places)),
            np.array(outputs.rows, dtype=np.int32),
            np.array(inputs.rows, dtype=np.int32),
        )


class _DistinctTexts:
    """Distinct texts, and the row of each parameter's."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.rows = array("i")

    def add(self, parameters: Sequence[Parameter]) -> None:
        for parameter in parameters:
            text = f"{parameter.description} {parameter.type}"
            self.rows.append(self.places.setdefault(text, len(self.places)))


class CosineScorer:
    """The paper's score: cosine of the embeddings of `description ‖ type` (§3.1)."""

    threshold = 0.75
    """Best F1 of this scorer on links_sgd; the paper gives none."""
    evidence_names: tuple[str, ...] = ("descriptions and types alike",)
    floor = 0.3

    def __init__(
        self, outputs: Floats, inputs: Floats, output_rows: Ints, input_rows: Ints
    ) -> None:
        self.output_vectors: Vectors = outputs
        self.input_vectors: Vectors = inputs
        self.output_rows, self.input_rows = output_rows, input_rows

    def score(self, o: Indices, i: Indices) -> tuple[Floats, Floats]:
        """Cosines, which are their own evidence."""
        cosines = np.empty(len(o), dtype=np.float32)
        for at in range(0, len(o), 65_536):
            part = slice(at, at + 65_536)
            output = self.output_vectors[self.output_rows[o[part]]]
            taken = self.input_vectors[self.input_rows[i[part]]]
            cosines[part] = np.einsum("nd,nd->n", output, taken)
        return np.clip(cosines, 0, 1), cosines[:, None]


class EvidenceScorerBuilder(Featurizer):
    """Reads what `EvidenceScorer` compares."""

    def build(self) -> EvidenceScorer:
        """Give up what was read, ready to score."""
        return EvidenceScorer(*self.features())


class EvidenceScorer:
    """Our score: many features of a pair, weighed by a small network in two steps.

    The first step is linear. The second adds, for each pair, by how much the first prefers a
    competitor (another output of the source, another input of the target), and is one hidden layer.
    """

    threshold = 0.15
    """Keeps eight in ten links or more of each set that it was trained without, and nineteen in
    twenty of those that it learned from: see benchmarks/README.md. Precision is left to walks."""
    evidence_names = (*PAIR_FEATURES, *MARGIN_FEATURES)
    floor = 0.4

    def __init__(
        self, outputs: ParameterFeatures, inputs: ParameterFeatures, weights: Weights | None = None
    ) -> None:
        self._weights = weights or shipped_weights()
        self._outputs, self._inputs = outputs, inputs
        self._pair_features = PairFeatures(outputs, inputs)
        self.output_rows, self.input_rows = outputs.row, inputs.row
        self.output_vectors = retrieval_vectors(outputs)
        self.input_vectors = retrieval_vectors(inputs)

    def score(self, o: Indices, i: Indices) -> tuple[Floats, Floats]:
        """Score pairs; all pairs of two tools should be given at once, as competitors count."""
        features = self._pair_features(o, i)
        linear = first_step(self._weights, features)
        margins = margin_features(linear, self._outputs, self._inputs, o, i)
        with_margins = np.concatenate([features, margins], axis=1, dtype=np.float32)
        return second_step(self._weights, with_margins), with_margins


def retrieval_vectors(features: ParameterFeatures) -> Vectors:
    """Vectors that find candidates: half what the words say, half the semantic type."""
    return ConcatenatedVectors(features.whole_vector, features.semantic_vector)
