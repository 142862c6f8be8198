"""Where in a TOML text each key and each value stands, which no TOML parser of Python tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import tomli

from mmtui.scenario.tokens import Token, tokens

KeyPath: TypeAlias = tuple[str | int, ...]


class Place(NamedTuple):
    """A line and a column, both counted from 1, as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Positions:
    """The places of all keys and values of one text.

    >>> places = index('[machine]\\nscheme = "per-page"')
    >>> places.key(("machine", "scheme")), places.value(("machine", "scheme"))
    (Place(line=2, column=1), Place(line=2, column=10))
    """

    keys: Mapping[KeyPath, Place]
    values: Mapping[KeyPath, Place]
    strings: Mapping[KeyPath, Token]
    lines: Lines

    def key(self, path: KeyPath) -> Place:
        """Where the key is written; for what is not there, where the nearest thing around it is."""
        return _nearest(self.keys, path)

    def value(self, path: KeyPath) -> Place:
        """Where the value begins; of a table, the bracket of its header, or its name if it has none."""
        return _nearest(self.values, path)

    def inside(self, path: KeyPath, at: int) -> Place:
        """Where character ``at`` of a text is written, counted from 0; a text may have many lines."""
        written = self.strings[path].written() if path in self.strings else []
        return self.lines.place(written[at]) if at < len(written) else self.value(path)


def index(text: str) -> Positions:
    """The places in a text that `tomli` accepts and whose newlines are ``\\n``."""
    reader = _Reader(text)
    reader.document()
    return Positions(reader.keys, reader.values, reader.strings, reader.lines)


class Lines:
    """Turns an offset in a text into a place."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def place(self, offset: int) -> Place:
        """The place of the character at ``offset``."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


def _nearest(places: Mapping[KeyPath, Place], path: KeyPath) -> Place:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(1, 1))


class _Reader:
    # Reads statements one after another.  It trusts that the text is TOML: whoever calls has parsed it.

    def __init__(self, text: str) -> None:
        self.keys: dict[KeyPath, Place] = {}
        self.values: dict[KeyPath, Place] = {}
        self.strings: dict[KeyPath, Token] = {}
        self.lines = Lines(text)
        self._tokens = [*tokens(text), Token("", len(text))]
        self._at = 0
        self._name = Token("", 0)  # the key that was read last
        self._sizes: dict[KeyPath, int] = {}  # of each array of tables, how many it has so far

    def document(self) -> None:
        table: KeyPath = ()
        while (token := self._skip("\n")).text:
            if token.text == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> KeyPath:
        bracket = self._take()
        many = self._tokens[self._at].text == "["
        self._skip("[")
        path = self._dotted(())
        self._skip("]")
        if many:
            self._sizes[path] = self._sizes.get(path, 0) + 1
            path = self._inside(path)
        # A table may have been met before, inside `[machine.cpu]`; its own header is the better place.
        self._note(path, self._name, bracket)
        return path

    def _pair(self, table: KeyPath) -> None:
        path = self._dotted(table)
        self._skip("=")
        self._value(path)

    def _dotted(self, path: KeyPath) -> KeyPath:
        while True:
            self._name = self._take()
            path = (*self._inside(path), _key(self._name))
            if path not in self.keys:
                self._note(path, self._name, self._name)
            if self._tokens[self._at].text != ".":
                return path
            self._take()

    def _value(self, path: KeyPath) -> None:
        token = self._take()
        self.values[path] = self.lines.place(token.offset)
        if token.text == "[":
            self._items(path)
        elif token.text == "{":
            self._pairs(path)
        elif token.quoted:
            self.strings[path] = token
        else:
            self._rest_of_scalar()

    def _items(self, path: KeyPath) -> None:
        size = 0
        while (token := self._skip("\n", ",")).text not in ("]", ""):
            item = (*path, size)
            self.keys[item] = self.lines.place(token.offset)
            self._value(item)
            size += 1
        self._take()

    def _pairs(self, path: KeyPath) -> None:
        while self._skip("\n", ",").text not in ("}", ""):
            self._pair(path)
        self._take()

    def _rest_of_scalar(self) -> None:
        # `1.5` is three tokens, and a date may have a blank in it.
        while self._tokens[self._at].text not in (",", "]", "}", "\n", ""):
            self._take()

    def _inside(self, path: KeyPath) -> KeyPath:
        # What is said of an array of tables is said of its last table.
        return (*path, self._sizes[path] - 1) if path in self._sizes else path

    def _note(self, path: KeyPath, key: Token, value: Token) -> None:
        self.keys[path] = self.lines.place(key.offset)
        self.values[path] = self.lines.place(value.offset)

    def _skip(self, *texts: str) -> Token:
        while self._tokens[self._at].text in texts:
            self._at += 1
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token


def _key(token: Token) -> str:
    if not token.quoted:
        return token.text
    unquoted: str = tomli.loads(f"key = {token.text}")["key"]
    return unquoted
