"""Tools, the graph of them, and chains over it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from toolmind.config import ChainsConfig, GraphConfig

ENDPOINT = {"type": "endpoint", "endpoint": "embedder"}


def test_a_scorer_is_named_with_the_embedder_that_it_uses() -> None:
    assert GraphConfig().scored_by == "evidence"
    assert GraphConfig(scorer="cosine").scored_by == "cosine"
    config = GraphConfig.model_validate({"scorer": "cosine", "embedder": ENDPOINT})
    assert config.scored_by == "cosine of endpoint (endpoint: embedder)"


def test_only_an_endpoint_that_embeds_is_an_embedding_endpoint() -> None:
    assert GraphConfig().embedding_endpoint is None
    config = GraphConfig.model_validate({"scorer": "cosine", "embedder": ENDPOINT})
    assert config.embedding_endpoint == "embedder"
    unnamed = GraphConfig.model_validate({"scorer": "cosine", "embedder": "endpoint"})
    assert unnamed.embedding_endpoint == ""


def test_an_embedder_that_the_scorer_would_not_use_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"would not be used.*Set scorer: cosine"):
        GraphConfig.model_validate({"embedder": ENDPOINT})


def test_lengths_stand_in_order() -> None:
    assert ChainsConfig(min_length=3, max_length=3).max_length == 3
    with pytest.raises(ValidationError, match="max_length 3 is below min_length 4"):
        ChainsConfig(min_length=4, max_length=3)


@pytest.mark.parametrize(
    ("section", "setting", "value"),
    [
        (GraphConfig, "threshold", 1.1),
        (GraphConfig, "random_share", 0.6),
        (GraphConfig, "top_k", 0),
        (GraphConfig, "max_depth", 9),
        (ChainsConfig, "hub_factor", 0),
        (ChainsConfig, "min_transitivity", 10),
        (ChainsConfig, "branching", -0.1),
        (ChainsConfig, "weighting", "best"),
    ],
)
def test_values_beyond_their_bounds_are_refused(
    section: type[GraphConfig | ChainsConfig], setting: str, value: object
) -> None:
    with pytest.raises(ValidationError, match=setting):
        section.model_validate({setting: value})
