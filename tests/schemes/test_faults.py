"""A scheme that misbehaves is told where; the machine goes on without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmtui import NOTHING, Claim, Counter, Per, Question
from mmtui.fault import SchemeBroke

SCRIPT = "proc A\nA mmap r anon 8\nA write r\nA fork B\nB mprotect r 2 5 ro\nA munmap r\nB exit"
SPLIT = 4
"""The operation in which the schemes below break; they do it at split_pmd."""


def broken(base, how):
    class Broken(base):
        def split_pmd(self, folio, vma):
            yield self._mapcount.inc(folio)
            yield from how(self, folio)
            return NOTHING

    return Broken


def raises(scheme, folio):
    raise KeyError("three")  # raises
    yield


def loops(scheme, folio):
    while True:
        yield scheme._mapcount.read(folio)  # loops


def yields_nonsense(scheme, folio):
    yield "an atomic, please"  # yields_nonsense


def yields_a_claim(scheme, folio):
    yield Claim(first=1)  # yields_a_claim


def sets_an_attribute(scheme, folio):
    scheme.seen = folio  # sets_an_attribute
    yield


def uses_a_counter_of_nobody(scheme, folio):
    yield Counter(Per.FOLIO, name="mine").inc(folio)  # uses_a_counter_of_nobody


def counts_past_the_end(scheme, folio):
    yield scheme._mapcount.inc(folio, 8)  # counts_past_the_end


PROBLEMS = {
    raises: "raised KeyError: 'three'",
    loops: "took more than 100,000 steps for one event",
    yields_nonsense: "yielded 'an atomic, please'; a step is a counter access or a scan()",
    yields_a_claim: f"yielded {Claim(first=1)}; a step is a counter access or a scan()",
    sets_an_attribute: "raised AttributeError: a scheme keeps nothing but its counters; "
    "declare 'seen' as a Counter",
    uses_a_counter_of_nobody: "uses mine, page 0: no such counter is declared",
    counts_past_the_end: "raised IndexError: list index out of range",
}


def line_of(how):
    lines = Path(__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith(f"# {how.__name__}"))


@pytest.mark.parametrize("how", PROBLEMS, ids=lambda how: how.__name__)
def test_a_broken_scheme_is_a_fault_with_file_and_line(moments, schemes, how):
    *_, last = moments(broken(schemes["double-map"], how), SCRIPT, 8)
    assert last.fault is not None
    assert last.fault.scheme == "double-map"
    assert last.fault.event == "split_pmd L0[0-7] in B r"
    assert last.fault.problem == PROBLEMS[how]
    assert (last.fault.file, last.fault.line) == (__file__, line_of(how))


@pytest.mark.parametrize("how", PROBLEMS, ids=lambda how: how.__name__)
def test_the_truth_goes_on_without_the_scheme(moments, schemes, how):
    sound = list(moments("double-map", SCRIPT, 8))
    run = list(moments(broken(schemes["double-map"], how), SCRIPT, 8))
    assert [moment.world for moment in run] == [moment.world for moment in sound]
    assert [moment.result for moment in run] == [moment.result for moment in sound]


def test_before_the_fault_the_scheme_counts_and_after_it_says_nothing(moments, schemes):
    sound = list(moments("double-map", SCRIPT, 8))
    run = list(moments(broken(schemes["double-map"], raises), SCRIPT, 8))
    assert [moment.books for moment in run[:SPLIT]] == [moment.books for moment in sound[:SPLIT]]
    assert all(moment.fault is None for moment in run[:SPLIT])
    assert {moment.fault for moment in run[SPLIT:]} == {run[SPLIT].fault}
    for moment in run[SPLIT:]:
        assert {said.claim for said in moment.said} <= {NOTHING}
        assert moment.ask(Question.MAPPED, sound[2].said[0].event.folio) is None


def test_a_broken_scheme_is_no_finding_of_a_checker(moments, schemes, findings):
    """It is reported as what it is, not as a hundred wrong answers."""
    for moment in moments(broken(schemes["double-map"], raises), SCRIPT, 8):
        assert findings(moment) == []


def test_a_handler_returns_a_claim(moments, schemes):
    class Says(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            yield self._mapcount.read(folio)
            return True

    *_, last = moments(Says, SCRIPT, 8)
    assert last.fault is not None
    assert last.fault.problem == "returned True; a handler returns a Claim"
    assert last.fault.file == __file__


def test_a_question_that_raises_names_file_and_line(ran, schemes, the_folio):
    class Cannot(schemes["double-map"]):
        def page_mapcount(self, folio, page):
            yield self._mapcount.read(folio, page)
            raise ZeroDivisionError("none")  # asked

    moment = ran(Cannot, "proc A\nA mmap r anon 8\nA write r", 8)
    with pytest.raises(SchemeBroke) as broke:
        moment.ask(Question.PAGE_MAPCOUNT, the_folio(moment), 3)
    fault = broke.value.fault
    assert (fault.problem, fault.file) == ("raised ZeroDivisionError: none", __file__)
    assert Path(__file__).read_text().splitlines()[fault.line - 1].endswith("# asked")
