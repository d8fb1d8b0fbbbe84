"""The static embedding: sums of pieces of words, whatever stands in a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.embedding.static import static_embedder, tool_text, tool_vectors
from toolmind.records import Tool

EMBEDDER = static_embedder()
WORDS = st.lists(
    st.sampled_from("city hotel price booking café id 42 zzxqj - _".split()), max_size=8
)


def near(left: str, right: str) -> float:
    one, other = EMBEDDER.embed([left, right])
    return float(one @ other)


@given(WORDS, WORDS)
def test_a_text_is_the_sum_of_its_parts(left: list[str], right: list[str]) -> None:
    one, other, both = EMBEDDER.sums([" ".join(left), " ".join(right), " ".join(left + right)])
    assert np.allclose(both, one + other, atol=1e-4)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_a_text_has_one_vector_whatever_stands_beside_it(texts: list[str]) -> None:
    together = EMBEDDER.embed(texts)
    assert together.shape == (len(texts), EMBEDDER.dimensions)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(EMBEDDER.embed([text])[0], vector, atol=1e-5)


@pytest.mark.parametrize(
    ("left", "right"),
    [("CITY", "city"), ("café", "cafe"), ("hotel-price", "hotel - price"), ("a  b", "a b")],
)
def test_case_accents_and_spacing_do_not_count(left: str, right: str) -> None:
    assert near(left, right) == pytest.approx(1.0, abs=1e-5)


def test_a_word_is_cut_into_the_longest_known_pieces() -> None:
    pieces = set(EMBEDDER.vocabulary)
    assert {"city", "##s"} <= pieces
    assert "unbookable" not in pieces
    assert EMBEDDER.sums(["unbookable"]).any()
    assert near("unbookable", "book") > near("unbookable", "city")


@pytest.mark.parametrize("text", ["", "  ", "\u0378", "x" * 61, "\U0001f30d"])
def test_what_has_no_known_piece_has_no_vector(text: str) -> None:
    assert not EMBEDDER.embed([text]).any()


def test_only_the_beginning_of_a_text_is_read() -> None:
    beginning = "Identifier of the customer. " * 40
    assert len(beginning) > 1_000
    assert near(beginning, beginning + "price " * 1_000) == pytest.approx(1.0, abs=1e-5)


def test_a_tool_is_embedded_by_what_it_was_called_and_says() -> None:
    book = Tool(id="a", name="bookHotel", description="Book a room.")
    assert tool_text(book) == "book hotel. Book a room."
    assert tool_text(Tool(id="b", name="x", description="y" * 400)) == f"x. {'y' * 300}"
    weather = Tool(id="c", name="get_weather", description="Weather of a city.")
    one, other = tool_vectors([book, weather])
    reserve, _ = tool_vectors([Tool(id="d", name="reserve_room"), weather])
    assert one @ reserve > other @ reserve
    assert tool_vectors([]).shape == (0, EMBEDDER.dimensions)


def test_there_is_one_for_all_who_use_it() -> None:
    assert static_embedder() is static_embedder()
