from __future__ import annotations

import pytest

from mmtui.report.glossary import GLOSSARY, found, pieces, terms_in
from mmtui.report.text import Role, plain, wrapped
from mmtui.report.words import marked_lines, word_lines


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_meaning_is_short_and_ends(term: str) -> None:
    meaning = GLOSSARY[term]
    assert meaning.endswith(".")
    assert len(meaning.split()) < 50
    assert found(term)[0] == term


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A folio is mapped by two PTEs.", ("folio", "PTE")),
        ("The head page and a tail page.", ("head, tail",)),
        ("a small folio, a large folio", ("small folio", "large folio")),
        ("folios; PMDs; VMAs", ("folio", "PMD", "VMA")),
        ("portfolio, foliop, xPTE, _mapcounty", ()),
        ("compound_mapcount is not _mapcount", ("compound_mapcount", "_mapcount")),
    ],
)
def test_terms_are_found_as_whole_words(text: str, terms: tuple[str, ...]) -> None:
    assert terms_in(text) == terms


def test_a_term_is_marked_where_it_stands_first() -> None:
    lines = marked_lines("A folio is mapped by a PTE, and the folio by another PTE.", 30)
    marked = [span.text for text in lines for span in text if span.role is Role.TERM]
    assert marked == ["folio", "PTE"]
    assert " ".join(map(plain, lines)) == "A folio is mapped by a PTE, and the folio by another PTE."


@pytest.mark.parametrize("width", [20, 23, 30, 40])
def test_a_term_that_a_line_cuts_in_two_is_marked(width: int) -> None:
    text = (
        "All of it: a deferred split of a large folio, page by page.\n\nThen per-page counts a large folio."
    )
    lines = marked_lines(text, width)
    assert [plain(row) for row in lines] == wrapped(text, width)
    marked = [span for row in lines for span in row if span.role is Role.TERM]
    words: dict[str, str] = {}
    for span in marked:
        words[span.about.name] = f"{words.get(span.about.name, '')} {span.text}".strip()
    assert words["deferred split"] == "deferred split"
    assert words["large folio"] == "large folio", "only where it stands first"


def test_pieces_are_the_whole_text() -> None:
    text = "fork copies a PMD; forks of forks copy PMDs."
    assert "".join(piece for piece, _ in pieces(text, set())) == text


@pytest.mark.parametrize("width", [30, 40, 78])
def test_every_line_fits(width: int) -> None:
    assert all(len(plain(text)) <= width for text in word_lines("", ("PMD",), width))


def test_a_search_that_finds_nothing_says_so() -> None:
    assert plain(word_lines("xyzzy", (), 40)[0]) == "no word has that in it"


def test_the_words_of_the_text_come_first() -> None:
    assert plain(word_lines("", ("PMD",), 78)[0]).startswith("PMD")
