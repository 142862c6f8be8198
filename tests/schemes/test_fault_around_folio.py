"""What the mail's rule of faults is for: a VMA is counted once, with all of the folio at once."""

from __future__ import annotations

import pytest

from mmtui import Question, truths
from mmtui.kernel.profile import Rules

PAGES = 8
SCRIPT = """
set shmem always
set faultaround 4096
memfd f 8
proc Z
Z mmap z memfd:f 8
Z write z
Z exit
proc A
A mmap r memfd:f 8 skew=8 thp=off
A munmap r 6 8
A read r 0 6
proc B
B mmap r memfd:f 8 skew=8 thp=off
B read r
B mprotect r 2 4 ro
B munmap r 3 5
A exit
B exit
"""
SCHEMES = ("vma-count", "vma-count-partial")


@pytest.mark.parametrize("rule", ["kernel", "folio"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_count_of_vmas_is_true_at_every_step(moments, findings, scheme, rule):
    for moment in moments(scheme, SCRIPT, PAGES, "6.12", Rules(rule)):
        assert moment.result.ok
        assert findings(moment) == []
        for folio in filter(lambda folio: folio.large, moment.world.folios()):
            true = truths(moment.world).get(folio.number)
            counter = next(c for c in moment.scheme.counters() if c.name == "_mapcount")
            assert moment.books.value(counter, folio) == (len(true.vmas) if true else 0), moment.op
            assert moment.ask(Question.MAPPED, folio) == bool(true)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_vma_that_maps_the_folio_page_by_page_is_searched_at_each_page_without_the_rule(moments, scheme):
    """A part of six pages: one event and one search under the rule, six without it."""

    def cost(rule):
        (moment,) = [
            m for m in moments(scheme, SCRIPT, PAGES, "6.12", Rules(rule)) if str(m.op) == "A read r 0 6"
        ]
        return len(moment.said), moment.cost

    (events, ruled), (many, plain) = cost("folio"), cost("kernel")
    assert (events, many) == (1, 6)
    assert ruled.reads < plain.reads
    assert ruled.atomics <= plain.atomics


def test_that_a_vma_maps_only_a_part_is_known_after_one_fault(moments):
    steps = {str(m.op): m for m in moments("vma-count-partial", SCRIPT, PAGES, "6.12", Rules("folio"))}
    partial = next(c for c in steps["proc A"].scheme.counters() if c.name == "partial_mapcount")

    def value(op):
        (folio,) = steps[op].world.folios()
        return steps[op].books.value(partial, folio)

    assert value("A read r 0 6") == 1
    assert value("B read r") == 1  # B maps all of it
    assert value("B munmap r 3 5") == 4  # A, and the three VMAs of B that are left
