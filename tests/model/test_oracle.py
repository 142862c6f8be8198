"""The model against two oracles: one only walks page tables, one only remembers who wrote what."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import execute
from mmtui.kernel.profile import profile_of
from mmtui.kernel.words import SLOT
from mmtui.model.entry import EXCLUSIVE, GUARD, NEXT_PAGE, PROT_NONE, WRITE, folio_in, page_in
from mmtui.model.folio import folio_of
from mmtui.model.ops import Op, parse_script
from mmtui.model.truth import truth_of, truths
from mmtui.model.world import Mapped, World

sys.path.insert(0, str(Path(__file__).parent))
from scripts import scripts

KERNELS = st.sampled_from(["6.1", "6.12", "6.16", "6.18"])
SIZES = st.sampled_from([8, 16])
PLAY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def after(world: World, op: Op, kernel: str) -> World:
    draft = Draft(world, profile_of(kernel))
    for _ in execute(draft, op):
        pass
    return draft.frozen()


def entries(world: World):
    """Every present entry of every page: (process, virtual page, entry for that page, is it a PMD leaf)."""
    for mm in world.mms.values():
        for index, pmd in mm.pmds.items():
            table = [pmd + NEXT_PAGE * at for at in range(mm.pages_per_pmd)] if isinstance(pmd, int) else pmd
            for slot, entry in enumerate(table):
                if entry:
                    yield mm.name, index * mm.pages_per_pmd + slot, entry, isinstance(pmd, int)


def walk(world: World) -> tuple[dict, dict]:
    """Count from the page tables alone: by (folio, page), and the PMD leaves by folio."""
    pages, leaves = Counter(), defaultdict(set)
    for name, vpn, entry, pmd in entries(world):
        folio = folio_in(entry)
        if folio.zero:
            continue
        pages[folio, page_in(entry)] += 1
        if pmd:
            leaves[folio].add((name, vpn - page_in(entry)))
    return pages, leaves


@PLAY
@given(scripts(), KERNELS, SIZES)
def test_what_is_kept_beside_the_page_tables_is_what_a_walk_of_them_finds(script, kernel, size):
    world = World(size)
    for op in script:
        world = after(world, op, kernel)
        pages, leaves = walk(world)
        known = truths(world)
        assert {folio.number for folio, _ in pages} == set(world.mapped) == set(known)
        for folio in {folio for folio, _ in pages}:
            counts = tuple(pages[folio, page] for page in range(folio.nr_pages))
            pmds = len(leaves[folio])
            mapped = sum(counts) - pmds * (folio.nr_pages - 1)
            kept = world.mapped[folio.number]
            if folio.large:
                assert kept == Mapped(mapped, pmds, tuple(count - pmds for count in counts))
            else:
                assert kept == mapped
            assert known[folio.number] == truth_of(world, folio)
            assert known[folio.number].pages == counts
            assert known[folio.number].entries == mapped


@PLAY
@given(scripts(), KERNELS, SIZES)
def test_page_tables_and_vmas_keep_the_rules_of_the_kernel(script, kernel, size):
    world = World(size)
    for op in script:
        world = after(world, op, kernel)
        for mm in world.mms.values():
            for low, high in zip(mm.vmas, mm.vmas[1:], strict=False):
                assert low.end <= high.start, "VMAs are sorted and do not overlap"
            for leaf in mm.leaves():
                vma = mm.vma_at(leaf.vpn)
                assert vma is not None
                assert not leaf.pmd or (leaf.folio.order == world.pmd_order and leaf.vpn + size <= vma.end)
                assert not leaf.entry & WRITE or vma.prot.writable
                if leaf.entry == GUARD:  # it maps nothing
                    assert vma.anon_vma is not None, "fork() copies the tables of what has guards"
                    continue
                assert bool(leaf.entry & PROT_NONE) == (not vma.prot.readable)
        pages, _ = walk(world)
        seen = set()
        for name, _, entry, _ in entries(world):
            key = (name, folio_in(entry), page_in(entry))
            if folio_in(entry).anon and entry != GUARD:
                assert key not in seen, "a process maps an anonymous page once"
                seen.add(key)
            if entry & EXCLUSIVE:
                assert pages[folio_in(entry), page_in(entry)] == 1, "an exclusive page has one entry"


class Memory:
    """What each process should read: the last write, as the manual pages of mmap and fork promise it."""

    def __init__(self, kernel: str) -> None:
        self.moves_many = profile_of(kernel).mremap_moves_many
        self.private: dict[str, dict[int, int]] = {}
        self.file: dict[tuple[str, int], int] = {}

    def apply(self, world: World, op: Op, later: World, tag: int) -> None:
        if op.verb == "proc" and op.words[0] in later.mms:
            self.private.setdefault(op.words[0], {})
        if op.process not in world.mms:
            return
        mine, region = (
            self.private[op.process],
            world.mms[op.process].regions.get(op.words[0] if op.words else ""),
        )
        if op.verb == "fork" and op.words[0] in later.mms and op.words[0] not in world.mms:
            self.private[op.words[0]] = dict(mine)
        elif op.verb == "write" and region:
            for vpn in self._range(op, region):
                vma = world.mms[op.process].vma_at(vpn)
                if vma is None or not vma.prot.writable:
                    break
                if vma.shared:
                    if vma.index_of(vpn) >= later.files[vma.file].nr_pages:
                        break
                    self.file[vma.file, vma.index_of(vpn)] = tag
                elif vma.file and vma.index_of(vpn) >= later.files[vma.file].nr_pages:
                    break
                else:
                    mine[vpn] = tag
        elif op.verb == "mremap" and region and later.mms[op.process].vmas != world.mms[op.process].vmas:
            self._move(world, op, later, mine, region)
        if op.verb in ("munmap", "dontneed") and region:
            for vpn in self._range(op, region):
                mine.pop(vpn, None)
        if (
            op.verb == "mmap"
            and op.process in later.mms
            and later.mms[op.process].vmas != world.mms[op.process].vmas
        ):
            new = later.mms[op.process].regions[op.words[0]]
            for vpn in range(new.start, new.start + new.nr_pages):
                mine.pop(vpn, None)

    def _move(self, world, op, later, mine, region) -> None:
        vpns = self._range(op, region)
        name = next(word[3:] for word in op.words if word.startswith("to="))
        skew = next(
            (int(word[5:]) for word in op.words if word.startswith("skew=")), vpns.start % world.pages_per_pmd
        )
        to = later.slots[name] * SLOT + skew
        if vpns.start < to + len(vpns) and to < vpns.stop:
            return
        if world.mms[op.process].vma_at(vpns.start) is None:
            return
        if self.moves_many:  # holes are no part of it, neither here nor there
            for vpn in (vpn for vpn in vpns if world.mms[op.process].vma_at(vpn) is not None):
                there = vpn - vpns.start + to
                mine.pop(there, None)
                if vpn in mine:
                    mine[there] = mine.pop(vpn)
            return
        moved = {vpn - vpns.start + to: mine.pop(vpn) for vpn in vpns if vpn in mine}
        for vpn in range(to, to + len(vpns)):
            mine.pop(vpn, None)
        before = world.mms[op.process].vma_at(vpns.start)
        if before is not None and vpns.stop <= before.end:
            mine.update(moved)
        else:  # EFAULT: only the target is gone
            mine.update({vpn - to + vpns.start: tag for vpn, tag in moved.items()})

    @staticmethod
    def _range(op, region) -> range:
        numbers = [int(word) for word in op.words[1:3] if word.isdigit()]
        return range(region.start + numbers[0], region.start + numbers[1])

    def reads(self, world: World, name: str, vpn: int) -> int:
        vma = world.mms[name].vma_at(vpn)
        tag = self.private[name].get(vpn)
        if tag is None and vma is not None and vma.file:
            return self.file.get((vma.file, vma.index_of(vpn)), 0)
        return tag or 0


def assert_reads_are_right(script, kernel: str, size: int) -> None:
    """Run a script; after each operation every mapped page must hold what its process should read."""
    world, memory, data = World(size), Memory(kernel), {}
    for tag, op in enumerate(script, 1):
        later = after(world, op, kernel)
        memory.apply(world, op, later, tag)
        if op.verb == "write" and op.process in later.mms:
            for name, vpn, entry, _ in entries(later):
                if name == op.process and memory.reads(later, name, vpn) == tag:
                    data[folio_in(entry), page_in(entry)] = tag
        for name, vpn, entry, _ in entries(later):
            assert data.get((folio_in(entry), page_in(entry)), 0) == memory.reads(later, name, vpn), (
                name,
                vpn,
            )
        world = later


@PLAY
@given(scripts(moves=False), KERNELS, SIZES)
def test_a_process_never_sees_what_another_wrote_to_private_memory(script, kernel, size):
    assert_reads_are_right(script, kernel, size)


def test_the_oracle_notices_a_shared_page_that_is_written_in_place(monkeypatch):
    script = parse_script("proc A\nA mmap r anon 4 thp=off\nA write r 0 4\nA fork B\nB write r 2 3")
    assert_reads_are_right(script, "6.1", 8)
    monkeypatch.setattr("mmtui.kernel.fault.may_reuse", lambda draft, folio: True)
    with pytest.raises(AssertionError):
        assert_reads_are_right(script, "6.1", 8)


@PLAY
@given(scripts(), st.sampled_from(["6.16", "6.18"]), SIZES)
def test_what_a_folio_knows_of_its_owners_may_be_too_careful_and_never_too_bold(script, kernel, size):
    world = World(size)
    for op in script:
        world = after(world, op, kernel)
        known = truths(world)
        large = {number for number in known if folio_of(number).large}
        assert set(world.owners) == large
        for number, owners in world.owners.items():
            assert owners.entries == known[number].entries
            assert owners.shared or len(known[number].mms) == 1
            assert all(slot.mm in {"", *known[number].mms} for slot in owners.slots)


PIPED = ("A fork Z", "Z vmsplice r 0 20", "Z vmsplice s 2 14", "Z munmap r", "Z munmap s", "A vmsplice r 3 6")


@PLAY
@given(scripts(then=PIPED), KERNELS, SIZES)
def test_what_a_pipe_has_is_not_freed_before_its_process_lets_go_of_it(script, kernel, size):
    world = World(size)
    for op in script:
        draft = Draft(world, profile_of(kernel))
        for _ in execute(draft, op):
            pass
        lets_go = op.verb in ("closepipe", "exit")
        kept = [folios for name, folios in world.piped.items() if not (lets_go and name == op.process)]
        assert {folio.number for folio in draft.take_freed()}.isdisjoint(set().union(*kept))
        world = draft.frozen()
        assert set(world.held_at) == set().union(*world.piped.values())
