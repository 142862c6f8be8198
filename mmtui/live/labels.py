"""Names for folios, instead of where they lie: L0, L1, ... for large ones, s0, s1, ... for small ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Key(NamedTuple):
    """What makes a folio the one that was there before."""

    head: int
    nr_pages: int
    file: str
    """Of a file's page: which file, and where in it; "" for anonymous memory."""


class Forgotten(NamedTuple):
    """A label that may be used again."""

    label: str
    freed: bool
    """The folio is gone for certain: nobody maps it, and no file can hold it."""


class Labels:
    """Labels of the folios that are known; a folio keeps its own until it is gone."""

    def __init__(self) -> None:
        self._known: dict[Key, str] = {}
        self._seen: set[Key] = set()
        self._next = {"L": 0, "s": 0}

    def of(self, key: Key) -> str:
        """Return the label of a folio that is mapped now."""
        self._seen.add(key)
        if key not in self._known:
            letter = "L" if key.nr_pages > 1 else "s"
            self._known[key] = f"{letter}{self._next[letter]}"
            self._next[letter] += 1
        return self._known[key]

    def gone(self, *, cached: bool) -> Iterator[Forgotten]:
        """Forget who was not seen since the last call, and yield the labels.

        A file keeps its pages when nobody maps them; ``cached`` says whether it can still have all of them.
        """
        for key in [key for key in self._known if key not in self._seen]:
            if not key.file or not cached:
                yield Forgotten(self._known.pop(key), freed=not key.file)
        self._seen.clear()
