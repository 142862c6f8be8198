"""The glossary in lines, and texts in which its words are marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from mmtui.report.glossary import GLOSSARY, found, pieces
from mmtui.report.text import Line, Role, Span, line, wrapped

_ROOM = 20


class Term(NamedTuple):
    """A word of the glossary, as something that can be pointed at."""

    name: str


def word_lines(words: str, first: Iterable[str], width: int) -> list[Line]:
    """Return the words that a search finds, and what they mean; without one all, some of them first."""
    terms = found(words) if words.strip() else tuple(dict.fromkeys((*first, *GLOSSARY)))
    if not terms:
        return [line(Span("no word has that in it", Role.DIM))]
    return [text for term in terms for text in _explained(term, width)]


def _explained(term: str, width: int) -> Iterator[Line]:
    room = min(_ROOM, width // 3)
    texts = wrapped(GLOSSARY[term], width - room)
    if len(term) >= room:  # it needs a line of its own
        yield line(Span(term, Role.HEAD))
        head, texts = line(" " * room, texts[0]), texts[1:]
    else:
        head, texts = line(Span(f"{term:<{room}}", Role.HEAD), texts[0]), texts[1:]
    yield head
    yield from (line(" " * room, text) for text in texts)


def marked_lines(text: str, width: int) -> list[Line]:
    """Return a text in lines; each word of the glossary is marked where it stands first.

    A term of two words is marked also where the line ends between them.
    """
    told: set[str] = set()
    lines: list[Line] = []
    for paragraph in text.strip().split("\n\n"):
        lines += [line("")] if lines else []
        lines += _marked(" ".join(paragraph.split()), width, told)
    return lines


def _marked(paragraph: str, width: int, told: set[str]) -> Iterator[Line]:
    spans = [
        Span(piece, Role.TERM, Term(term)) if term else Span(piece) for piece, term in pieces(paragraph, told)
    ]
    of_letter = [span for span in spans for _ in span.text]
    at = 0
    for row in wrapped(paragraph, width):
        at += paragraph.startswith(" ", at)  # the line was broken there
        letters = zip(of_letter[at : at + len(row)], row, strict=True)
        yield line(*(_piece(span, run) for span, run in groupby(letters, key=lambda pair: pair[0])))
        at += len(row)


def _piece(span: Span, letters: Iterable[tuple[Span, str]]) -> Span:
    return span._replace(text="".join(letter for _, letter in letters))
