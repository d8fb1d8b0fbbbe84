"""Pictures are SVG that any reader of XML takes, whatever stands in a name."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from toolmind.formats.pictures import bars, histogram

SVG = "{http://www.w3.org/2000/svg}"
NAMES = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=50)


@given(st.dictionaries(NAMES, st.integers(1, 10**6), max_size=8))
def test_each_name_has_a_bar_as_long_as_its_count(counts: dict[str, int]) -> None:
    pairs = list(counts.items())
    drawn = ElementTree.fromstring(bars("kinds", pairs))
    wide = [float(one.attrib["width"]) for one in drawn.iter(f"{SVG}rect")]
    assert len(wide) == len(pairs)
    most = max(counts.values(), default=1)
    for (_, count), width in zip(pairs, wide, strict=True):
        assert abs(width - max(1, max(wide) * count / most)) <= 1


def test_a_histogram_has_a_column_for_each_number_and_the_rest_in_the_last() -> None:
    drawn = ElementTree.fromstring(histogram("calls", {0: 5, 3: 10, 70: 2, 30: 2}))
    tall = [float(one.attrib["height"]) for one in drawn.iter(f"{SVG}rect")]
    assert len(tall) == 31
    assert (tall[3], tall[0], tall[30], tall[1]) == (120, 60, 48, 0)
    assert "10" in [one.text for one in drawn.iter(f"{SVG}text")]


def test_of_nothing_there_is_a_picture_too() -> None:
    for text in (bars("kinds", []), histogram("calls", {})):
        assert ElementTree.fromstring(text).find(f"{SVG}title") is not None
