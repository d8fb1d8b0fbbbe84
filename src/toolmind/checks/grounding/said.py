"""What people said and tools returned so far, read for each kind of value as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain

from toolmind.checks.grounding.as_written import Written
from toolmind.checks.grounding.leaves import Leaves, leaves, telling
from toolmind.text.cut import is_cut
from toolmind.text.gloss.english import in_english
from toolmind.text.words import words


class Said:
    """Texts in their order, and results, which are taken apart when somebody asks for that."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.is_cut = False
        self._results: list[tuple[str, AbstractSet[str]]] = []
        """Results that nobody has asked about yet, with what they do not prove."""
        self._spoken: list[str] = []
        self._returned: list[Leaves] = []
        """By result what came new with it."""
        self._known: set[str] = set()
        """What of results is there already: keys and values come again and again."""
        self._read_spoken: dict[str, int] = {}
        self._read_returned: dict[str, int] = {}
        """By kind of value: how many of the spoken and of the returned texts were read for it."""
        self._written = Written()
        """Texts and results as they came."""
        self._request: list[str] = []
        """What the user said of what they want now."""
        self._echoed = False
        """Whether a result may hold something unproven, so that not all that is written counts."""

    def add(self, text: str) -> None:
        """Take in a text that somebody wrote."""
        self._written.add(text)
        self._spoken.append(text)
        if self.language != "en":
            self._spoken.append(in_english(text, self.language))

    def ask(self, text: str, *, anew: bool) -> None:
        """Take in a text of the user, which goes on with the last, or asks for something else."""
        if anew:
            self._request.clear()
        before = len(self._spoken)
        self.add(text)
        self._request += self._spoken[before:]

    def add_result(self, content: str, unproven: AbstractSet[str] = frozenset()) -> None:
        """Take in a tool's result, JSON or plain text; keys count as text.

        Leaves that hold one of the `unproven` texts are left out: a tool that echoes what was
        invented does not make it true.
        """
        self._results.append((content, unproven))
        self._written.add(content)
        self._echoed = self._echoed or bool(unproven)
        self.is_cut = self.is_cut or is_cut(content)

    def said(self) -> Iterator[str]:
        """Yield every text that was said or returned."""
        self._open_results()
        return chain(self._spoken, *self._returned)

    def _unread(self, kind: str) -> tuple[list[str], list[Leaves]]:
        """Return what was spoken, and what was returned, that was not yet read for a kind."""
        return self._new_spoken(kind), self._new_returned(kind)

    def _new_spoken(self, kind: str) -> list[str]:
        read = self._read_spoken.get(kind, 0)
        self._read_spoken[kind] = len(self._spoken)
        return self._spoken[read:]

    def _new_returned(self, kind: str) -> list[Leaves]:
        if self._results:
            self._open_results()
        read = self._read_returned.get(kind, 0)
        self._read_returned[kind] = len(self._returned)
        return self._returned[read:]

    def _open_results(self) -> None:
        """Take the results apart that came since the last question."""
        for content, unproven in self._results:
            banned = [f" {' '.join(words(text))} " for text in unproven]
            new = tuple(
                leaf
                for leaf in leaves(content)
                if leaf not in self._known
                and not (banned and any(bad in f" {' '.join(words(leaf))} " for bad in banned))
            )
            if self.language != "en":
                told = (leaf for leaf in new if not leaf.isascii())
                new += tuple(in_english(leaf, self.language) for leaf in told)
            if new:
                self._returned.append(new)
            if not banned:
                self._known.update(leaves(content))
        self._results.clear()

    def _with_digits(self, kind: str) -> list[str]:
        """Return the unread texts that can hold a number: only people say "half an hour"."""
        spoken, returned = self._unread(kind)
        return spoken + [leaf for new in returned for leaf in telling(new)]
