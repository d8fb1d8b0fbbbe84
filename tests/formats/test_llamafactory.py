"""Speakers alternate, calls made at once are one, and what cannot be so is left out."""

from __future__ import annotations

import orjson

from dialogues import call, kept, result, says, user
from toolmind.formats.llamafactory import OBSERVATIONS, LlamaFactoryExporter
from trainer_rows import left_out, parallel, written


def test_calls_at_once_are_one_turn_and_their_results_one_observation() -> None:
    first, last = written(LlamaFactoryExporter(), parallel())
    assert [one["from"] for one in first["conversations"]] == ["human", "function_call"]
    before, _, calls = first["conversations"][1]["value"].partition("<tool_call>")
    assert before == "<think>\nTwo calls.\n</think>\n\nBoth."
    assert [one["name"] for one in orjson.loads(calls.removesuffix("</tool_call>"))] == [
        "get_weather",
        "book_hotel",
    ]
    assert last["conversations"][2]["value"] == f"clear{OBSERVATIONS}booked"
    assert last["system"] == "Be brief."


def test_without_words_beside_them_calls_are_plain_json() -> None:
    row, _ = written(LlamaFactoryExporter(), kept(user("a"), call("f", {}), result("b"), says("c")))
    assert orjson.loads(row["conversations"][1]["value"]) == [{"name": "f", "arguments": {}}]


def test_messages_of_the_user_in_a_row_are_put_together() -> None:
    (row,) = written(LlamaFactoryExporter(), kept(user("a"), user("b"), says("c")))
    assert [one["value"] for one in row["conversations"]] == ["a\n\nb", "c"]


def test_rows_that_cannot_alternate_are_counted() -> None:
    first = kept(says("Hello."), user("a"), says("c"), masked=("m0",))
    assert left_out(LlamaFactoryExporter(), first) == {"the speakers do not alternate": 1}
    pending = kept(user("a"), call("f", {}), user("b"), says("c"), masked=("m1",))
    assert left_out(LlamaFactoryExporter(), pending) == {
        "a call has no result, and the target links them by order": 1
    }


def test_the_description_names_the_file_and_its_tags() -> None:
    info = orjson.loads(LlamaFactoryExporter().beside()["dataset_info.json"])["toolmind"]
    assert info["file_name"] == LlamaFactoryExporter.file
    assert info["formatting"] == "sharegpt"
