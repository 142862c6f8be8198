from __future__ import annotations

import pytest

from mmtui import Claim, Counter, Scheme
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.timeline import KEEP_EVERY, Timeline

SCRIPT = "proc A\nA mmap r anon 8\nA write r\nA fork B\nB mprotect r 2 5 ro\nB exit\nA exit"


class Sum(Scheme):
    """The smallest scheme there is."""

    name = "sum"
    _sum = Counter(bias=-1)

    def map_ptes(self, folio, pages, vma):
        return Claim(first=len(pages) if (yield self._sum.add(folio, len(pages))) == len(pages) else 0)

    def unmap_ptes(self, folio, pages, vma):
        return Claim(last=(yield self._sum.add(folio, -len(pages))) == 0)


def first(scheme: Scheme | None = None) -> Moment:
    return Moment.first(scheme or Sum(), profile_of("6.1"), 8)


def test_many_operations_at_once_come_to_the_same_moment_as_one_by_one():
    ops = parse_script(SCRIPT)
    one_by_one = first()
    for op in ops:
        one_by_one = one_by_one.after(op)
    assert first().after(*ops) == one_by_one


def test_the_past_is_not_changed_by_the_future():
    early = first().after(*parse_script(SCRIPT)[:4])
    before = (early.world, early.books)
    early.after(*parse_script(SCRIPT)[4:])
    assert (early.world, early.books) == before


def test_counters_and_claims_of_a_freed_folio_are_forgotten():
    end = first().after(*parse_script(SCRIPT))
    assert end.books.spoken == {}
    assert all(not cells for cells in end.books.cells.values())
    assert end.wrong == ()


class Leaks(Sum):
    def unmap_ptes(self, folio, pages, vma):
        yield self._sum.add(folio, 1 - len(pages))
        return Claim(last=False)


def test_a_counter_that_is_not_zero_when_its_folio_is_freed_is_noted():
    end = first(Leaks()).after(*parse_script(SCRIPT))
    assert [(left.folio.label, left.counter.name) for left in end.wrong] == [("L0", "_sum")]


@pytest.mark.parametrize("order", [range(0, 301), range(300, -1, -1), (0, 300, 1, 299, 64, 63, 65)])
def test_any_moment_of_a_timeline_is_the_same_whichever_way_it_is_reached(order):
    ops = parse_script("proc A\nA mmap r anon 8\n" + "A write r 1\nA dontneed r 1\n" * 150)
    timeline = Timeline(ops, Sum(), profile_of("6.1"), 8)
    for n in order:
        moment = timeline[n]
        assert moment.n == n
        assert moment.op == (ops[n - 1] if n else None)
        assert moment == first().after(*ops[:n])


def test_a_timeline_keeps_one_moment_of_each_sixty_four():
    ops = parse_script("proc A\nA mmap r anon 8\n" + "A write r 1\nA dontneed r 1\n" * 500)
    timeline = Timeline(ops, Sum(), profile_of("6.1"), 8)
    assert timeline[len(timeline)].n == 1002
    assert len(timeline._kept) == 1002 // KEEP_EVERY + 1


def test_a_moment_outside_the_run_does_not_exist():
    timeline = Timeline(parse_script("proc A"), Sum(), profile_of("6.1"), 8)
    with pytest.raises(IndexError, match="after 1 operation there is no moment 2"):
        timeline[2]


def breaking(thing) -> type[Scheme]:
    class Breaks(Sum):
        def map_ptes(self, folio, pages, vma):
            yield self._sum.add(folio, len(pages))
            return thing()

    return Breaks


def leave():
    raise SystemExit(0)


def odd():
    raise RuntimeError("\x1b[31mred\x1b]0;title" + "x" * 1000)


@pytest.mark.parametrize(
    ("thing", "problem"),
    [
        (leave, "raised SystemExit: 0"),
        (lambda: Claim(first="x"), "returned Claim(first='x', gone=None, last=None, partly=None)"),
        (lambda: Claim(last=3), "returned Claim(first=None, gone=None, last=3, partly=None)"),
        (odd, "raised RuntimeError: ?[31mred?]0;title"),
    ],
)
def test_whatever_a_scheme_does_is_a_fault_of_one_printable_line(thing, problem):
    end = first(breaking(thing)()).after(*parse_script(SCRIPT))
    assert end.fault is not None
    assert end.fault.problem.startswith(problem)
    assert end.fault.problem.isprintable()
    assert len(end.fault.problem) < 400
    assert end.world.mms == {}
