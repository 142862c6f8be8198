"""Lines of text with roles: what a screen colours and a plain reader does not need."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple, TypeAlias


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


class Span(NamedTuple):
    """A piece of text with one role."""

    text: str
    role: Role = Role.PLAIN


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
    return sum(len(span.text) for span in text)


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
        kept.append(span._replace(text=span.text[:room]))
        room -= len(kept[-1].text)
    return (*kept, Span("…", Role.DIM))


def joined(lines: Iterable[Line]) -> str:
    """Return lines as one plain text."""
    return "\n".join(plain(text) for text in lines)


def pages_text(first: int, length_: int = 1) -> str:
    """Return a run of pages as people write it.

    >>> pages_text(3), pages_text(0, 512)
    ('3', '0-511')
    """
    return str(first) if length_ == 1 else f"{first}-{first + length_ - 1}"
