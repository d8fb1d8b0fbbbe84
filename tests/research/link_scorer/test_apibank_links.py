"""Links in dialogues that look for functions and call them, by the command that a user runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[3] / "research/link_scorer" / "apibank_links.py"

FINDER = {
    "name": "TrainerFinder",
    "description": "API for finding trainers.",
    "input_parameters": {"city": {"type": "str", "description": "The city."}},
    "output_parameters": {"trainers": {"type": "list", "description": "A list of trainers."}},
}
BOOKING = {
    "name": "TrainerBooking",
    "description": "API for booking a trainer.",
    "input_parameters": {
        "trainer": {"type": "str", "description": "The trainer."},
        "city": {"type": "str", "description": "The city."},
    },
    "output_parameters": {"booked": {"type": "bool", "description": "Whether it is booked."}},
}


def row(*calls: str) -> dict[str, str]:
    """Write one turn of the dialogue as API-Bank does: all calls but the last with a result."""
    said = "ToolSearcher is there.\nUser: Book me a trainer in Rome.TIME: 2034-01-01 10:00:00\n"
    return {"input": said + "\n".join(calls[:-1]) + "\nGenerate API Request: ", "output": calls[-1]}


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def test_a_value_found_goes_on_and_what_the_user_said_does_not(tmp_path: Path) -> None:
    # The user's own words, quotes left out, a type as a bare word: as the data has them.
    calls = [
        f"API-Request: [ToolSearcher(keywords='find trainer')]->{FINDER}",
        "API-Request: [TrainerFinder(city=Rome)]->{'trainers': ['Ada Lovelace', 'Bo Li']}",
        f"API-Request: [ToolSearcher(keywords='book trainer')]->{BOOKING}".replace("'str'", "str"),
        "API-Request: [TrainerBooking(trainer='Bo Li', city='Rome')]",
    ]
    source = tmp_path / "lv3-train.json"
    source.write_text(json.dumps([row(*calls[: at + 1]) for at in range(len(calls))]))
    out = tmp_path / "set"
    subprocess.run([sys.executable, SCRIPT, out, source], check=True, capture_output=True)

    functions = {one["id"]: one for one in rows(out, "functions")}
    assert set(functions) == {"TrainerFinder", "TrainerBooking"}
    assert functions["TrainerFinder"]["returns"]["properties"]["trainers"]["items"] == {
        "type": "string"
    }
    assert functions["TrainerBooking"]["parameters"]["properties"]["trainer"] == {
        "type": "string",
        "description": "The trainer.",
    }
    (link,) = rows(out, "links")
    assert (link["src_output"], link["dst_input"], link["label"]) == (
        "trainers[]",
        "trainer",
        "strong",
    )
    (other,) = rows(out, "negatives")
    assert (other["src_output"], other["dst_input"]) == ("trainers[]", "city")
