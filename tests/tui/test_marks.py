"""Which changes of an entry are marked, and in which words."""

import pytest

from mmtui.model.entry import DIRTY, EXCLUSIVE, NEXT_PAGE, SAVED_DIRTY, WRITE, entry_of
from mmtui.model.folio import folio_number, folio_of
from mmtui.report.tables import GONE, NEW, SAME, Change, change_of

LARGE = folio_of(folio_number(0, order=3, anon=True))
SMALL, OTHER = (folio_of(folio_number(serial, order=0, anon=True)) for serial in (0, 1))
PTE = 2 * entry_of(LARGE, 3, WRITE)


@pytest.mark.parametrize("bit", [DIRTY, SAVED_DIRTY, EXCLUSIVE])
def test_a_bit_that_is_nowhere_on_the_screen_is_no_change(bit):
    assert change_of(PTE | 2 * bit, PTE) == change_of(PTE, PTE | 2 * bit) == SAME


def test_new_and_gone():
    assert change_of(PTE, 0) == NEW
    assert (NEW.words, GONE.words) == ("new", "gone")


@pytest.mark.parametrize(
    ("was", "words"),
    [
        (PTE | 1, "was PMD"),
        (PTE & ~(2 * WRITE), "was not w"),
        (2 * entry_of(SMALL), "was another page"),
        (PTE + 2 * NEXT_PAGE, "was another page"),
    ],
)
def test_the_words_say_what_was_different(was, words):
    assert change_of(PTE, was) == Change("~", words)


def test_a_copy_says_which_folio_it_was_before():
    assert change_of(2 * entry_of(SMALL, 0, WRITE), PTE) == Change("~", "was L0")
    assert change_of(2 * entry_of(SMALL), 2 * entry_of(OTHER)).words == "was another page"
