"""A pair: a kept turn, and an offer in its place that checks turned down."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from toolmind.formats.chat_format import read_file
from toolmind.formats.proof.proof import prove
from toolmind.formats.proof.template import load_template
from toolmind.formats.trl_dpo import TRLPreferenceExporter
from trainer_rows import CHATML, masked, offered_anew, tiny_model


def test_pairs_and_what_is_none_add_up(tmp_path: Path) -> None:
    exporter = TRLPreferenceExporter()
    report = exporter.export([offered_anew(), masked()], tmp_path)
    assert (report.rows, report.left_out) == (2, {"no offer was turned down for it": 2})
    assert exporter.verify(tmp_path, [offered_anew(), masked()]) == 2
    first, second = read_file(tmp_path / "pairs.parquet")
    assert [message["role"] for message in first["prompt"]] == ["user"]
    chosen, rejected = (
        first[key][0]["tool_calls"][0]["function"] for key in ("chosen", "rejected")
    )
    assert (chosen["arguments"], rejected["arguments"]) == ({"city": "Paris"}, {"city": "Rome"})
    assert second["rejected_for"] == "arguments.invalid, grounding.invented"


def test_reasoning_is_stripped_from_both() -> None:
    exporter = TRLPreferenceExporter(reasoning="strip")
    for chat in exporter.chats([offered_anew()], Counter()):
        assert "reasoning_content" not in exporter.row(chat)["rejected"][0]


def test_both_sides_are_proven(tmp_path: Path) -> None:
    exporter = TRLPreferenceExporter()
    exporter.export([offered_anew()], tmp_path / "out")
    report = prove(load_template(tiny_model(tmp_path / "m")), exporter.rendered(tmp_path / "out"))
    assert (report.rows, report.turns, report.mismatches) == (4, 4, {})


def test_an_offer_that_a_template_does_not_render_is_found(tmp_path: Path) -> None:
    exporter = TRLPreferenceExporter()
    exporter.export([offered_anew()], tmp_path / "out")
    deaf = CHATML.replace(
        "{{ c.function | tojson }}", "{{ c.function.name }} city {{ c.function.arguments.city }}"
    )
    template = load_template(tiny_model(tmp_path / "m", deaf))
    (found,) = prove(template, exporter.rendered(tmp_path / "out")).examples
    assert (found.kind, found.row[-8:]) == ("not under loss", "rejected")
