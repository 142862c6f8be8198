"""A counter has as many bits as it was declared with: what goes beyond wraps, and is found."""

from __future__ import annotations

from typing import ClassVar

import pytest

from mmtui import NOTHING, Counter, Moment, Scheme, parse_script
from mmtui.kernel.profile import profile_of

SETUP = "proc A\nA mmap r anon 8\nA write r\n"


def ending(kind, script=SETUP):
    return Moment.first(kind(), profile_of("6.1"), 8).after(*parse_script(script))


def scheme_of(counter, *steps):
    """A scheme whose one counter takes these steps when a huge page is mapped."""

    class Drives(Scheme):
        name = "drives"
        answers: ClassVar[list[int]] = []
        _count = counter

        def map_ptes(self, folio, pages, vma):
            for do, value in steps:
                self.answers.append((yield getattr(self._count, do)(folio, value)))
            return NOTHING

        def unmap_ptes(self, folio, pages, vma):
            return NOTHING
            yield

    return Drives


@pytest.mark.parametrize(
    ("bits", "bias", "last"), [(8, 0, 127), (8, -1, 128), (16, 0, 32767), (32, -1, 2**31), (2, 0, 1)]
)
def test_one_more_than_a_signed_number_holds_is_the_least_one(bits, bias, last):
    kind = scheme_of(Counter(bits=bits, bias=bias), ("add", last), ("add", 1), ("read", 0))
    moment = ending(kind)
    assert kind.answers[0] == last
    assert kind.answers[1] == last + 1 - 2**bits
    assert [(left.value, left.wrapped_from) for left in moment.wrong] == [(last + 1 - 2**bits, last + 1)]


def test_what_fits_is_no_finding():
    kind = scheme_of(Counter(bits=8), ("add", 127), ("add", -127), ("exchange", -128), ("set", 127))
    assert ending(kind).wrong == ()


def test_a_flag_is_one_bit():
    kind = scheme_of(Counter(bits=1), ("exchange", 3), ("exchange", 2), ("read", 0))
    moment = ending(kind)
    assert kind.answers[:2] == [0, 1]
    assert [(left.value, left.wrapped_from) for left in moment.wrong] == [(1, 3), (0, 2)]


def test_below_zero_is_found_without_wrapping():
    moment = ending(scheme_of(Counter(bits=8), ("add", -1)))
    assert [(left.value, left.wrapped_from) for left in moment.wrong] == [(-1, None)]


def test_a_wrap_is_told_as_what_it_is(findings):
    found = findings(ending(scheme_of(Counter(bits=8, bias=-1), ("add", 129))))
    assert found == ["_count of L0 is driven to 129 and wraps to -127: it has 8 bits"]


def test_a_count_per_page_that_wraps_stays_wrapped(schemes):
    class Narrow(schemes["per-page"]):
        _mapcount = Counter(schemes["per-page"]._mapcount.per, bias=-1, bits=2)

    children = "".join(f"A fork {who}\n" for who in "BCD")
    moment = ending(Narrow, SETUP + children)
    (folio,) = moment.world.folios()
    assert moment.books.values(Narrow._mapcount, folio) == (0,) * 8
    assert {left.wrapped_from for left in ending(Narrow, SETUP + "A fork B\nA fork C\n").wrong} == {3}
