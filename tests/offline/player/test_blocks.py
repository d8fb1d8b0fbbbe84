"""What was put into a prompt as JSON is read from it again, whatever it holds."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.player.blocks import json_blocks
from toolmind.prompts import load_prompt
from toolmind.records import JSON

TEXTS = st.one_of(st.text(), st.sampled_from(["```", "\n```\n", "## Call\n\n```json\n1\n```"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(VALUES, VALUES, st.booleans())
def test_blocks_come_back(chain: JSON, situation: JSON, indented: bool) -> None:
    option = orjson.OPT_INDENT_2 if indented else 0
    written = [orjson.dumps(each, option=option).decode() for each in (chain, situation)]
    prompt = load_prompt("validate_edge").render(source=written[0], targets=written[1])
    assert json_blocks(prompt) == {"Source": chain, "Targets": situation}


def test_a_text_without_blocks_has_none() -> None:
    assert json_blocks("## Call\n\nPlease call me.\n\n```json\n1\n```") == {}
