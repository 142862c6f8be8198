"""Pages in a pipe: a reference keeps the folio and what would move it fails, but fork() shares it."""

from __future__ import annotations

import pytest

from mmtui.kernel.profile import KERNELS, Rules
from mmtui.model.folio import Folio
from mmtui.model.references import cached, references
from mmtui.model.world import World
from mmtui.report.holders import held_words

SMALL = "proc A\nA mmap r anon 4 thp=off\nA write r\n"
HUGE = "proc A\nA mmap r anon 8\nA write r\n"
GUP_AFTER_FORK = "A fork B\nB vmsplice r 0\nB munmap r\n"
MOVES_PAGES = [kernel for kernel in KERNELS if KERNELS[kernel].moves_pages]


def named(world: World, label: str) -> Folio:
    return next(folio for folio in world.folios() if folio.label == label)


def labels(world: World) -> set[str]:
    return {folio.label for folio in world.folios()}


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_page_that_a_pipe_has_is_copied_by_who_alone_maps_it(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    world = machine.run(f"{SMALL}{GUP_AFTER_FORK}")
    page = named(world, "s0")
    assert (world.entries(page), references(world, page, in_cache=False)) == (1, 2)
    world = machine.run("A write r 0")
    assert machine.told == ["new_ptes s4[0] in A r", "unmap_ptes s0[0] in A r"]
    assert held_words(world, page, cached(world)) == ("held by B's pipe: 1 of 1 reference",)


@pytest.mark.parametrize("script", [SMALL, HUGE])
@pytest.mark.parametrize("kernel", KERNELS)
def test_by_its_mapcount_the_same_page_is_reused(machine_of, kernel, script):
    machine = machine_of(kernel=kernel, rules=Rules(reuse="mapcount"))
    before = machine.run(f"{script}{GUP_AFTER_FORK}")
    after = machine.run("A write r 0")
    assert machine.told == []
    assert labels(after) == labels(before)
    assert after.piped == {"B": {before.folios()[0].number: 1}}


@pytest.mark.parametrize("kernel", KERNELS)
def test_by_their_mapcount_pages_of_a_folio_are_reused_one_by_one_unless_another_process_maps_them(
    machine_of, kernel
):
    machine = machine_of(kernel=kernel, rules=Rules(reuse="mapcount"))
    machine.run(f"{HUGE}A mprotect r 0 4 ro\nA mprotect r 0 4 rw\nA fork B\nB munmap r 0 7\nA write r 0")
    assert machine.told == ["new_ptes s0[0] in A r", "unmap_ptes L0[0] in A r"], "B maps page 7"
    machine.run("B exit\nA write r 1 8")
    assert machine.told == []


@pytest.mark.parametrize("kernel", KERNELS)
def test_when_the_pipe_is_closed_the_page_is_reused_as_ever(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run(f"{SMALL}{GUP_AFTER_FORK}B closepipe\nA write r 0")
    assert machine.told == []


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_pmd_leaf_whose_folio_a_pipe_has_is_split_and_a_page_copied(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run(f"{HUGE}{GUP_AFTER_FORK}A write r 0")
    assert machine.told == ["split_pmd L0[0-7] in A r", "new_ptes s0[0] in A r", "unmap_ptes L0[0] in A r"]
    machine.run("A write r 1 3")
    assert len(machine.told) == 4, "nor is any other page of the folio reused"


def test_what_is_exclusive_is_written_to_whoever_has_a_reference(machine):
    machine.run(f"{SMALL}A vmsplice r\nA write r")
    assert machine.told == []


def test_fork_shares_what_is_in_a_pipe_and_the_child_has_no_part_in_it(machine):
    world = machine.run(f"{SMALL}A vmsplice r 0 2\nA fork B")
    assert machine.told == [f"dup_ptes s{at}[0] in B r" for at in range(4)]
    assert list(world.piped) == ["A"]
    assert machine.run("B closepipe").piped == world.piped


def test_each_page_is_a_reference_and_each_time_anew(machine):
    world = machine.run(f"{HUGE}A vmsplice r 2 5\nA vmsplice r 4")
    folio = named(world, "L0")
    assert references(world, folio, in_cache=False) == 1 + 4
    assert world.pins == {}


def test_untouched_memory_is_faulted_in_for_reading_and_the_zero_page_is_nobodys(machine):
    world = machine.run("proc A\nA mmap r anon 16\nA vmsplice r 0 3\nA mmap s anon 4 thp=off\nA vmsplice s")
    assert (machine.told, world.piped, world.held_at) == ([], {}, {})
    assert world.serials.zero_page is not None
    assert world.serials.huge_zero is not None


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("A mprotect r 2 3 none", 2),
        ("A munmap r 1 2", 1),
        ("A munmap r 0 1", 0),
        ("A mprotect r ro", None),
    ],
)
def test_it_ends_at_the_first_page_that_cannot_be_read(machine, line, at):
    world = machine.run(f"{SMALL}{line}\nA vmsplice r")
    expected = (0, "", None) if at is None else (-1, "EFAULT", at)
    assert (machine.result.rc, machine.result.err, machine.result.at) == expected
    assert len(world.held_at) == (4 if at is None else at)


def test_past_the_end_of_a_file_there_is_nothing_to_take(machine):
    world = machine.run("memfd f 2\nproc A\nA mmap r memfd:f 4\nA vmsplice r")
    assert (machine.result.err, machine.result.at, len(world.held_at)) == ("EFAULT", 2, 2)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("line", ["splitfolio r", "cold r 0 4", "pageout r", "free r 2 5"])
def test_what_would_split_the_folio_changes_nothing(machine_of, kernel, line):
    machine = machine_of(kernel=kernel)
    before = machine.run(f"{HUGE}A vmsplice r 3")
    assert machine.run(f"A {line}") == before
    assert machine.result.ok


@pytest.mark.parametrize("kernel", MOVES_PAGES)
@pytest.mark.parametrize(("script", "entries"), [(SMALL, 4), (HUGE, 1)])
def test_a_folio_that_cannot_move_is_unmapped_in_vain_and_mapped_as_before(
    machine_of, kernel, script, entries
):
    machine = machine_of(kernel=kernel)
    before = machine.run(f"{script}A vmsplice r")
    after = machine.run("A migrate r node=1")
    assert after.mms == before.mms
    assert (machine.result.moved, after.nodes, labels(after)) == (0, {}, labels(before))
    tries = 10 if kernel == "6.1" else 2
    assert len(machine.told) == 2 * entries * tries


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("backing", ["anon 16 thp=off", "memfd:f 16"])
def test_a_range_with_such_a_page_is_not_collapsed_and_the_next_one_is(machine_of, kernel, backing):
    machine = machine_of(kernel=kernel)
    machine.run(
        f"memfd f 16\nproc A\nA mmap r {backing}\nA write r\nA hugepage r\nA vmsplice r 3\nA collapse r"
    )
    assert machine.result.err == "EAGAIN"
    assert [isinstance(pmd, int) for pmd in machine.world.mms["A"].pmds.values()] == [False, True]
    machine.run("A closepipe\nA collapse r")
    assert machine.result.ok


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("script", [SMALL, HUGE])
def test_what_was_given_up_is_not_discarded(machine_of, kernel, script):
    machine = machine_of(kernel=kernel)
    world = machine.run(f"{script}A vmsplice r 3\nA free r\nA pageout r")
    assert world.folios()[0].number in {*world.mapped} or script == SMALL
    assert set(world.held_at) <= {*world.mapped}
    assert machine.run("A closepipe\nA free r\nA pageout r").folios() == ()


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_clean_page_of_a_file_is_unmapped_by_reclaim_and_stays_in_the_page_cache(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run("memfd f 4\nproc A\nA mmap r memfd:f 4\nA read r\nA vmsplice r 1\nA pageout r")
    (file,) = machine.world.files.values()
    assert list(file.cache) == [1]
    assert machine.world.mapped == {}


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("line", ["A splitfolio r", "fsplit f 0 8", "fpunch f 2 4", "ftrunc f 3"])
def test_a_large_folio_of_a_file_stays_whole(machine_of, kernel, line):
    machine = machine_of(kernel=kernel)
    script = f"set shmem always\nmemfd f 8\nproc A\nA mmap r memfd:f 8\nA write r\nA vmsplice r 0\n{line}"
    assert labels(machine.run(script)) == {"L0"}
    (file,) = machine.world.files.values()
    assert list(file.cache) == [0]


@pytest.mark.parametrize("line", ["fpunch f 0 4", "ftrunc f 0", "fclose f\nA munmap r"])
def test_a_page_that_was_cut_off_from_its_file_lives_until_the_pipe_is_closed(machine, line):
    script = f"memfd f 4\nproc A\nA mmap r memfd:f 4\nA write r\nA vmsplice r 2\n{line}"
    assert labels(machine.run(script)) == {"s2"}
    assert machine.run("A closepipe").folios() == ()


def test_what_two_hold_stays_until_both_have_let_go(machine):
    machine.run(f"{SMALL}A fork B\nA vmsplice r 0\nB vmsplice r 0\nA exit\nB munmap r")
    assert labels(machine.world) == {"s0"}
    assert machine.run("B exit").folios() == ()


def test_a_pin_and_a_pipe_are_two_holders(machine):
    machine.run(f"{SMALL}A pin r 0\nA vmsplice r 0\nA unpin\nA munmap r")
    assert labels(machine.world) == {"s0"}
    assert machine.run("A closepipe").folios() == ()
