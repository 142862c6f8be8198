"""A scheme that loops for ever, without a yield, is a finding with its place."""

from __future__ import annotations

import pytest

from mmtui import NOTHING, Claim, Counter, Question, Scheme
from mmtui.fault import SchemeBroke
from mmtui.guarded import after, asked
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.moment import Moment

OPS = parse_script("proc A\nA mmap r anon 8\nA write r\nA fork B\nB exit\nA exit")


class LoopsAtFork(Scheme):
    name = "loops-at-fork"
    _sum = Counter()

    def map_ptes(self, folio, pages, vma):
        yield self._sum.add(folio, len(pages))
        return Claim(first=0)

    def unmap_ptes(self, folio, pages, vma):
        yield self._sum.add(folio, -len(pages))
        return NOTHING

    def dup_pmd(self, folio, vma):
        while True:
            pass
        yield

    def mapped(self, folio):
        while True:
            pass
        yield


def first() -> Moment:
    return Moment.first(LoopsAtFork(), profile_of("6.1"), 8)


def test_a_handler_that_never_returns_is_found_and_the_page_tables_go_on():
    end = after(first(), *OPS, seconds=0.3)
    assert end.n == len(OPS)
    assert end.world.mms == {}
    assert end.fault is not None
    assert (end.fault.event, end.fault.problem) == ("A fork B", "was still running after 0.3 s")
    assert (end.fault.file, end.fault.line) == (__file__, LoopsAtFork.dup_pmd.__code__.co_firstlineno + 1)


def test_a_question_that_never_returns_is_found():
    moment = after(first(), *OPS[:3])
    (folio,) = moment.world.folios()
    with pytest.raises(SchemeBroke, match=r"loops-at-fork was still running after 0\.3 s"):
        asked(moment, lambda: moment.ask(Question.MAPPED, folio), seconds=0.3)


def test_what_returns_in_time_is_what_it_would_be_without_a_limit():
    assert after(first(), *OPS[:3]) == first().after(*OPS[:3])
