"""One step of a run as lines of text: what happened, page tables, every folio, what counting has cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.findings import Finding
from mmtui.model.folio import Folio
from mmtui.moment import Moment
from mmtui.plain.folios import Small, neighbours, small_views, small_words
from mmtui.report.events import event_lines
from mmtui.report.folios import FolioView, folio_lines, folio_title, folio_view, memory_text
from mmtui.report.play import cost_text
from mmtui.report.rules import rules_words
from mmtui.report.tables import process_names, table_lines
from mmtui.report.text import Line, Role, Span, line

_WIDTH = 1_000
"""Nothing is cut: on a pipe there is no edge."""


class StepText(NamedTuple):
    """The lines of a step."""

    lines: tuple[Line, ...]
    problem: str = ""
    """How the scheme broke, if it did."""


def begin_line(script: str, first: Moment) -> Line:
    """Return what a run begins with."""
    machine = f"kernel {first.profile.name}, {first.world.pages_per_pmd} pages in a PMD"
    words = ", ".join((f"scheme {first.scheme.name}", machine, *rules_words(first.profile.rules)))
    return line(Span(f"{script}: {words}", Role.HEAD))


def wrong_line(finding: Finding) -> Line:
    """Return what a checker found."""
    return line(Span(f"  ! {finding.checker}: {finding.text}", Role.WRONG))


def step_text(moment: Moment, before: Moment) -> StepText:
    """Return the whole state after an operation; what did not change is said in one line."""
    happened, *events = event_lines(moment)
    lines = [line(), line(Span(f"{moment.n} ", Role.HEAD), *happened), *events]
    lines += _tables(moment, before)
    problem, large = "", _large(moment)
    for folio in large:
        now, was = folio_view(moment, folio), folio_view(before, folio)
        lines += _folio_lines(now, was, moment.world.pages_per_pmd)
        problem = problem or now.problem
    lines += _small_lines(moment, before)
    lines += [line(Span(f"  - {folio} gone", Role.GONE)) for folio in _large(before) if folio not in large]
    lines.append(line(Span(f"  {cost_text(moment)}", Role.DIM)))
    return StepText(tuple(lines), problem or str(moment.fault or ""))


def _tables(moment: Moment, before: Moment) -> Iterator[Line]:
    if not process_names(moment, before):
        return
    if moment.world.mms == before.world.mms:
        yield line("  ", Span("page tables", Role.HEAD), Span("   as before", Role.DIM))
        return
    yield line("  ", Span("page tables", Role.HEAD))
    for text in table_lines(moment, before, _WIDTH):
        yield line("    ", *text)


def _large(moment: Moment) -> list[Folio]:
    return [folio for folio in moment.world.folios() if folio.large and not folio.zero]


def _folio_lines(now: FolioView, was: FolioView, pages_per_pmd: int) -> Iterator[Line]:
    title = folio_title(now.folio, pages_per_pmd)
    if now == was:
        held = "".join(f", {words}" for words in now.held)
        yield line("  ", Span(title, Role.HEAD), Span("   as before", Role.DIM), Span(held, Role.TRUTH))
        return
    yield line("  ", Span(title, Role.HEAD))
    for text in folio_lines(now, was, _WIDTH):
        yield line("    ", *text)
    yield line("    ", Span(memory_text(now), Role.DIM))


def _small_lines(moment: Moment, before: Moment) -> Iterator[Line]:
    now, was = small_views(moment), small_views(before)
    if now and now == was and not any(small.held for small in now.values()):
        yield line(Span(f"  {len(now)} small folio{'s' if len(now) > 1 else ''}   as before", Role.DIM))
        return
    for first, last in neighbours({nr: (small, was.get(nr)) for nr, small in now.items()}):
        yield _small_line(small_words(first, last), now[first], was.get(first))
    for first, last in neighbours(dict.fromkeys(was.keys() - now.keys())):
        yield line(Span(f"  - {small_words(first, last)} gone", Role.GONE))


def _small_line(label: str, now: Small, was: Small | None) -> Line:
    mark, role = (" ", Role.PLAIN) if now == was else ("~", Role.CHANGED) if was else ("+", Role.NEW)
    before = f"   was {was.entries}" if was and was.entries != now.entries else ""
    kept = f"   _mapcount {now.stored}" if now.stored is not None else ""
    return line(
        Span(f"  {mark} {label:<12}", role),
        Span(f"mapped by {now.entries}{before}", Role.TRUTH),
        Span(kept, Role.BELIEF),
        Span("".join(f"   {words}" for words in now.held), Role.TRUTH),
    )
