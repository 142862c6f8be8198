"""A look at a process as lines of text with roles: its VMAs, the entries of one, the folios in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.live.frames import PAGE
from mmtui.live.watched import Run, Vma, words
from mmtui.live.watching import MOST_RUNS, Seen
from mmtui.report.text import Line, Role, Span, fitted, flowed, line, pages_text


class Choice(NamedTuple):
    """What a line of a VMA is about: where it begins, in pages."""

    start: int


def totals(seen: Seen) -> str:
    """Return what all VMAs add up to."""
    large = {folio.label for vma in seen.vmas for folio in vma.folios}
    rss = sum(vma.area.kb.get("Rss", 0) for vma in seen.vmas)
    small = sum(vma.small for vma in seen.vmas)
    return f"Rss {rss} kB   {len(large)} large folios, {small} small pages"


def vma_lines(seen: Seen, width: int) -> list[Line]:
    """Return one line for each VMA that has memory; the chosen one is lit."""
    return [fitted(_vma(vma, vma is seen.chosen), width) for vma in seen.vmas]


def _vma(vma: Vma, chosen: bool) -> Line:
    area = vma.area
    where = f"{area.start * PAGE:x}-{area.end * PAGE:x}"
    large = f"{len(vma.folios)} large" if vma.folios else ""
    sizes = f"{area.kb.get('Rss', 0):>7} kB {large:>9} {vma.small:>5} small"
    about = Choice(area.start)
    role = Role.CURSOR if chosen else Role.PLAIN
    name = Span(f" {where:<25} {area.perm}", role, about)
    return line(
        Span(">" if chosen else " ", Role.HEAD, about), name, Span(f" {sizes}  {area.path}", about=about)
    )


def table_lines(seen: Seen, width: int) -> list[Line]:
    """Return the entries of the chosen VMA: pages of it, what they map, x, and kpagecount."""
    room = max((len(_pages(run)) for run in seen.runs), default=0)
    lines = [fitted(_entry(run, room), width) for run in seen.runs[:MOST_RUNS]]
    return lines + [line(Span("and more", Role.DIM))] * (len(seen.runs) > MOST_RUNS)


def _pages(run: Run) -> str:
    return pages_text(run.page, run.length)


def _entry(run: Run, room: int) -> Line:
    marks = f" {'x' if run.exclusive else '-'} {run.mapcount}"
    role = Role.HEAD if run.label else Role.PLAIN
    return line(Span(f"{run.level.upper()} {_pages(run):<{room}} "), Span(_what(run), role), Span(marks))


def _what(run: Run) -> str:
    if run.zero:
        return "zero page"
    if not run.label:
        return "small" if run.length == 1 else f"{run.length} small"
    return f"{run.label}[{pages_text(run.first, run.length)}]"


def folio_lines(seen: Seen, width: int) -> list[Line]:
    """Return the large folios of the chosen VMA, and how they are mapped."""
    return [piece for text in _folios(seen) for piece in flowed(text, width)]


def _folios(seen: Seen) -> Iterator[Line]:
    if not seen.chosen.folios:
        yield line(Span("no large folio in this VMA", Role.DIM))
        return
    for folio in seen.chosen.folios:
        label, _, rest = words(folio).partition(" ")
        yield line(Span(label, Role.HEAD), Span(f" {rest.strip()}"))
