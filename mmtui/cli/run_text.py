"""One step of a run as lines of text: what happened, every folio, and what counting has cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.model.folio import Folio
from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.report.folios import FolioView, folio_lines, folio_title, folio_view
from mmtui.report.play import cost_text, event_lines
from mmtui.report.records import gone_records, small_record
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
    pages = f"{first.world.pages_per_pmd} pages in a PMD"
    return line(Span(f"{script}: scheme {first.scheme.name}, kernel {first.profile.name}, {pages}", Role.HEAD))


def step_text(moment: Moment, before: Moment) -> StepText:
    """Return the whole state after an operation; what did not change is said in one line."""
    happened, *events = event_lines(moment)
    lines = [line(), line(Span(f"{moment.n} ", Role.HEAD), *happened), *events]
    problem = ""
    for folio in _large(moment):
        now, was = folio_view(moment, folio), folio_view(before, folio)
        lines += _folio_lines(now, was, moment.world.pages_per_pmd)
        problem = problem or now.problem
    lines += _small_lines(moment, before)
    lines += [line(Span(f"  - {record['f']} is gone", Role.GONE)) for record in gone_records(moment, before)]
    lines.append(line(Span(f"  {cost_text(moment)}", Role.DIM)))
    return StepText(tuple(lines), problem or str(moment.fault or ""))


def _large(moment: Moment) -> Iterator[Folio]:
    return (folio for folio in moment.world.folios() if folio.large and not folio.zero)


def _folio_lines(now: FolioView, was: FolioView, pages_per_pmd: int) -> Iterator[Line]:
    title = folio_title(now.folio, pages_per_pmd)
    if now == was:
        yield line("  ", Span(title, Role.HEAD), Span("   as before", Role.DIM))
        return
    yield line("  ", Span(title, Role.HEAD))
    for text in folio_lines(now, was, _WIDTH):
        yield line("    ", *text)


def _small_lines(moment: Moment, before: Moment) -> Iterator[Line]:
    runs = small_record(moment, truths(moment.world))["runs"]
    if not runs:
        return
    if runs == small_record(before, truths(before.world))["runs"]:
        yield line(Span(f"  {sum(run[1] for run in runs)} small folios   as before", Role.DIM))
        return
    for label, count, stored, entries in runs:
        last = f"-s{int(label[1:]) + count - 1}" if count > 1 else ""
        kept = f"   _mapcount {stored}" if stored is not None else ""
        yield line(f"  {label + last:<12}", Span(f"mapped by {entries}", Role.TRUTH), Span(kept, Role.BELIEF))
