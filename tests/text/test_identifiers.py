"""Identifiers as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.identifiers import label, spaced, split_identifier

NAMES = st.one_of(
    st.text(),
    st.from_regex(r"\A[A-Za-z0-9_.\[\]-]{0,24}\Z"),
    st.text("aZsIDé\u0301Éжщ京_.9ß𝐀ǅİ"),
)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("flights[].departureTime", "flights departure time"),
        ("kmsKeyARN", "kms key arn"),
        ("subnetIDs", "subnet ids"),
        ("URLsByVPC", "urls by vpc"),
        ("HTTPServer_id", "http server id"),
        ("HTTPServer2Go", "http server2 go"),
        ("FULL_TIME", "full time"),
        ("sha256", "sha256"),
        ("colis-id.名前", "colis id 名前"),
        ("größeÄndern", "größe ändern"),
        ("идПользователя", "ид пользователя"),
        ("CAFE\u0301Name", "café name"),
        ("हिन्दी_नाम", "हिन्दी नाम"),
        ("", ""),
        ("__", ""),
    ],
)
def test_an_identifier_as_a_person_would_say_it(path, words):
    assert label(path) == words
    assert split_identifier(path) == tuple(words.split())


@given(NAMES)
def test_words_of_an_identifier_are_words_themselves(name):
    found = split_identifier(name)
    assert split_identifier(" ".join(found)) == found
    assert label(label(name)) == label(name)
    assert all(word and word == word.lower() and "_" not in word for word in found)


@given(st.from_regex(r"\A[A-Za-z0-9_.\[\]-]{0,24}\Z"))
def test_only_blanks_are_added(name):
    assert spaced(name).replace(" ", "") == name


@given(st.lists(st.sampled_from("order line item key time user".split()), min_size=1, max_size=5))
def test_every_way_of_writing_is_read_alike(words):
    pascal = "".join(map(str.capitalize, words))
    ways = ["_".join(words), "-".join(words), ".".join(words), "_".join(words).upper(), pascal]
    assert {split_identifier(way) for way in (*ways, pascal[0].lower() + pascal[1:])} == {
        tuple(words)
    }
