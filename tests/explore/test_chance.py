"""Random runs: the same everywhere, the first that fails, and made small."""

from __future__ import annotations

import pytest

from mmtui import NOTHING, Counting, Folio, Scheme, Vma
from mmtui.explore.chance import LONGEST, MMS, Chances, Draw
from mmtui.explore.expand import AGAIN
from mmtui.explore.grow import grown, scaled
from mmtui.explore.machine import Machine
from mmtui.explore.replay import ran
from mmtui.explore.sampling import sample
from mmtui.explore.shrink import shrunk
from mmtui.explore.step import MISBEHAVED
from mmtui.explore.verdict import INTERRUPTED, Counterexample, Outcome, Sampled
from mmtui.explore.workers import Workers
from mmtui.findings import Finding
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.moment import Moment

FORGETS_THE_FLAG = (
    "double_map",
    "not (yield self.double_map.exchange(folio, 1))",
    "not (yield self.double_map.read(folio))",
)
LONG = """\
proc A
memfd m 8
A mmap q anon 8
A mmap r anon 8
A write q
A write r
A read r 3 7
A fork B
B mlock r
B dontneed q 2 6
B dontneed r 3 6
A dontneed q 4 8
"""


def drawn(case: int, seed: int = 7) -> list[str]:
    draw = Draw(Chances(seed), case, profile_of("6.12"))
    moment = Moment.first(Silent(), profile_of("6.12"), draw.machine.pages_per_pmd).after(*draw.machine.setup)
    ops = []
    while (op := draw.next(moment.world)) is not None:
        ops.append(str(op))
        moment = moment.after(op)
    return ops


class Silent(Scheme):
    name = "silent"

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        return NOTHING
        yield

    unmap_ptes = map_ptes


def test_a_case_of_a_seed_is_always_the_same() -> None:
    assert drawn(3) == drawn(3)
    assert len({tuple(drawn(case)) for case in range(6)}) == 6
    assert drawn(3, seed=8) != drawn(3)
    assert all(0 < len(drawn(case)) <= LONGEST + max(MMS) for case in range(6))


def test_runs_are_long_and_end_with_nobody_left() -> None:
    runs = [drawn(case) for case in range(24)]
    assert sum(map(len, runs)) / len(runs) > LONGEST / 4
    assert all(run[-1].endswith("exit") for run in runs)


def test_ranges_are_drawn_that_no_menu_has() -> None:
    draw = Draw(Chances(1, pages=64, mms=2), 5, profile_of("6.12"))
    menu = {line.partition(" ")[2] for line in draw.machine.menu}
    assert any(op.partition(" ")[2] not in menu for case in range(20) for op in drawn(case))


def test_the_first_case_that_fails_is_found_and_made_small(edited: type) -> None:
    verdict = sample(edited(*FORGETS_THE_FLAG), Chances(7), 40, Workers())
    assert verdict.outcome is Outcome.BROKEN
    example = verdict.counterexample
    assert example.machine.name.endswith("of seed 7")
    assert example.machine.pages_per_pmd == 2
    assert len(example.ops) <= 6
    steps = ran(edited(*FORGETS_THE_FLAG), example.ops, 2)
    assert (len(steps), steps[-1].found) == (len(example.ops), example.found)


class Pairs(Workers):
    """Does every second task before the one that comes first."""

    def in_order(self, do, tasks):
        tasks = list(tasks)
        later = {at: do(tasks[at]) for at in range(1, len(tasks), 2)}
        for at, task in enumerate(tasks):
            yield later[at] if at in later else do(task)


def test_who_does_the_work_changes_nothing(edited: type) -> None:
    one, two = (sample(edited(*FORGETS_THE_FLAG), Chances(7), 24, each) for each in (Workers(), Pairs()))
    assert one == two


def test_a_correct_scheme_is_not_called_broken(edited: type) -> None:
    verdict = sample(edited("mm_owners"), Chances(3), 24, Workers())
    assert verdict.outcome is Outcome.HOLDS
    assert (verdict.sampled.done, verdict.sampled.seed) == (24, 3)
    assert verdict.sampled.steps > 24


def test_who_interrupts_is_told_how_many_were_run(edited: type) -> None:
    def interrupt(sampled: Sampled) -> None:
        if sampled.done == 16:
            raise KeyboardInterrupt

    verdict = sample(edited("per_page"), Chances(3), 99, Workers(), tell=interrupt)
    assert (verdict.outcome, verdict.why, verdict.sampled.done) == (Outcome.UNFINISHED, INTERRUPTED, 16)
    late = sample(edited("per_page"), Chances(3), 99, Workers(), seconds=0.001)
    assert (late.outcome, late.sampled.done) == (Outcome.UNFINISHED, 8)


def example_of(text: str, found: Finding, pages: int = 8) -> Counterexample:
    machine = Machine("case 1 of seed 1", "", pages, (), (), 2, 0)
    return Counterexample(machine, parse_script(text), found)


def test_what_is_not_needed_is_taken_away(edited: type) -> None:
    maker = edited("large_mapcount", "partly = gone > 0 and", "partly = gone > 9 and")
    found = ran(maker, parse_script(LONG), 8)[-1].found
    small = shrunk(maker, example_of(LONG, found))
    assert small.found.checker == found.checker == "partial-mapping"
    assert small.machine.pages_per_pmd == 2
    assert [str(op) for op in small.ops] == ["proc A", "A mmap q anon 2", "A write q", "A dontneed q 1 2"]


def test_what_does_not_come_again_is_said_to_depend_on_more(edited: type) -> None:
    example = example_of(LONG, Finding("last-unmap", "L0: nothing that happens"))
    assert shrunk(edited("per_page"), example).found == Finding(MISBEHAVED, AGAIN)


@pytest.mark.parametrize(
    ("op", "pages", "other"),
    [
        ("A mmap r anon 4 skew=2", 8, "A mmap r anon 8 skew=4"),
        ("A munmap r 2 4", 2, "A munmap r 1 2"),
        ("A munmap r 1 2", 2, "A munmap r 0 1"),
        ("set mthp:16 always", 8, "set mthp:16 always"),
        ("B2 dontneed r3 1 4", 8, "B2 dontneed r3 2 8"),
    ],
)
def test_numbers_of_pages_are_scaled(op: str, pages: int, other: str) -> None:
    assert [str(each) for each in scaled(parse_script(op), pages, 4)] == [other]


def test_a_run_is_found_on_a_larger_machine(edited: type) -> None:
    text = "proc A\nA mmap r anon 4\nA write r\nA dontneed r 1 2"
    maker = edited("nr_pages_mapped", "partly=folio.anon and gone > 0", "partly=folio.anon and gone > 1")
    found = ran(maker, parse_script(text), 4)[-1].found
    large = grown(maker, example_of(text, found, 4), (8, 16))
    # two pages are no mistake of this scheme, one of eight is
    assert [str(op) for op in large.ops][1:] == ["A mmap r anon 8", "A write r", "A dontneed r 1 2"]
    assert grown(maker, large, (8,)) is large
    assert grown(edited("per_page"), example_of(text, found, 4), (8,)) is None
