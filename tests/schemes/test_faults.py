"""A scheme that misbehaves is told where; the machine goes on without it."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path
from types import FunctionType

import pytest

from mmtui import NOTHING, Claim, Counter, Moment, Per, Question, Scheme, What, parse_script
from mmtui.fault import SchemeBroke
from mmtui.guarded import after, asked
from mmtui.kernel import rmap
from mmtui.kernel.profile import profile_of

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


def yields_a_pair(scheme, folio):
    yield 1, 2  # yields_a_pair


def yields_a_claim(scheme, folio):
    yield Claim(first=1)  # yields_a_claim


def sets_an_attribute(scheme, folio):
    scheme.seen = folio  # sets_an_attribute
    yield


def changes_the_folio(scheme, folio):
    folio.order = 3  # changes_the_folio
    yield


def uses_a_counter_of_nobody(scheme, folio):
    yield Counter(Per.FOLIO, name="mine").inc(folio)  # uses_a_counter_of_nobody


def uses_an_access(scheme, folio):
    count = scheme._mapcount.inc(folio)
    if count < 0:  # uses_an_access
        yield


def presses_ctrl_c(scheme, folio):
    yield scheme._mapcount.inc(folio)
    raise KeyboardInterrupt  # presses_ctrl_c


def leaves(scheme, folio):
    yield scheme._mapcount.inc(folio)
    raise SystemExit(3)  # leaves


def counts_past_the_end(scheme, folio):
    yield scheme._mapcount.inc(folio, 8)  # counts_past_the_end


PROBLEMS = {
    raises: "raised KeyError: 'three'",
    loops: "took more than 100,000 steps for one event",
    yields_nonsense: "yielded 'an atomic, please'; a step is a counter access or a scan()",
    yields_a_pair: "yielded (1, 2); a step is a counter access or a scan()",
    yields_a_claim: f"yielded {Claim(first=1)}; a step is a counter access or a scan()",
    sets_an_attribute: "raised AttributeError: a scheme keeps nothing but its counters; "
    "declare 'seen' as a Counter",
    changes_the_folio: "raised AttributeError: a folio cannot be changed: order",
    uses_a_counter_of_nobody: "uses mine, page 0: no such counter is declared",
    uses_an_access: "used the result of an access to _mapcount without yield",
    presses_ctrl_c: "raised KeyboardInterrupt",
    leaves: "raised SystemExit: 3",
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


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_question_that_would_end_the_program_is_a_fault(ran, schemes, the_folio, error):
    class Ends(schemes["double-map"]):
        def page_mapcount(self, folio, page):
            yield self._mapcount.read(folio, page)
            raise error

    moment = ran(Ends, "proc A\nA mmap r anon 8\nA write r", 8)
    with pytest.raises(SchemeBroke):
        moment.ask(Question.PAGE_MAPCOUNT, the_folio(moment), 3)


def test_ctrl_c_in_a_handler_is_the_users(moments, schemes):
    class Slow(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            yield self._mapcount.read(folio)
            signal.raise_signal(signal.SIGINT)
            return NOTHING

    with pytest.raises(KeyboardInterrupt):
        list(moments(Slow, SCRIPT, 8))


# whose fault it is, and where


def test_a_fault_in_a_handler_that_is_inherited_is_where_the_handler_stands(moments, schemes):
    class Heir(schemes["double-map"]):
        _removed = None

    *_, last = moments(Heir, UNMAP, 8)
    assert last.fault is not None
    assert last.fault.file == schemes["double-map"].unmap_ptes.__code__.co_filename
    assert "gone = yield from self._removed" in line_at(last.fault)


def test_a_line_of_the_schemes_own_file_comes_before_one_it_inherits(moments, schemes):
    class Heir(schemes["double-map"]):
        def unmap_ptes(self, folio, pages, vma):
            return (yield from super().unmap_ptes(folio, None, vma))  # own

    *_, last = moments(Heir, UNMAP, 8)
    assert last.fault is not None
    assert last.fault.file == __file__
    assert line_at(last.fault).endswith("# own")


UNMAP = "proc A\nA mmap r anon 1\nA write r\nA munmap r"


def line_at(fault):
    return Path(fault.file).read_text().splitlines()[fault.line - 1]


def test_an_inherited_handler_that_returns_the_wrong_thing_is_told_with_its_own_file(moments, schemes):
    class Base(schemes["double-map"]):
        pass

    class Heir(Base):
        pass

    def returns_nothing(self, folio, pages, vma):
        yield self._mapcount.dec(folio)

    elsewhere = Path(schemes["double-map"].unmap_ptes.__code__.co_filename)
    code = returns_nothing.__code__.replace(co_filename=str(elsewhere), co_firstlineno=7)
    Base.unmap_ptes = FunctionType(code, globals())
    *_, last = moments(Heir, UNMAP, 8)
    assert last.fault is not None
    assert last.fault.problem == "returned None; a handler returns a Claim"
    assert (last.fault.file, last.fault.line) == (str(elsewhere), 7)


def test_a_handler_that_is_missing_is_told_with_the_line_of_the_class(moments):
    class Half(Scheme):  # Half
        name = "half"

        def map_ptes(self, folio, pages, vma):
            return NOTHING
            yield

    *_, last = moments(Half, UNMAP, 8)
    assert last.fault is not None
    assert last.fault.problem == "raised NotImplementedError: Half needs unmap_ptes()"
    assert last.fault.file == __file__
    assert line_at(last.fault).endswith("# Half")


def test_who_swallows_what_the_ledger_objects_to_counts_no_more(moments, schemes):
    class Swallows(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            with suppress(Exception):
                yield "nonsense"
            yield self._mapcount.inc(folio)
            return Claim(first=3)

    sound = list(moments("double-map", SCRIPT, 8))
    run = list(moments(Swallows, SCRIPT, 8))
    assert run[SPLIT].fault is not None
    assert [said.event for said in run[SPLIT].said] == [said.event for said in sound[SPLIT].said]
    assert run[SPLIT].books.cells == sound[SPLIT - 1].books.cells
    assert [moment.world for moment in run] == [moment.world for moment in sound]


def test_a_claim_of_something_that_is_no_number_is_a_fault(moments, schemes):
    class Says(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            yield self._mapcount.read(folio)
            return Claim(first=[1])

    *_, last = moments(Says, SCRIPT, 8)
    assert last.fault is not None
    assert last.fault.file == __file__


@pytest.mark.parametrize("value", [True, 1.0])
def test_a_claim_of_another_type_is_not_taken_for_a_number_that_is_equal(moments, schemes, value):
    class Says(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            yield self._mapcount.read(folio)
            assert type(Claim(first=1).first) is int
            return Claim(first=value)

    *_, last = moments(Says, SCRIPT, 8)
    assert last.fault is not None
    assert last.fault.problem == f"returned {Claim(first=value)!r}; a handler returns a Claim"


def test_an_error_of_the_kernel_model_is_not_laid_at_the_schemes_door(bench):
    made = bench("double-map")

    def breaks():
        yield from rmap.map_ptes(made.draft, *made._vma("A", 0), 0, made.folio, range(1), 0, What.MAP_PTES)
        raise ZeroDivisionError("ours")

    with pytest.raises(ZeroDivisionError, match="ours"):
        made.ledger.follow(breaks())
    assert made.ledger.fault is None


def test_what_a_scheme_prints_is_no_data(schemes, capsys):
    class Prints(schemes["double-map"]):
        def new_pmd(self, folio, vma):
            print("counting")
            return (yield from super().new_pmd(folio, vma))

        def mapped(self, folio):
            print("asked")
            return (yield from super().mapped(folio))

    moment = after(Moment.first(Prints(), profile_of("6.1"), 8), *parse_script(SCRIPT)[:3])
    assert asked(moment, lambda: moment.ask(Question.MAPPED, moment.said[0].event.folio)) == 1
    assert capsys.readouterr() == ("", "counting\nasked\n")


@pytest.mark.parametrize("value", [0.5, "1", None])
def test_half_a_mapping_is_refused_where_it_is_counted(moments, schemes, value):
    def adds(scheme, folio):
        yield scheme._mapcount.add(folio, value)

    *_, last = moments(broken(schemes["large-mapcount"], adds), SCRIPT, 8)
    assert last.fault is not None
    assert "whole numbers" in last.fault.problem
    assert last.fault.file == __file__


def test_a_number_without_end_is_refused_where_it_is_counted(moments, schemes):
    def adds(scheme, folio):
        yield scheme._mapcount.add(folio, 10**5000)

    *_, last = moments(broken(schemes["large-mapcount"], adds), SCRIPT, 8)
    assert last.fault is not None
    assert "takes 64 bits, not a number of 16610" in last.fault.problem
    assert last.fault.file == __file__


def test_a_number_without_end_is_no_claim_and_no_answer(schemes):
    class Endless(schemes["per-page"]):
        def new_pmd(self, folio, vma):
            return (yield from super().new_pmd(folio, vma))._replace(first=10**5000)

        def mapped(self, folio):
            return (yield from super().mapped(folio)) + 10**5000

    class EndlessAnswers(Endless):
        new_pmd = schemes["per-page"].new_pmd

    ops = parse_script(SCRIPT)[:3]
    moment = after(Moment.first(Endless(), profile_of("6.1"), 8), *ops)
    assert moment.fault is not None
    assert "a Claim with a number of more than 64 bits" in moment.fault.problem
    moment = after(Moment.first(EndlessAnswers(), profile_of("6.1"), 8), *ops)
    with pytest.raises(SchemeBroke, match="a number of 16610 bits"):
        moment.ask(Question.MAPPED, moment.said[0].event.folio)


def returns_nothing(self, folio, pages, vma):
    yield self._mapcount.inc(folio)


def test_a_handler_that_returns_nothing_is_blamed_also_for_an_event_that_falls_back_on_it(moments):
    class Forgetful(Scheme):
        name = "forgetful"
        _mapcount = Counter()
        map_ptes = unmap_ptes = returns_nothing

    *_, last = moments(Forgetful, "proc A\nA mmap r anon 8 thp=off\nA write r 0 1", 8)
    assert last.fault is not None
    assert "returned None; a handler returns a Claim" in last.fault.problem
    assert last.fault.line == returns_nothing.__code__.co_firstlineno
