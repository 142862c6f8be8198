"""How wide a text is on a terminal: a Chinese character takes two cells, a combining mark none."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator


def cells(text: str) -> int:
    """Return how many cells a text takes.

    >>> cells("page"), cells("页"), cells("e\\u0301")
    (4, 2, 1)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def cut(text: str, room: int) -> str:
    """Return as much of a text as fits into so many cells.

    >>> cut("L0[0-511]", 4), cut("页表", 3)
    ('L0[0', '页')
    """
    if text.isascii():
        return text[: max(room, 0)]
    for at, char in enumerate(text):
        room -= _width(char)
        if room < 0:
            return text[:at]
    return text


def wrap(paragraph: str, width: int) -> list[str]:
    """Return a paragraph in lines of at most so many cells.

    >>> wrap("one 页表 two", 8)
    ['one 页表', 'two']
    """
    return textwrap.wrap(paragraph, width) if paragraph.isascii() else list(_wrapped(paragraph, width))


def _wrapped(paragraph: str, width: int) -> Iterator[str]:
    text = ""
    for word in paragraph.split():
        if text and cells(text) + 1 + cells(word) > width:
            yield text
            text = ""
        text = f"{text} {word}" if text else word
        while cells(text) > width:  # a word that is wider than a line, as where a language has no spaces
            head = cut(text, width)
            yield head
            text = text[len(head) :]
    if text:
        yield text


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
