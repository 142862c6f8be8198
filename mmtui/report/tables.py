"""A process's page table in lines: its VMAs, and which folio pages its entries map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.model.entry import DIRTY, DIRTY_BITS, EXCLUSIVE, SAVED_DIRTY, flags_in, folio_in, letters, page_in
from mmtui.model.folio import Folio
from mmtui.model.mm import Mm, Region
from mmtui.model.vma import Prot, Vma
from mmtui.model.walk import Stretch, stretches, walked
from mmtui.moment import Moment
from mmtui.report.text import Line, Role, Span, flowed, line, pages_text

_PROT = {Prot.NONE: "---", Prot.READ: "r--", Prot.WRITE: "rw-"}


class Spot(NamedTuple):
    """The page that the player looks at; it is lit wherever it is shown."""

    folio: Folio
    page: int


def process_names(moment: Moment, before: Moment) -> tuple[str, ...]:
    """Return every process there is; one that has just exited is the last time here."""
    return tuple(dict.fromkeys((*moment.world.mms, *before.world.mms)))


def process_title(moment: Moment, before: Moment, name: str, what: str = "") -> str:
    """Return what and who a process is, and whether the last operation made or ended it."""
    if name not in moment.world.mms:
        return f"- {what}{name} exited"
    new = name not in before.world.mms
    return f"+ {what}{name} new" if new else f"{what}{name}"


def table_lines(moment: Moment, before: Moment, width: int, spot: Spot | None = None) -> list[Line]:
    """Return every process with its VMAs and entries, its title in front of them."""
    names = process_names(moment, before)
    if not names:
        return [line(Span("there is no process yet", Role.DIM))]
    titles = {name: process_title(moment, before, name) for name in names}
    margin = max(map(len, titles.values())) + 1
    lines: list[Line] = []
    for name, title in titles.items():
        first, *others = process_lines(moment, before, name, width - margin, spot)
        lines.append((Span(title.ljust(margin), Role.HEAD), *first))
        lines += [(Span(" " * margin), *text) for text in others]
    return lines


def process_lines(
    moment: Moment, before: Moment, name: str, width: int, spot: Spot | None = None
) -> list[Line]:
    """Return the VMAs and entries of a process, with what the last operation changed marked.

    ``+`` is new, ``~`` is changed, ``-`` is gone; the words stand beside what is marked.
    """
    mm, old = moment.world.mms.get(name), before.world.mms.get(name)
    known = mm or old
    if known is None:
        return [line(Span("nothing is mapped yet", Role.DIM))]
    regions = dict.fromkeys((*known.regions, *(old.regions if old else ())))
    lines = [text for region in regions for text in _region_lines(mm, old, region, spot)]
    pieces = [piece for text in lines for piece in flowed(text, width)]
    return pieces or [line(Span("nothing is mapped yet", Role.DIM))]


def _region_lines(mm: Mm | None, old: Mm | None, region: str, spot: Spot | None) -> Iterator[Line]:
    yield _vma_line(mm, old, region)
    here, there = _region(mm, region), _region(old, region)
    now, was = _walked(mm, here), _walked(old, there)
    changes = [change_of(value, had) for value, had in zip(now, _moved(was, there, here), strict=True)]
    for s in stretches(now, changes):
        assert isinstance(s.key, Change)
        yield _entry_line(s, s.key, spot)
    kept = zip(_moved(now, here, there), was, strict=True)
    for s in stretches([0 if value else had for value, had in kept]):
        yield _entry_line(s, CUT if s.pmd and s.length < s.folio.nr_pages else GONE, spot)


_NOWHERE = Region(0, 0)


def _region(mm: Mm | None, name: str) -> Region:
    return mm.regions.get(name, _NOWHERE) if mm is not None else _NOWHERE


def _walked(mm: Mm | None, region: Region) -> list[int]:
    return walked(mm, region) if mm is not None else []


def _moved(values: list[int], from_: Region, to: Region) -> list[int]:
    # by the pages of another region: a name can be mapped again with another size, or elsewhere
    shift = to.start - from_.start
    return [values[at + shift] if 0 <= at + shift < len(values) else 0 for at in range(to.nr_pages)]


class Change(NamedTuple):
    """What an operation did to an entry: the mark, and in words what is different."""

    mark: str = " "
    words: str = ""


SAME, NEW, GONE, CUT = Change(), Change("+", "new"), Change("-", "gone"), Change("-", "gone, part of a PMD")
# walked() has twice the entry; of these bits nothing is said, so a change of them is none
SAID = ~(2 * (DIRTY_BITS | EXCLUSIVE))
"""Bits of what ``walked()`` returns whose change is a change to the reader."""


def change_of(now: int, was: int) -> Change:
    """Return what became of an entry, as ``walked()`` gives it; 0 is none."""
    if (now ^ was) & SAID == 0:
        return SAME
    return Change("~", f"was {_old(now, was)}") if was else NEW


def _old(now: int, was: int) -> str:
    # what was different before: the folio, or the level, or who may use it
    folio = folio_in(was >> 1)
    if folio.guard:
        return "guard"
    if folio != folio_in(now >> 1):
        return "zero page" if folio.zero else str(folio) if folio.large else "another page"
    if page_in(now >> 1) != page_in(was >> 1):
        return "another page"
    if (now ^ was) & 1:
        return "PMD" if was & 1 else "PTE"
    return letters(flags_in(was >> 1) & ~DIRTY & ~SAVED_DIRTY) or "not w"


def _vma_line(mm: Mm | None, old: Mm | None, region: str) -> Line:
    """Return the VMAs of a region from its start, as ``r  rw-[0,2) + r--[2,5)``, changes marked."""
    now, had = _vmas(mm, region), _vmas(old, region)
    spans = [Span(f"{region:<3}", Role.HEAD)]
    for place in sorted({*now, *had}):
        mark, role = "", Role.PLAIN
        if place not in now:
            mark, role = "- ", Role.GONE
        elif old is not None and place not in had:
            mark, role = "+ ", Role.NEW
        vma = now.get(place) or had[place]
        spans.append(Span(f" {mark}{_PROT[vma.prot]}[{place.start},{place.end})", role))
        spans.append(Span(_backing(vma), Role.DIM))
    return tuple(spans) if len(spans) > 1 else line(*spans, Span(" no VMA", Role.DIM))


class _Place(NamedTuple):
    # where a VMA is, in pages of its region, and what it permits: another permission is another VMA
    start: int
    end: int
    prot: str


def _vmas(mm: Mm | None, region: str) -> dict[_Place, Vma]:
    if mm is None or region not in mm.regions:
        return {}
    start = mm.regions[region].start
    vmas = [vma for vma in mm.vmas if vma.region == region]
    return {_Place(vma.start - start, vma.end - start, vma.prot.value): vma for vma in vmas}


def _backing(vma: Vma) -> str:
    return f" {vma.file}{' shared' if vma.shared else ' private'}" if vma.file else ""


def _entry_line(s: Stretch, change: Change, spot: Spot | None) -> Line:
    role = _ROLES[change.mark]
    lit = spot is not None and _maps(s, spot)
    level = "PMD" if s.pmd else "PTE"
    flags = "" if s.folio.guard else letters(s.flags & ~DIRTY & ~SAVED_DIRTY)
    return line(
        Span(f"{change.mark} {level} {pages_text(s.page, s.length):<8} ", role),
        Span(_what(s), Role.CURSOR if lit else role, spot if lit else Spot(s.folio, s.first)),
        Span(f" {flags}" if flags else "", role),
        Span(f"  {change.words}" if change.words else "", role),
    )


def _maps(s: Stretch, spot: Spot) -> bool:
    if s.folio.large or s.folio.zero:
        return s.folio == spot.folio and s.first <= spot.page < s.first + s.length
    return not spot.folio.large and s.folio.serial <= spot.folio.serial < s.folio.serial + s.length


def _what(s: Stretch) -> str:
    if s.folio.guard:
        return "guard"
    if s.folio.zero:
        return "huge zero folio" if s.folio.large else "zero page"
    if s.folio.large:
        return f"{s.folio}[{pages_text(s.first, s.length)}]"
    return str(s.folio) if s.length == 1 else f"{s.folio}-s{s.folio.serial + s.length - 1}"


_ROLES = {" ": Role.PLAIN, "+": Role.NEW, "~": Role.CHANGED, "-": Role.GONE}
