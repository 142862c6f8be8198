"""Run a script in the model and in the kernel under us, and say where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from live_machine import Machine

from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import Result, execute
from mmtui.kernel.profile import Profile
from mmtui.model.entry import FLAGS, NEXT_PAGE, folio_in, page_in
from mmtui.model.mm import Mm
from mmtui.model.ops import Op, parse_op
from mmtui.model.truth import Truth, truths
from mmtui.model.vma import Vma
from mmtui.model.world import World

_PERM = {"none": "---", "ro": "r--", "rw": "rw-"}


def differences(profile: Profile, settings: list[str], lines: list[str]) -> list[str]:
    """Return what differs after the first operation that makes a difference; an empty list is agreement."""
    with Machine() as machine:
        world = World(512)
        for op in map(parse_op, settings):
            _, world = _modelled(profile, world, op)
        for number, op in enumerate(map(parse_op, lines)):
            result, later = _modelled(profile, world, op)
            if result.nonsense:  # of a region that an mremap() that failed did not make
                continue
            problems = _results(result, machine.do(op))
            problems += _memory(machine, profile, later)
            if problems:
                return [f"{number} {op}: {problem}" for problem in problems]
            world = later
    return []


def _modelled(profile: Profile, world: World, op: Op) -> tuple[Result, World]:
    draft = Draft(world, profile)
    steps = execute(draft, op)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value, draft.frozen()


def _results(ours: Result, real: Result) -> list[str]:
    return [] if ours == real else [f"the kernel says {real}, the model {ours}"]


def _memory(machine: Machine, profile: Profile, world: World) -> Iterator[str]:
    known, one_to_one = truths(world), _OneToOne()
    for mm in world.mms.values():
        real = {(a.start, a.end, a.perm, _words(a.flags), a.huge) for a in machine.areas(mm.name)}
        ours = {_area(mm, vma) for vma in mm.vmas}
        yield from (f"{mm.name}: only the kernel has {area}" for area in sorted(real - ours))
        yield from (f"{mm.name}: only the model has {area}" for area in sorted(ours - real))
        for vma in mm.vmas:
            pages = machine.pages(mm.name, vma.start, vma.end)
            mine = dict(_entries(mm, vma))
            if strange := sorted(pages.keys() ^ mine.keys()):
                yield f"{mm.name}: pages {strange[:5]} of {len(strange)} are present in one only"
            for vpn in pages.keys() & mine.keys():
                told = _told(profile, known, *mine[vpn])
                if told != pages[vpn][1:] or not one_to_one.holds(mine[vpn][0], pages[vpn].pfn):
                    yield f"{mm.name}: page {vpn}: kernel {pages[vpn]}, model {folio_in(mine[vpn][0])} {told}"
                    break


def _told(profile: Profile, known: dict[int, Truth], entry: int, huge: bool) -> tuple[bool, bool, int, int]:
    """Return what /proc would say of an entry: exclusively mapped, of a file, how often, part of what."""
    folio, page = folio_in(entry), page_in(entry)
    part = (1 if page == 0 else 2) if folio.large else 0
    if folio.zero:  # the small one has no struct page that pagemap would look at
        return False, folio.large, 0, part
    counts = known[folio.number].pages
    asked = counts[0] if huge and profile.pagemap_asks_head else counts[page]
    return asked == 1, not folio.anon, counts[page], part


class _OneToOne:
    """Two entries map one page in the model if and only if they do in the kernel; folios lie aligned."""

    def __init__(self) -> None:
        self._pfns: dict[int, int] = {}
        self._pages: dict[int, int] = {}

    def holds(self, entry: int, pfn: int) -> bool:
        page = entry & ~FLAGS
        return (
            self._pfns.setdefault(page, pfn) == pfn
            and self._pages.setdefault(pfn, page) == page
            and pfn % folio_in(entry).nr_pages == page_in(entry)
        )


def _words(flags: frozenset[str]) -> str:
    return " ".join(sorted(flags & {"ac", "hg", "nh", "lo", "dc", "wf"}))


def _area(mm: Mm, vma: Vma) -> tuple[int, int, str, str, int]:
    words = {"ac": vma.account, "lo": vma.locked, "dc": vma.unforked, "wf": vma.wiped}
    flags = {word for word, on in words.items() if on}
    flags |= {True: {"hg"}, False: {"nh"}, None: set[str]()}[vma.thp]
    leaves = [pmd for index, pmd in mm.pmds.items() if vma.start <= index * 512 < vma.end]
    huge = sum(1 for pmd in leaves if isinstance(pmd, int) and not folio_in(pmd).zero)
    return vma.start, vma.end, _PERM[vma.prot.value] + "ps"[vma.shared], _words(frozenset(flags)), huge


def _entries(mm: Mm, vma: Vma) -> Iterator[tuple[int, tuple[int, bool]]]:
    for index in range(vma.start // 512, -(-vma.end // 512)):
        pmd = mm.pmds.get(index, ())
        for vpn in range(max(vma.start, index * 512), min(vma.end, index * 512 + 512)):
            if isinstance(pmd, int):
                yield vpn, (pmd + NEXT_PAGE * (vpn % 512), True)
            elif pmd and pmd[vpn % 512]:
                yield vpn, (pmd[vpn % 512], False)
