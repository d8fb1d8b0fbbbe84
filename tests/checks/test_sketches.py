"""Signatures: how well they estimate, which texts repeat which, and what a file keeps of them."""

import random
from pathlib import Path

import numpy as np
import pytest

from toolmind.checks.duplicates import word_triples
from toolmind.checks.sketches import Sketches, minhash


@pytest.mark.parametrize("common", [0, 300, 600, 900])
def test_minhash_estimates_the_jaccard_index_as_well_as_128_draws_can(common):
    rng = np.random.default_rng(common)
    jaccard, errors = common / (2000 - common), []
    for _ in range(100):
        drawn = rng.choice(1 << 32, 2000 - common, replace=False).astype(np.uint64)
        left, right = drawn[:1000], drawn[1000 - common :]
        errors.append((minhash(left) == minhash(right)).mean() - jaccard)
    spread = (jaccard * (1 - jaccard) / 128) ** 0.5
    assert abs(np.mean(errors)) < 0.01
    assert np.std(errors) <= 1.3 * spread + 1e-3  # 16 bits are equal by chance now and then


def test_a_set_has_one_signature_in_whatever_order_and_number_its_members_stand():
    members = np.arange(50, dtype=np.uint64)
    assert (minhash(members) == minhash(np.tile(members[::-1], 3))).all()


def test_rows_of_one_family_are_not_held_against_each_other():
    text = word_triples("put the kettle on and then we all have tea")
    with Sketches() as sketches:
        for family in ("a", "a", "b", ""):
            sketches.add(text, "the same call", family)
        assert list(sketches.repeats(0.9)) == [(2, 0, None), (3, 0, None)]


def texts(count, seed):
    """Texts, keys and families, of which many repeat earlier ones, or nearly."""
    rng = random.Random(seed)
    made = []
    for at in range(count):
        old = rng.choice(made)[0] if made and rng.random() < 0.5 else None
        said = old.split() if old else [f"w{rng.randrange(400)}" for _ in range(30)]
        said[rng.randrange(30)] = f"w{rng.randrange(400)}"
        key = rng.choice(("", f"k{rng.randrange(count)}"))
        made.append((" ".join(said), key, rng.choice(("", "", f"f{at // 3}"))))
    return made


def in_memory(made, threshold):
    """Every text held against all before it, as the words say."""
    kept, found = [], []
    for at, (said, key, family) in enumerate(made):
        others = [one for one in kept if not family or made[one][2] != family]
        same = next((one for one in kept if key and made[one][1] == key), None)
        if same is not None and same in others:
            found.append((at, same, None))
            continue
        mine = minhash(word_triples(said))
        near = [
            (float((minhash(word_triples(made[one][0])) == mine).mean()), -one) for one in others
        ]
        best = max(near, default=(0.0, 0))
        if best[0] >= threshold:
            found.append((at, -best[1], best[0]))
        else:
            kept.append(at)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_what_comparing_all_with_all_finds(seed, monkeypatch):
    monkeypatch.setattr("toolmind.checks.sketches._READ", 7)  # parts of the file, too
    made = texts(120, seed)
    with Sketches() as sketches:
        for said, key, family in made:
            sketches.add(word_triples(said), key, family)
        assert list(sketches.repeats(0.8)) == in_memory(made, 0.8)
    assert {near is None for _, _, near in in_memory(made, 0.8)} == {True, False}


def test_a_file_is_gone_on_with_and_a_torn_text_in_it_cut_off(tmp_path: Path):
    made = texts(40, 7)
    with (tmp_path / "texts").open("w+b") as file:
        first = Sketches(file)
        for said, key, family in made[:25]:
            first.add(word_triples(said), key, family)
        file.write(b"torn")
    with (tmp_path / "texts").open("r+b") as file, Sketches() as whole:
        again = Sketches(file)
        assert len(again) == 25
        for at, (said, key, family) in enumerate(made):
            whole.add(word_triples(said), key, family)
            if at >= 25:
                again.add(word_triples(said), key, family)
        assert list(again.repeats(0.8)) == list(whole.repeats(0.8))


def test_texts_of_one_template_are_hardly_compared(monkeypatch):
    rng = random.Random(0)
    template = [f"w{at}" for at in range(120)]
    looked = []
    signature = Sketches._signature
    monkeypatch.setattr(
        Sketches, "_signature", lambda self, at: looked.append(at) or signature(self, at)
    )
    with Sketches() as sketches:
        for _ in range(300):
            said = [one if rng.random() > 0.1 else f"x{rng.getrandbits(32)}" for one in template]
            sketches.add(word_triples(" ".join(said)))
        list(sketches.repeats(0.9))
    assert len(looked) < 3000  # of 44,850 pairs
