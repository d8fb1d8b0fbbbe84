"""Scorers: what makes a link likely, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from parameter_pairs import Named, features_of, field, two_tools
from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.features.featurizer import collect_parameters
from toolmind.graph.features.parameters import input_parameters, output_parameters
from toolmind.graph.scoring.scorers import EvidenceScorer, scorer_builder
from toolmind.records import Tool


def read_scorer(tools: list[Tool]) -> EvidenceScorer:
    return EvidenceScorer(*features_of(tools))


def score_pair(output: Named, taken: Named, **more: Any) -> tuple[float, dict[str, float]]:
    scorer = read_scorer(two_tools(output, taken, **more))
    score, evidence = scorer.score(np.array([0]), np.array([0]))
    return float(score[0]), dict(zip(scorer.evidence_names, evidence[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("output", "taken"),
    [
        (
            ("invoiceId", field("Identifier of the invoice")),
            ("invoice_id", field("The ID of the invoice to pay")),
        ),
        (("town", field("Town where the museum is")), ("place", field("City to look in"))),
        (
            ("day", field("Date of the concert", format="date")),
            ("travel_date", field("Date of the journey", format="date")),
        ),
    ],
)
def test_what_fits_scores_above_the_threshold(output: Named, taken: Named) -> None:
    assert score_pair(output, taken)[0] >= EvidenceScorer.threshold


@pytest.mark.parametrize(
    ("output", "taken"),
    [
        (("invoice_id", field("ID of the invoice")), ("user_id", field("ID of the user"))),
        (("temperature", field("Temperature in Celsius")), ("email", field("E-mail address"))),
        (("status", field("Status of the build")), ("city", field("City to look in"))),
        (("price", field("Price of the ticket")), ("departure_date", field("Date of departure"))),
    ],
)
def test_what_does_not_fit_scores_below(output: Named, taken: Named) -> None:
    assert score_pair(output, taken)[0] < EvidenceScorer.threshold


def test_an_input_of_no_thing_of_its_own_takes_what_others_would_not() -> None:
    lyrics = ("lyrics", field("The lyrics of the song"))
    score, evidence = score_pair(
        lyrics,
        ("text", field("The text to be analysed")),
        names=("find_song_lyrics", "analyse_sentiment"),
    )
    assert evidence["input speaks of no thing"] == 1
    assert score >= EvidenceScorer.threshold
    score, evidence = score_pair(lyrics, ("city", field("City to look in")))
    assert evidence["input speaks of no thing"] < 1
    assert score < EvidenceScorer.threshold


def test_other_scripts_and_empty_texts_are_read() -> None:
    same = ("客户编号", field("客户的编号"))
    assert score_pair(same, same)[1]["same name"] == 1
    nothing = ("x", {})
    score, _ = score_pair(nothing, nothing)
    assert 0 <= score <= 1


def test_the_papers_score_is_the_cosine_of_description_and_type() -> None:
    tools = [
        Tool(id="a", name="a", returns={"type": "object", "properties": {"x": field("A city")}}),
        Tool(id="b", name="b", parameters={"type": "object", "properties": {"y": field("A town")}}),
    ]
    outputs, inputs = output_parameters(tools, 4), input_parameters(tools, 4)
    builder = scorer_builder("cosine", static_embedder())
    collect_parameters(builder, tools, outputs, inputs)
    score, _ = builder.build().score(np.array([0]), np.array([0]))
    one, other = static_embedder().embed(["A city string", "A town string"])
    assert score[0] == pytest.approx(float(one @ other), abs=1e-5)


def test_a_name_made_safe_for_endpoints_is_read_as_it_was_declared() -> None:
    def scored(get: str, insert: str) -> float:
        bare = {"type": "object", "properties": {"id": field("The identifier.")}}
        one = Tool(id="x.store.folders.get", name=get, domain="store", returns=bare)
        other = Tool(id="x.store.notes.insert", name=insert, domain="store", parameters=bare)
        score, _ = read_scorer([one, other]).score(np.array([0]), np.array([0]))
        return float(score[0])

    safe = scored("store_folders_get", "store_notes_insert")
    assert safe == scored("store.folders.get", "store.notes.insert")
    # Without the dots, both ids would be of a store.
    assert safe < scored("store_folders_get_", "store_notes_insert_")


def test_the_papers_scorer_embeds_equal_texts_once_with_the_embedder_it_is_given() -> None:
    class Lengths:
        name = "lengths"
        seen: list[str] = []

        def embed(self, texts: Sequence[str]) -> Any:
            self.seen += texts
            return np.array([[len(text), 1.0] for text in texts], dtype=np.float32) / 20

    tools = two_tools(("x", field("A city")), ("y", field("A city")))
    builder = scorer_builder("cosine", Lengths())
    outputs, inputs = output_parameters(tools, 4), input_parameters(tools, 4)
    collect_parameters(builder, tools, outputs * 2, inputs)
    scorer = builder.build()
    assert Lengths.seen == ["A city string"] * 2
    score, evidence = scorer.score(np.array([0, 1]), np.array([0, 0]))
    assert score.tolist() == evidence[:, 0].tolist() == pytest.approx([170 / 400] * 2)


def test_scores_are_the_same_whatever_pairs_stand_beside_them_of_other_tools() -> None:
    tools = two_tools(("city", field("A city")), ("town", field("A town")))
    tools += [
        Tool(id=f"{tool.id}2", name=tool.name, parameters=tool.parameters, returns=tool.returns)
        for tool in tools
    ]
    scorer = read_scorer(tools)
    o, i = (one.ravel() for one in np.indices((2, 2)))
    together, evidence = scorer.score(o, i)
    assert evidence.shape == (4, len(scorer.evidence_names))
    alone = [float(scorer.score(o[[at]], i[[at]])[0][0]) for at in range(4)]
    assert together.tolist() == pytest.approx(alone)
