from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from toolmind.evaluation.public import end_with_parent

STARTED = [sys.executable, "-P", end_with_parent.__file__]


def test_a_script_is_run_as_if_by_itself(tmp_path: Path) -> None:
    code = tmp_path / "script.py"
    code.write_text(
        "import sys\nprint(__name__, sys.argv[1:], repr(sys.stdin.read()))\nsys.exit(3)"
    )
    read, write = os.pipe()
    done = subprocess.run([*STARTED, code, "a", "b"], stdin=read, capture_output=True, text=True)
    os.close(read)
    os.close(write)
    assert done.stdout == "__main__ ['a', 'b'] ''\n" and done.returncode == 3


def test_it_ends_with_the_pipe(tmp_path: Path) -> None:
    code = tmp_path / "script.py"
    code.write_text("import time\nprint('begun', flush=True)\ntime.sleep(60)")
    process = subprocess.Popen(
        [*STARTED, code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin and process.stdout
    with process:
        assert process.stdout.readline() == "begun\n"
        process.stdin.close()
        assert process.wait() == -9
