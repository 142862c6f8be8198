"""Lines of text with roles: what a screen colours and a plain reader does not need."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple, TypeAlias

from mmtui.report.cells import cells, cut, wrap


class Role(Enum):
    """What a piece of text is; the screen gives each a colour, the words say it as well."""

    PLAIN = "plain"
    DIM = "dim"
    HEAD = "head"
    TRUTH = "truth"
    BELIEF = "belief"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    WRONG = "wrong"
    CURSOR = "cursor"
    IN_HEAD = "in the head page, or in every page"
    IN_TAIL = "in a tail page"
    TERM = "a word of the glossary"


class Span(NamedTuple):
    """A piece of text with one role."""

    text: str
    role: Role = Role.PLAIN
    about: Hashable = None
    """What it stands for, for a screen that can be pointed at; a plain reader has no use for it."""


_NARROWEST = 8

Line: TypeAlias = tuple[Span, ...]


def line(*parts: str | Span) -> Line:
    """Return a line; bare strings have no role.

    >>> plain(line("page ", Span("3", Role.CURSOR)))
    'page 3'
    """
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def plain(text: Line) -> str:
    """Return a line without its roles."""
    return "".join(span.text for span in text).rstrip()


def length(text: Line) -> int:
    """Return how many cells a line takes on a terminal."""
    return sum(cells(span.text) for span in text)


def fitted(text: Line, width: int) -> Line:
    """Return a line cut to a width; a cut shows as an ellipsis, so that nobody takes it for the end.

    >>> plain(fitted(line("A mmap r anon 512"), 8))
    'A mmap …'
    """
    if length(text) <= width:
        return text
    kept: list[Span] = []
    room = width - 1
    for span in text:
        kept.append(span._replace(text=cut(span.text, room)))
        room = room - cells(span.text) if kept[-1].text == span.text else 0
    return (*kept, Span("…", Role.DIM))


def flowed(text: Line, width: int, indent: int = 4) -> list[Line]:
    """Return a line as one or more of at most a width; it is broken where a span begins with a space.

    >>> [plain(piece) for piece in flowed(line("r", " rw[0,64)", " r-[64,128)", " rw[128,512)"), 24)]
    ['r rw[0,64) r-[64,128)', '    rw[128,512)']
    """
    if length(text) <= width:
        return [text]
    lines: list[list[Span]] = [[]]
    room = width
    for unit in _units(text, max(width - indent, 1)):
        if (size := length(unit)) > room and lines[-1]:
            unit = (unit[0]._replace(text=unit[0].text.lstrip()), *unit[1:])
            lines.append([Span(" " * indent)])
            room, size = width - indent, length(unit)
        lines[-1] += unit
        room -= size
    return [tuple(spans) for spans in lines]


def _units(text: Line, widest: int) -> Iterator[Line]:
    # What is kept on one line: a span and those behind it that do not begin with a space; if it fits.
    units: list[list[Span]] = []
    for span in text:
        if units and not span.text.startswith(" "):
            units[-1].append(span)
        else:
            units.append([span])
    for unit in units:
        if length(tuple(unit)) <= widest:
            yield tuple(unit)
        else:
            yield from ((piece,) for span in unit for piece in _pieces(span, widest))


def _pieces(span: Span, widest: int) -> Iterator[Span]:
    # A span as its words; a word that is wider than a line is cut.
    for word in re.findall(r"\s*\S+|\s+$", span.text):
        while word:
            piece = cut(word, widest) or word[0]
            yield span._replace(text=piece)
            word = word[len(piece) :]


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most ``width``, but 8; paragraphs are kept apart by empty lines.

    >>> wrapped("pages mapped, as the statistics have it: 4", 14)
    ['pages mapped,', 'as the', 'statistics', 'have it: 4']
    """
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [""] if lines else []
        lines += wrap(paragraph, max(width, _NARROWEST))
    return lines


def joined(lines: Iterable[Line]) -> str:
    """Return lines as one plain text."""
    return "\n".join(plain(text) for text in lines)


def pages_text(first: int, length_: int = 1) -> str:
    """Return a run of pages as people write it.

    >>> pages_text(3), pages_text(0, 512)
    ('3', '0-511')
    """
    return str(first) if length_ == 1 else f"{first}-{first + length_ - 1}"
