"""The file of what a model says of links between tools: verdicts stay, and are asked for once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import SEEK_END
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from toolmind.errors import RunError
from toolmind.graph.graph import FAILED
from toolmind.records import Record


class LinkedPair(Record, frozen=True):
    """Two tools, by their ids, and the links (output, input) from one to the other to judge."""

    key: str
    src: str
    dst: str
    links: tuple[tuple[str, str], ...]


class PairVerdict(Record, frozen=True):
    """What a model says of one pair of tools; `failed` is the code of why it says nothing.

    `key` is a hash of all that was asked, so that a changed link or prompt is asked anew.
    """

    key: str
    src: str
    dst: str
    links: tuple[tuple[str, str], ...] = ()
    """Those asked about: output and input."""
    transitivity: tuple[int, ...] = ()
    """Of each link, in their order: how far its field carries over. Empty where it failed."""
    coherence: int = FAILED
    """Of the pair: how coherent the intents are that it serves."""
    reason: str = ""
    failed: str = ""

    @property
    def unanswered(self) -> bool:
        """Whether the endpoint, not the model, failed."""
        return self.failed.startswith("model.")

    def refused(self, min_transitivity: int, min_coherence: int) -> tuple[tuple[str, str], ...]:
        """Return the links that may not be used: all of them where the verdict failed."""
        if self.failed or self.coherence < min_coherence:
            return self.links
        scored = zip(self.links, self.transitivity, strict=True)
        return tuple(link for link, score in scored if score < min_transitivity)


Pair = TypeVar("Pair", bound=LinkedPair)


class VerdictFile:
    """The verdicts that are known: those in the file, and what comes, which goes into it at once.

    One that failed is known until the next start. Of what the endpoint failed to answer nothing is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.known = {one.key: one for one in read_verdicts(path) if not one.failed}

    def owed(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return the pairs that are still to be judged."""
        return [pair for pair in pairs if pair.key not in self.known]

    def add(self, verdicts: Sequence[PairVerdict]) -> None:
        """Write some verdicts.

        Raises:
            RunError: there is no room for them; those before are there.
        """
        with _appending(self._path) as file:
            file.write(msgspec.json.Encoder().encode_lines(verdicts))
        self.known.update((one.key, one) for one in verdicts if not one.unanswered)


@contextmanager
def _appending(path: Path) -> Iterator[IO[bytes]]:
    """Open the file for more lines; one torn by a kill is ended, so that the next stands alone."""
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, SEEK_END)
                file.write(b"" if file.read(1) == b"\n" else b"\n")
            yield file
    except OSError as error:
        raise RunError(
            f"{path}: cannot be written: {error.strerror}. What was judged before is kept: make"
            " room and run the same command again"
        ) from None


def read_verdicts(path: Path) -> Iterator[PairVerdict]:
    """Yield the verdicts of a file, in the order in which they came; none where there is none."""
    if not path.exists():
        return
    decoder = msgspec.json.Decoder(PairVerdict)
    with path.open("rb") as file:
        for line in file:
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError:
                continue  # a torn line, or an empty one: its pairs are owed
