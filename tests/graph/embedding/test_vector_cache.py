"""Vectors on disk: each text once, in batches that a crash cannot take back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from full_disk import room_for
from toolmind.errors import DataError, ModelError, RunError
from toolmind.graph.embedding import vector_cache
from toolmind.graph.embedding.embedders import Floats
from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.embedding.vector_cache import CachedEmbedder


class Counting:
    """Remembers what it was asked, and fails at a text `fail`."""

    def __init__(self, name: str = "counting", width: int = 2) -> None:
        self.name, self.width = name, width
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Floats:
        if "fail" in texts:
            raise ModelError("model.cut", "gone")
        self.seen += texts
        rows = [[len(text), *[1.0] * (self.width - 1)] for text in texts]
        return np.array(rows, dtype=np.float32)


def test_each_text_is_asked_for_once(tmp_path: Path) -> None:
    file, inner = tmp_path / "vectors.db", Counting()
    reached: list[tuple[int, int]] = []
    first = CachedEmbedder(inner, file, lambda *now: reached.append(now)).embed(["a", "bb", "a"])
    assert first.tolist() == [[1, 1], [2, 1], [1, 1]]
    again = CachedEmbedder(inner, file).embed(["bb", "ccc"])
    assert again.tolist() == [[2, 1], [3, 1]]
    assert inner.seen == ["a", "bb", "ccc"]
    assert reached == [(0, 2), (2, 2)]
    assert CachedEmbedder(inner, file).embed([]).shape[0] == 0


@settings(max_examples=25)
@given(texts=st.lists(st.text(st.characters(), max_size=20), max_size=12))
def test_vectors_come_back_as_they_were_made(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("cache") / "vectors.db"
    made = static_embedder().embed(texts)
    for _ in range(2):
        kept = CachedEmbedder(static_embedder(), file).embed(texts)
        assert np.array_equal(kept.reshape(made.shape), made)


def test_two_embedders_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "vectors.db"
    CachedEmbedder(Counting("one"), file).embed(["a"])
    other = Counting("other", width=3)
    assert CachedEmbedder(other, file).embed(["a"]).tolist() == [[1, 1, 1]]
    assert other.seen == ["a"]


def test_what_was_embedded_before_a_failure_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_cache, "_BATCH", 2)
    file, inner = tmp_path / "vectors.db", Counting()
    with pytest.raises(ModelError):
        CachedEmbedder(inner, file).embed(["a", "b", "c", "fail"])
    CachedEmbedder(inner, file).embed(["a", "b", "c"])
    assert inner.seen == ["a", "b", "c"]


def test_a_model_that_changed_its_width_is_named(tmp_path: Path) -> None:
    file = tmp_path / "vectors.db"
    CachedEmbedder(Counting(), file).embed(["a"])
    with pytest.raises(DataError, match="delete the file"):
        CachedEmbedder(Counting(width=3), file).embed(["a", "b"])


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "vectors.db"
    file.write_bytes(b"torn" * 100)
    with pytest.raises(DataError, match=r"vectors\.db"):
        CachedEmbedder(Counting(), file).embed(["a"])


@pytest.mark.parametrize("room", [1_000, 80_000])
def test_without_room_what_was_kept_stays_and_the_rest_is_asked_for_again(
    tmp_path: Path, room: int
) -> None:
    file, inner = tmp_path / "vectors.db", Counting(width=500)
    CachedEmbedder(inner, file).embed(["a"])
    texts = [f"text {at}" for at in range(200)]
    with (
        room_for(room),
        pytest.raises(RunError, match=r"vectors\.db: embeddings cannot be kept: .*same command"),
    ):
        CachedEmbedder(inner, file).embed(texts)
    inner.seen.clear()
    CachedEmbedder(inner, file).embed(["a", "text 1"])
    assert inner.seen == ["text 1"]


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"not a usable file of embeddings"):
        CachedEmbedder(Counting(), tmp_path / "file" / "vectors.db").embed(["a"])
