"""What ``check_scenario()`` finds in a scenario that was right before something in it was spoiled."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from mmtui.catalog import Catalog, Offer
from mmtui.errors import PluginError
from mmtui.game.check import check_scenario
from mmtui.model.ops import parse_script
from mmtui.scenario import FindAsk, PredictAsk, Reject, Scenario, Solution, Use, Wrong
from mmtui.scheme import Claim, Scheme
from mmtui.workload import Workload


@pytest.fixture
def whole(shipped: dict[str, Scenario]) -> Scenario:
    """A scenario with which nothing is wrong: three predictions and a find, on a run of 11 operations."""
    return shipped["last-unmap-doublemap"]


@pytest.fixture
def found(whole: Scenario, catalog: Catalog) -> Callable[..., tuple[str, ...]]:
    """Spoil the scenario, or one step of it, and check it."""

    def found(
        step: int | None = None, *, of: Scenario = whole, using: Catalog = catalog, **change: Any
    ) -> tuple[str, ...]:
        if step is not None:
            spoiled = replace(of.steps[step], **change)
            change = {"steps": (*of.steps[:step], spoiled, *of.steps[step + 1 :])}
        return tuple(problem.sentence for problem in check_scenario(replace(of, **change), using))

    return found


def script(ops: str) -> Use:
    return Use("script", {"ops": ops})


def ops_of(scenario: Scenario) -> str:
    return str(scenario.workload.params["ops"])


def test_nothing_is_found_before_it_is_spoiled(found):
    assert found() == ()


# -- answers


def test_a_reference_answer_that_is_wrong(found, whole):
    solution = replace(whole.solution, steps=(0, 1, 0, "C exit"))
    (problem,) = found(solution=solution)
    assert problem == "question 1: the run says 1, [solution] says 0; correct one of the two"


def test_a_reference_answer_to_a_find_that_is_wrong(found, whole):
    solution = replace(whole.solution, steps=(1, 1, 0, "A exit"))
    (problem,) = found(solution=solution)
    assert 'question 4: the run says "C exit" (operation 10), [solution] says "A exit"' in problem


def test_a_reference_answer_that_cannot_be_read(found, whole):
    (problem,) = found(solution=replace(whole.solution, steps=(1, 1, "none", "C exit")))
    assert problem == (
        'question 3: the run says 0, [solution] says "none"; answer with a number, such as 0, 2 or -1'
    )


def test_a_reject_that_is_right(found, whole):
    reject = (*whole.solution.reject, Reject(1, 1))
    (problem,) = found(solution=replace(whole.solution, reject=reject))
    assert """question 2: 1 is in "reject", and the run says that it is right; take it out""" in problem


def test_a_reject_that_is_right_by_its_number(found, whole):
    (problem,) = found(solution=replace(whole.solution, reject=(Reject(3, "10"),)))
    assert 'question 4: "10" is in "reject", and the run says that it is right' in problem


def test_an_operation_is_refused_where_a_value_is_asked(found, whole):
    assert found(solution=replace(whole.solution, reject=(Reject(0, "B exit"),))) == ()


def test_an_operation_that_is_not_in_the_run(found, whole):
    (problem,) = found(solution=replace(whole.solution, reject=(Reject(3, "B munmap r 3"),)))
    assert 'question 4: "B munmap r 3" in "reject" cannot be read as an answer' in problem


def test_an_operation_that_is_twice_in_the_run(found, whole):
    ops = ops_of(whole).replace("B exit", "C read r 3 4\nC read r 3 4\nB exit")
    solution = replace(whole.solution, reject=(Reject(3, "C read r 3 4"),))
    (problem,) = found(workload=script(ops), solution=solution)
    assert "; there are 2 such operations; write the number of one: " in problem


def test_a_wrong_answer_that_is_right(found):
    (problem,) = found(1, wrong=(Wrong(1, "Look again at C."),))
    assert problem.endswith("""question 2: 1 is in "wrong", and the run says that it is right; take it out""")


def test_a_wrong_answer_that_is_no_answer(found):
    (problem,) = found(1, wrong=(Wrong("some", "Look again at C."),))
    assert """question 2: "some" in "wrong" cannot be read as an answer""" in problem


def test_a_wrong_answer_whose_explanation_is_never_told(found, shipped):
    """It is read, but not as it is written: 'NO' is shown as 'no'."""
    shared, wrong = PredictAsk("says", "shared", folio="L0"), (Wrong("NO", "That is the truth."),)
    problems = found(3, of=shipped["mprotect-the-middle"], ask=shared, wrong=wrong)
    (problem,) = (problem for problem in problems if "NO" in problem)
    assert 'who answers "NO" to question 4 is not told why; write it as players do' in problem


# -- questions that the run cannot answer


@pytest.mark.parametrize("at", [0, 12, 10_000])
def test_an_operation_out_of_the_run(found, at):
    (problem,) = found(1, at=at)
    assert f"operation {at} is asked about; there are 11" in problem
    assert problem.endswith('"at" is the number of an operation, 1 to 11')


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (
            PredictAsk("counter", "_mapcount", folio="L7"),
            "there is no folio L7 by operation 8; known here: L0",
        ),
        (PredictAsk("counter", "_mapcont", folio="L0"), 'no counter _mapcont; did you mean "_mapcount"?'),
        (PredictAsk("counter", "sum", folio="L0"), "no counter sum; known here: "),
        (PredictAsk("counter", "_mapcount", folio="L0", page=8), "L0 has pages 0 to 7, not 8; ask for"),
        (
            PredictAsk("truth", "present", process="D", region="r"),
            "no process D at operation 8; known here: A, B",
        ),
        (
            PredictAsk("truth", "present", process="A", region="x"),
            "A has no region x at operation 8; known here: r",
        ),
        (
            PredictAsk("prints", "Pss", process="A", region="x"),
            "A has no region x at operation 8; known here: r",
        ),
    ],
)
def test_a_question_about_what_is_not_there(found, ask, words):
    (problem,) = found(1, ask=ask)
    assert problem.startswith("the run has no answer: ")
    assert words in problem


def test_a_claim_that_the_scheme_cannot_make(found, whole):
    machine = replace(whole.machine, scheme="vma-count")
    ask = PredictAsk("says", "page-mapcount", folio="L0", page=3)
    assert any(
        "vma-count cannot say page-mapcount" in problem
        for problem in found(1, of=replace(whole, machine=machine), ask=ask)
    )


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (FindAsk("last-unmap", folio="L0", page=9), "L0 has pages 0 to 7, not 9"),
        (FindAsk("disagree", folio="L0"), "disagree never happens to L0 in this run"),
        (FindAsk("first-map", folio="s0"), "there is no folio s0"),
    ],
)
def test_an_event_that_does_not_happen(found, ask, words):
    (problem,) = found(3, ask=ask)
    assert words in problem


def test_a_page_that_is_never_unmapped(found, whole):
    ops = ops_of(whole).replace("C exit\n", "").replace("A exit\n", "")
    problems = found(workload=script(ops))
    assert any("no operation of the run is the last-unmap of page 3 of L0" in problem for problem in problems)


# -- what is solved by doing nothing


def test_a_find_that_is_solved_where_the_player_stands(found):
    """Who steps over operation 10, which was predicted, stands there and presses Enter."""
    problems = found(2, at=10)
    assert any("the answer is operation 10, where the player may stand already" in one for one in problems)


def test_a_find_that_is_solved_at_the_start(found, whole):
    *before, last = ops_of(whole).splitlines()
    only = replace(whole, steps=whole.steps[3:], setup=script("\n".join(before)), workload=script(last))
    (problem,) = found(of=only, solution=Solution(("C exit",), ()))
    assert "the answer is operation 10, where the player may stand already" in problem


# -- the run


def test_an_operation_that_makes_no_sense(found, whole):
    """Nothing is said of the answers: a run that makes no sense has none."""
    ops = ops_of(whole).replace("B munmap r 3 4", "D munmap r 3 4")
    (problem,) = found(workload=script(ops))
    assert (
        problem
        == "operation 7, D munmap r 3 4, makes no sense: there is no process D; processes here: A, B, C"
    )


def test_many_operations_that_make_no_sense_for_one_reason(found, whole):
    """One name that is misspelt spoils all that follows; it is told once."""
    ops = ops_of(whole).replace("A mmap r anon", "A mmap q anon")
    problems = found(workload=script(ops))
    assert len(problems) == len({problem.split(": ")[1] for problem in problems})
    assert (
        "operation 3, A write r, makes no sense: A has no region r (1 more for the same reason)"
        in problems[0]
    )


def test_an_error_of_the_kernel_is_part_of_the_play(found, whole):
    ops = ops_of(whole).replace("B exit", "B write r 3\nB exit")
    assert not any("makes no sense" in problem for problem in found(workload=script(ops)))


def test_a_line_that_cannot_be_read(found, whole):
    (problem,) = found(workload=script(ops_of(whole).replace("mmap", "mmapp")))
    assert problem == "unknown operation 'mmapp'; did you mean 'mmap'?"


def test_a_run_of_nothing(found):
    (problem,) = found(workload=script("# nothing\n"))
    assert problem == "a scenario has 1 to 2000 operations, not 0"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"workload": Use("scrpt", {})}, 'did you mean "script"?'),
        ({"workload": Use("script", {"op": "proc A"})}, "it has no parameter 'op'; did you mean 'ops'?"),
        ({"setup": Use("script", {})}, "ops is missing"),
    ],
)
def test_a_workload_that_is_not_there(found, change, words):
    (problem,) = found(**change)
    assert words in problem


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scheme": "duoble-map"}, 'did you mean "double-map"?'),
        ({"kernel": "2.4"}, 'no kernel "2.4" is modelled; it can be "6.1"'),
        ({"schemes": ("double-map", "per-pag")}, 'did you mean "per-page"?'),
    ],
)
def test_a_machine_that_does_not_exist(found, whole, change, words):
    (problem,) = found(machine=replace(whole.machine, **change))
    assert words in problem


# -- texts


@pytest.mark.parametrize(("hints", "words"), [((), "has 0 hints"), (("Look at C.",), "has 1 hint;")])
def test_too_few_hints(found, hints, words):
    (problem,) = found(2, hints=hints)
    assert words in problem
    assert "give at least 2" in problem


def test_the_same_hint_twice(found):
    (problem,) = found(2, hints=("Look at C.", "Look at C."))
    assert "two hints of question 3 are the same" in problem


def test_no_debrief(found):
    (problem,) = found(debrief=" \n")
    assert "there is no debrief" in problem


@pytest.mark.parametrize(
    "cite",
    [
        "commit 53f9263baba6",
        'commit 53f9263 ("mm: rework mapcount accounting") (in v4.5)',
        '53f9263baba6 ("mm: rework mapcount accounting") (in v4.5)',
        'commit 53f9263baba6 ("mm: rework mapcount accounting")',
        "commit 53f9263baba6 (mm: rework mapcount accounting) (in v4.5)",
        "mm/rmap.c",
        "page_remove_rmap in mm/rmap.c",
        "page_remove_rmap()",
        "a mail by Matthew Wilcox",
        'Matthew Wilcox, "folio mapcount", linux-mm',
        "https://lwn.net/Articles/1073418/",
    ],
)
def test_a_source_that_nobody_can_look_up(found, cite):
    (problem,) = found(cites=("page_remove_rmap() in mm/rmap.c", cite))
    assert f"{cite!r} is not a citation; write 'commit " in problem


@pytest.mark.parametrize(
    "cite",
    [
        'commit 53f9263baba6 ("mm: rework mapcount accounting to enable 4k mapping of THPs") (in v4.5)',
        "page_remove_rmap() in mm/rmap.c",
        "__folio_rmap_sanity_checks() in include/linux/rmap.h",
        "Documentation/mm/transhuge.rst",
        'Matthew Wilcox, "folio mapcount", linux-mm, December 2021',
        'A. Author, "Re: [PATCH 1/2] mm: some subject", linux-kernel, 17 May 2022',
    ],
)
def test_a_source_that_can_be_looked_up(found, cite):
    assert found(cites=(cite,)) == ()


def test_all_problems_are_told_at_once(found):
    problems = found(debrief="", cites=("mm",), solution=Solution((0, 0, 0, "A exit"), (Reject(0, 1),)))
    begins = [
        "'mm' is not a",
        "there is no debrief",
        "question 1: the run",
        "question 2: the run",
        "question 4: the run",
        "question 1: 1 is in",
    ]
    pairs = zip(problems, begins, strict=True)
    assert [begin for problem, begin in pairs if problem.startswith(begin)] == begins


# -- plugins


@dataclass(frozen=True)
class Dice(Workload):
    """Makes other operations each time."""

    name = "dice"
    thrown = itertools.count(1)

    def operations(self, pages_per_pmd: int):
        return parse_script(f"proc A\nA mmap r anon {next(self.thrown)}\n")


class Brittle(Scheme):
    """Breaks when a PMD is split."""

    name = "brittle"

    def map_ptes(self, folio, pages, vma):
        return Claim()
        yield

    unmap_ptes = map_ptes

    def split_pmd(self, folio, vma):
        raise ZeroDivisionError
        yield


def test_a_workload_that_throws_dice(found, catalog):
    with_dice = replace(catalog, workloads={**catalog.workloads, "dice": Offer(Dice, "dice", __file__)})
    problems = found(workload=Use("dice", {}), using=with_dice)
    assert any("the workload makes other operations each time" in problem for problem in problems)


@pytest.mark.parametrize("change", [{"scheme": "brittle"}, {"schemes": ("double-map", "brittle")}])
def test_a_scheme_that_breaks_is_the_plugins_fault(found, whole, catalog, change):
    brittle = replace(catalog, schemes={**catalog.schemes, "brittle": Offer(Brittle, "brittle", __file__)})
    with pytest.raises(PluginError, match="brittle raised ZeroDivisionError"):
        found(machine=replace(whole.machine, **change), using=brittle)


def test_a_workload_that_breaks_is_the_plugins_fault(found, catalog):
    class Broken(Workload):
        name = "broken"

        def operations(self, pages_per_pmd):
            raise KeyError("x")

    broken = replace(catalog, workloads={"broken": Offer(dataclass(frozen=True)(Broken), "broken", __file__)})
    with pytest.raises(PluginError, match="broken"):
        found(workload=Use("broken", {}), using=broken)


def test_a_check_leaves_the_scenario_as_it_is(whole, catalog):
    before = repr(whole)
    check_scenario(whole, catalog)
    assert repr(whole) == before
