"""Scorers: what makes a link likely, and what does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.features.featurizer import collect_parameters, featurize
from toolmind.graph.features.margin_features import margin_features
from toolmind.graph.features.pair_features import PAIR_FEATURES
from toolmind.graph.features.parameters import input_parameters, output_parameters
from toolmind.graph.scoring.scorers import EvidenceScorer, scorer_builder
from toolmind.records import Tool


def field(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def read_scorer(tools: list[Tool]) -> EvidenceScorer:
    return EvidenceScorer(
        *featurize(tools, output_parameters(tools, 4), input_parameters(tools, 4))
    )


def score_pair(
    output: tuple[str, dict[str, Any]],
    taken: tuple[str, dict[str, Any]],
    *,
    names: tuple[str, str] = ("find_thing", "use_thing"),
    domains: tuple[str, str] = ("one", "one"),
) -> tuple[float, dict[str, float]]:
    tools = [
        Tool(
            id="a",
            name=names[0],
            domain=domains[0],
            returns={"type": "object", "properties": {output[0]: output[1]}},
        ),
        Tool(
            id="b",
            name=names[1],
            domain=domains[1],
            parameters={"type": "object", "properties": {taken[0]: taken[1]}},
        ),
    ]
    scorer = read_scorer(tools)
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
def test_what_fits_scores_above_the_threshold(
    output: tuple[str, dict[str, Any]], taken: tuple[str, dict[str, Any]]
) -> None:
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
def test_what_does_not_fit_scores_below(
    output: tuple[str, dict[str, Any]], taken: tuple[str, dict[str, Any]]
) -> None:
    assert score_pair(output, taken)[0] < EvidenceScorer.threshold


def test_evidence_is_told_by_name() -> None:
    origin = field("City that the train leaves from")
    _, evidence = score_pair(("origin_city", origin), ("destination_city", field("City to go to")))
    assert evidence["opposite roles"] == 1
    assert evidence["kinds of value alike"] > 0.9
    assert set(PAIR_FEATURES) < set(evidence)


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


def test_margins_say_how_much_better_the_best_other_is() -> None:
    tools = [
        Tool(
            id="a",
            name="a",
            returns={"type": "object", "properties": {"p": field("p"), "q": field("q")}},
        ),
        Tool(id="b", name="b", parameters={"type": "object", "properties": {"p": field("p")}}),
    ]
    scorer = read_scorer(tools)
    score = np.array([0.9, 0.3], dtype=np.float32)
    pairs = np.array([0, 1]), np.array([0, 0])
    margins = margin_features(score, scorer._outputs, scorer._inputs, *pairs)
    assert margins[:, 0] == pytest.approx([-0.6, 0.6])
    assert margins[:, 1] == pytest.approx([-0.9, -0.3])


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


def test_a_bare_name_is_that_of_its_collection_and_a_parent_that_of_the_one_above() -> None:
    name = ("name", field(""))
    _, parent = score_pair(
        name, ("parent", field("")), names=("x.folders.get", "x.folders.notes.list")
    )
    assert parent["bare output of the thing asked for"] == 1
    assert parent["bare names of different things"] == 0
    _, other = score_pair(name, name, names=("x.folders.get", "x.folders.notes.get"))
    assert other["bare input of the thing given"] == 0
    assert other["bare names of different things"] == 1


def test_pairs_are_scored_alike_alone_and_among_others() -> None:
    """Features are computed once for each pair of rows, but for what the tools add to them."""
    city, note = field("City of the shop"), field("A note", enum=["a", "b"])
    tools = [
        Tool(
            id=f"{domain}{at}",
            name=f"get_{at}",
            domain=domain,
            parameters={"type": "object", "properties": {"city": city, f"p{at}": note}},
            returns={"type": "object", "properties": {"town": city, f"p{at % 2}": note}},
        )
        for domain in ("one", "two")
        for at in range(3)
    ]
    scorer = read_scorer(tools)
    o, i = (one.ravel() for one in np.indices((len(scorer.output_rows), len(scorer.input_rows))))
    together = scorer._pair_features(o, i)
    alone = [scorer._pair_features(o[[at]], i[[at]])[0] for at in range(len(o))]
    assert np.allclose(together, alone, atol=1e-6)
    assert len(np.unique(together, axis=0)) < len(o)


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
