"""Schemes beside each other: what is marked, and what the totals come to."""

from __future__ import annotations

import pytest

from mmtui.comparing.rows import BROKE, OFF, QUIET, WRONG, Answer
from mmtui.comparing.score import Scores
from mmtui.findings import findings

PART = """\
proc A
A mmap r anon 8
A write r
A munmap r 0 4
A exit
"""
SHARED = "proc A\nA mmap r anon 8\nA write r\nA fork B\nB exit\nA exit"


def row(step, question, at=0):
    return [row for row in step.rows if row.question == question][at]


def scores(steps, *schemes, pages=8):
    totals = Scores([scheme() for scheme in schemes], pages)
    for step in steps:
        totals.add(step)
    return {score.scheme: score for score in totals.scores()}


def test_a_false_claim_is_wrong_where_it_is_exact_and_off_where_it_is_a_guess(kinds, beside):
    step = beside(PART, kinds.Sum, kinds.CallsEachTheLast, kinds.GuessesTheLast)[3]
    last = row(step, "last-of-folio")
    assert last.truth == 0
    assert last.answers == (Answer(0), Answer(1, WRONG), Answer(1, OFF))
    assert last in step.differing


def test_what_is_true_differs_from_nothing(kinds, beside):
    assert not any(step.differing for step in beside(PART, kinds.Sum))


def test_a_promise_not_to_miss_is_held(kinds, beside):
    fork = beside(SHARED, kinds.NeverShared)[3]
    assert row(fork, "shared").answers == (Answer(0, WRONG),)
    assert not row(beside(SHARED, kinds.NeverShared)[4], "shared").differs


def test_the_totals_say_which_way_a_scheme_errs(kinds, beside):
    schemes = (kinds.Sum, kinds.CallsEachTheLast, kinds.NeverShared)
    found = scores(beside(PART, *schemes), *schemes)
    assert (found["sum"].wrong, found["sum"].false_last) == (0, 0)
    assert (found["each-the-last"].wrong, found["each-the-last"].false_last) == (1, 1)
    assert found["sum"].false_shared is None, "it never says whether a folio is shared"
    found = scores(beside(SHARED, *schemes), *schemes)
    assert (found["never-shared"].false_exclusive, found["never-shared"].false_shared) == (1, 0)


def test_the_totals_are_those_of_the_moment(beside, catalog):
    steps = beside(SHARED, "per-page", "mm-owners")
    totals = Scores([catalog.scheme("per-page"), catalog.scheme("mm-owners")], 8)
    for step in steps:
        totals.add(step)
    per_page, owners = totals.scores()
    assert per_page.cost.atomics == sum(step.costs[0].atomics for step in steps) > owners.cost.atomics > 0
    assert per_page.bytes == 8 * 4 + 4


def test_a_scheme_that_breaks_is_marked_and_the_others_go_on(kinds, beside):
    steps = beside(SHARED, kinds.Sum, kinds.Breaks)
    last = row(steps[3], "folio-mapcount")
    assert last.answers == (Answer(2), Answer(2))
    unmapped = beside(PART, kinds.Sum, kinds.Breaks)[3]
    assert row(unmapped, "last-of-folio").answers == (Answer(0), Answer(None, BROKE))
    assert row(unmapped, "mapped").answers == (Answer(1), Answer(None, BROKE))
    assert "no luck" in unmapped.faults[1]
    assert not unmapped.faults[0]
    assert "no luck" in scores(beside(PART, kinds.Breaks), kinds.Breaks)["breaks"].fault


def test_a_scheme_that_breaks_when_asked_is_marked(kinds, beside):
    steps = beside(PART, kinds.BreaksWhenAsked, kinds.Sum)
    assert row(steps[2], "mapped").answers == (Answer(None, BROKE), Answer(1))
    assert "do not ask" in steps[2].faults[0]
    assert not steps[2].faults[1]


BOTH_ZAP = """\
proc A
A mmap r anon 8
A write r
A fork B
A dontneed r 5 6
B dontneed r 5 6
B exit
"""


def test_who_need_not_say_it_again_is_marked_as_silent(beside):
    """Of the last exit no page's last mapping goes, so that the folio is partly mapped is no news."""
    steps = beside(BOTH_ZAP, "large-mapcount", "no-page-mapcount")
    noticed, again = (row(steps[n], "partly-mapped", -1) for n in (5, 6))
    assert (noticed.truth, noticed.answers) == (1, (Answer(1), Answer(0, OFF)))
    assert (again.truth, again.answers) == (1, (Answer(0, QUIET), Answer(1)))
    assert not again.differs


def test_every_answer_that_is_not_the_truth_carries_a_mark(catalog, beside):
    for script in (PART, SHARED, BOTH_ZAP):
        for step in beside(script, *catalog.schemes):
            for each in step.rows:
                unmarked = {answer.value for answer in each.answers if not answer.mark} - {None}
                assert unmarked <= {each.truth}, f"{step.op}: {each.place} {each.question}"


def test_neighbours_that_say_the_same_are_one_row(beside):
    steps = beside(PART, "per-page")
    pages = [row for row in steps[3].rows if row.question == "page-mapcount"]
    assert [(str(row.place), row.truth, row.times) for row in pages] == [("L0[0-3]", 0, 4), ("L0[4-7]", 1, 4)]
    small = beside("set thp never\nproc A\nA mmap r anon 8\nA write r", "per-page")[3]
    assert [str(row.place) for row in small.rows if row.question == "first-map"] == ["s0-s7"]


@pytest.mark.parametrize("seed", range(6))
def test_a_scheme_is_marked_wrong_exactly_where_checkers_find_something(seed, catalog, beside):
    """Of the questions that both know: the statistics and counters have checkers of their own."""
    from mmtui.catalog import ops_of

    ops = ops_of(catalog.workload("random-ops", {"seed": seed, "length": 25}), 8)
    script = "\n".join(map(str, ops))
    names = ("double-map", "mm-owners", "vma-count", "zero-one-two-many")
    checkers = [
        catalog.checkers[name].cls()
        for name in ("last-unmap", "partial-mapping", "page-mapcount", "exclusive")
    ]
    from mmtui import Moment
    from mmtui.kernel.profile import profile_of

    steps = beside(script, *names)
    for at, name in enumerate(names):
        moment = Moment.first(catalog.scheme(name), profile_of("7.3"), 8)
        for step in steps:
            moment = moment.after(step.op)
            wrong = any(row.answers[at].mark == WRONG for row in step.rows)
            assert wrong == bool(findings(moment, checkers)), f"{name}: {step.n} {step.op}"
