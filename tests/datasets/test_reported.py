"""Files of the kinds that public reports tell of: the importer and the audit read them alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.audit.report import audit
from toolmind.tools.repair import Unrepairable, repair_function
from toolmind.tools.sources.base import RawTool
from toolmind.tools.sources.choose import choose_source

FILES = Path(__file__).with_name("reported")

DIALOGUES: dict[str, tuple[int, set[str]]] = {
    "apigenmt.jsonl": (1, set()),
    "array.json": (2, {"few_traces"}),
    "array_in.jsonl": (2, {"few_traces"}),
    "bigint.jsonl": (1, set()),
    "blank_lines.jsonl": (2, {"few_traces"}),
    "bom.jsonl": (2, {"few_traces"}),
    "button.jsonl": (1, set()),
    "crlf.jsonl": (2, {"few_traces"}),
    "glaive.jsonl": (3, {"broken_schema", "invented_value", "nothing_learnt", "role_order"}),
    "hermes.json": (1, set()),
    "nan.jsonl": (1, {"broken_rows"}),
    "openai_functions.jsonl": (1, set()),
    "parallel_none.jsonl": (1, {"invalid_arguments", "unlinked"}),
    "rows.ndjson": (1, set()),
    "sharegpt.jsonl": (1, set()),
    "surrogate.jsonl": (1, set()),
    "surrogate2.jsonl": (1, {"broken_rows"}),
    "toolace.jsonl": (1, {"misplaced_required", "python_types"}),
    "toolmind.jsonl": (1, {"unlinked"}),
    "toucan.jsonl": (1, set()),
    "toucan_sft.jsonl": (1, set()),
    "xlam.json": (3, {"nothing_learnt", "python_types", "role_order"}),
}
"""The rows that the audit counts, and what it finds: equal rows are the few traces."""


def test_every_file_is_here() -> None:
    assert {path.name for path in FILES.iterdir()} == DIALOGUES.keys()


@pytest.mark.parametrize("name", DIALOGUES)
def test_the_audit_reads_every_row_or_names_it(name: str) -> None:
    report = audit([FILES / name])
    found = {fault.name: fault for fault in report.faults if fault.found}
    assert (report.rows, found.keys()) == DIALOGUES[name]
    if broken := found.get("broken_rows"):
        assert broken.where == f"{FILES / name}:1" and "not JSON" in broken.example


NEWS = ["get_news"]
UNDER_TOOLS = {
    name: NEWS * rows for name, (rows, found) in DIALOGUES.items() if "broken_rows" not in found
} | {"xlam.json": ["live_giveaways_by_type", "split_list", "ping", "find"]}
for _name in ("button.jsonl", "glaive.jsonl", "toolace.jsonl"):
    del UNDER_TOOLS[_name]  # they stand in the system prompt


async def imported(source: str) -> tuple[list[str], list[str], set[tuple[str, str]]]:
    """Return the names of tools, the codes of what is set aside, and sources with licences."""
    names, aside, origins = [], [], set()
    async for found in choose_source(source, licence="MIT").read():
        if not isinstance(found, RawTool):
            aside.append(found.code)
            continue
        assert found.row
        try:
            tool, _ = repair_function(found.value, found.namespace)
        except Unrepairable as error:
            aside.append(error.code)
        else:
            names.append(tool.name)
            origins.add((tool.source, tool.licence))
    return names, aside, origins


@pytest.mark.parametrize("name", UNDER_TOOLS)
async def test_tools_of_any_rows_are_ones_own(name: str) -> None:
    assert await imported(f"functions:{FILES / name}") == (UNDER_TOOLS[name], [], {(name, "MIT")})


@pytest.mark.parametrize(
    ("form", "name", "tools", "aside"),
    [
        ("apigen-mt", "apigenmt.jsonl", NEWS, []),
        ("button", "button.jsonl", NEWS, []),
        ("glaive", "glaive.jsonl", ["get_news", "get_time"], ["not-json"]),
        ("hermes", "hermes.json", NEWS, []),
        ("openai", "array.json", NEWS, []),
        ("openai", "openai_functions.jsonl", NEWS, []),
        ("openai", "nan.jsonl", [], ["no-tools-in-row"]),
        ("sharegpt", "sharegpt.jsonl", NEWS, []),
        ("toolace", "toolace.jsonl", ["Market_Trends_API"], []),
        ("toolmind", "toolmind.jsonl", NEWS, []),
        ("toucan", "toucan.jsonl", NEWS, []),
        ("toucan", "toucan_sft.jsonl", NEWS, []),
        ("xlam", "xlam.json", UNDER_TOOLS["xlam.json"], []),
    ],
)
async def test_tools_of_a_form_are_read(
    form: str, name: str, tools: list[str], aside: list[str]
) -> None:
    assert (await imported(f"{form}:{FILES / name}"))[:2] == (tools, aside)
