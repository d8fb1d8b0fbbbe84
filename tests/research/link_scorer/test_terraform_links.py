"""Links mined from a provider's documentation, by the command that a user runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[3] / "research/link_scorer" / "terraform_links.py"
PAGE = """---
subcategory: "Network"
---

# acme_{name}

Manages a {name}.

```terraform
resource "acme_network" "main" {{
  name = "blue"
}}

resource "acme_subnet" "inner" {{
  title      = "green"
  network_id = acme_network.main.id
}}
```

## Argument Reference

{arguments}

## Attributes Reference

* `id` - The ID of the {name}.
"""
ARGUMENTS = {
    "network": "* `name` - (Required) The name of the network.",
    "subnet": "* `title` - (Required) A title.\n* `network_id` - (Required) The network's ID.",
}


def mined(folder: Path) -> dict[str, list[dict[str, Any]]]:
    docs = folder / "acme" / "website" / "docs" / "r"
    docs.mkdir(parents=True)
    for name, arguments in ARGUMENTS.items():
        (docs / f"{name}.html.markdown").write_text(PAGE.format(name=name, arguments=arguments))
    command = [sys.executable, str(SCRIPT), str(folder / "out"), str(folder / "acme")]
    subprocess.run(command, check=True, capture_output=True)
    return {
        path.stem: [json.loads(line) for line in path.read_text().splitlines()]
        for path in (folder / "out").iterdir()
    }


def test_a_reference_in_an_example_is_a_link(tmp_path: Path) -> None:
    found = mined(tmp_path)
    (link,) = found["links"]
    assert (link["src_output"], link["dst_input"]) == ("id", "network_id")
    assert "network" in link["src"]
    assert "subnet" in link["dst"]


def test_an_argument_with_a_text_of_its_own_is_no_link(tmp_path: Path) -> None:
    negatives = mined(tmp_path)["negatives"]
    assert negatives
    assert "network_id" not in {row["dst_input"] for row in negatives if "network" in row["src"]}


def test_functions_have_what_their_page_declares(tmp_path: Path) -> None:
    functions = {row["id"]: row for row in mined(tmp_path)["functions"]}
    (subnet,) = (row for name, row in functions.items() if "subnet" in name)
    assert subnet["parameters"]["required"] == ["title", "network_id"]
    assert "id" in subnet["returns"]["properties"]
