"""Write the pages that are made from the code: `make docs`, or `python docs/generate`."""

from __future__ import annotations

from pathlib import Path

import command_line
import configuration

DOCS = Path(__file__).parents[1]
PAGES = {
    "configuration.md": configuration.page,
    "training-settings.md": configuration.training_page,
    "cli.md": command_line.page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"wrote docs/{name}")
