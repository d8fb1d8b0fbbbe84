"""A script that ends when who started it does: `python end_with_parent.py SCRIPT ARGUMENTS`.

This file is run by environments that do not hold ToolMind. Its standard input is a pipe into which
nobody writes: it comes to its end when the parent is gone, however that ended.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Run the script as if it had been started itself; it has nothing to read."""
    parent = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_end_after, args=(parent,), daemon=True).start()
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")


def _end_after(parent: int) -> None:
    os.read(parent, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
