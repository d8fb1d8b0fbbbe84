"""Text as part of a name that machines read."""

import re

from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.slug import slug


def test_slugs():
    assert slug("José García & Söhne") == "jose-garcia-sohne"
    assert slug("/pets/{petId}", "_", lower=False) == "pets_petId"
    assert slug("Acme v1.2", keep=".", lower=False) == "Acme-v1.2"
    assert slug("O'Neil", "") == "oneil"
    assert slug("名前") == ""


@given(st.text(), st.sampled_from(["-", "_", ""]), st.booleans())
def test_a_slug_is_ascii_words_with_gaps_between_and_its_own_slug(text, gap, lower):
    made = slug(text, gap, lower=lower)
    word = "[a-z0-9]+" if lower else "[a-zA-Z0-9]+"
    assert re.fullmatch(rf"({word}({gap}{word})*)?", made)
    assert slug(made, gap, lower=lower) == made
