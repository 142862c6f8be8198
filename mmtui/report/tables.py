"""A process's page table in lines: its VMAs, and which folio pages its entries map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.model.entry import DIRTY, SAVED_DIRTY, letters
from mmtui.model.folio import Folio
from mmtui.model.mm import Mm
from mmtui.model.vma import Prot, Vma
from mmtui.model.walk import Stretch, stretches, walked
from mmtui.moment import Moment
from mmtui.report.text import Line, Role, Span, flowed, line, pages_text

_PROT = {Prot.NONE: "---", Prot.READ: "r--", Prot.WRITE: "rw-"}


class Spot(NamedTuple):
    """The page that the player looks at; it is lit wherever it is shown."""

    folio: Folio
    page: int


def table_lines(moment: Moment, before: Moment, width: int, spot: Spot | None = None) -> list[Line]:
    """Return every process with its VMAs and entries; one that has just exited is the last time here."""
    names = list(dict.fromkeys((*moment.world.mms, *before.world.mms)))
    if not names:
        return [line(Span("there is no process yet", Role.DIM))]
    margin = max(map(len, names)) + 1
    lines: list[Line] = []
    for name in names:
        first, *others = process_lines(moment, before, name, width - margin, spot)
        lines.append((Span(name.ljust(margin), Role.HEAD), *first))
        lines += [(Span(" " * margin), *text) for text in others]
    return lines


def process_lines(
    moment: Moment, before: Moment, name: str, width: int, spot: Spot | None = None
) -> list[Line]:
    """Return the VMAs and entries of a process, with what the last operation changed marked.

    ``+`` is new, ``~`` is changed, ``-`` is gone.
    """
    mm, old = moment.world.mms.get(name), before.world.mms.get(name)
    if mm is None:
        return [line(Span("- exited", Role.GONE))] if old else [line(Span("exited", Role.DIM))]
    lines = [text for region in mm.regions for text in _region_lines(moment, before, mm, region, spot)]
    pieces = [piece for text in lines for piece in flowed(text, width)]
    return pieces or [line(Span("nothing is mapped yet", Role.DIM))]


def _region_lines(moment: Moment, before: Moment, mm: Mm, region: str, spot: Spot | None) -> Iterator[Line]:
    old = before.world.mms.get(mm.name)
    yield _vma_line(mm, old, region)
    now = walked(mm, mm.regions[region])
    was = walked(old, mm.regions[region]) if old else [0] * len(now)
    marks = [_mark(value, had) for value, had in zip(now, was, strict=True)]
    for s in stretches(now, marks):
        yield _entry_line(s, str(s.key), spot)
    for s in stretches([0 if value else had for value, had in zip(now, was, strict=True)]):
        yield _entry_line(s, "-", spot)


def _mark(now: int, was: int) -> str:
    if now == was:
        return " "
    return "~" if was else "+"


def _vma_line(mm: Mm, old: Mm | None, region: str) -> Line:
    """Return the VMAs of a region, as ``r  rw-[0,2) r--[2,5)``; one that was not there before is marked."""
    start = mm.regions[region].start
    had = {(vma.start, vma.end, vma.prot) for vma in old.vmas} if old else set()
    spans = [Span(f"{region:<3}", Role.HEAD)]
    for vma in (vma for vma in mm.vmas if vma.region == region):
        new = old is not None and (vma.start, vma.end, vma.prot) not in had
        text = f" {'+' if new else ''}{_PROT[vma.prot]}[{vma.start - start},{vma.end - start})"
        spans.append(Span(text, Role.NEW if new else Role.PLAIN))
        spans.append(Span(_backing(vma), Role.DIM))
    return tuple(spans) if len(spans) > 1 else line(*spans, Span(" no VMA", Role.DIM))


def _backing(vma: Vma) -> str:
    return f" {vma.file}{' shared' if vma.shared else ' private'}" if vma.file else ""


def _entry_line(s: Stretch, mark: str, spot: Spot | None) -> Line:
    role = _ROLES[mark]
    lit = spot is not None and _maps(s, spot)
    was = "was " if mark == "-" else ""
    level = "PMD" if s.pmd else "PTE"
    return line(
        Span(f"{mark} {level} {pages_text(s.page, s.length):<8} {was}", role),
        Span(_what(s), Role.CURSOR if lit else role, spot if lit else Spot(s.folio, s.first)),
        Span(f" {letters(s.flags & ~DIRTY & ~SAVED_DIRTY)}", role),
    )


def _maps(s: Stretch, spot: Spot) -> bool:
    if s.folio.large or s.folio.zero:
        return s.folio == spot.folio and s.first <= spot.page < s.first + s.length
    return not spot.folio.large and s.folio.serial <= spot.folio.serial < s.folio.serial + s.length


def _what(s: Stretch) -> str:
    if s.folio.zero:
        return "huge zero folio" if s.folio.large else "zero page"
    if s.folio.large:
        return f"{s.folio}[{pages_text(s.first, s.length)}]"
    return str(s.folio) if s.length == 1 else f"{s.folio}-s{s.folio.serial + s.length - 1}"


_ROLES = {" ": Role.PLAIN, "+": Role.NEW, "~": Role.CHANGED, "-": Role.GONE}
