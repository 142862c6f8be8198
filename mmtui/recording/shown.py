"""A comparison in lines of text: how far it went, the difference, and the page tables around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from mmtui.counted import counted
from mmtui.recording.compare import Compared, Difference, Outcome
from mmtui.recording.facts import Fact, Facts, Name
from mmtui.recording.trace import Trace

MOST = 12
"""Differences of a step that are shown; the others are counted."""
AROUND = 3
"""Pages shown below and above the first that differs."""


def shown(trace: Trace, compared: Compared) -> Iterator[str]:
    """Yield the lines for one trace."""
    title = f"{trace.release} {trace.script}: {compared.outcome.value}"
    if compared.outcome is Outcome.AGREES:
        yield f"{title}, {counted(compared.steps, 'step')}"
        return
    step = compared.step
    assert step is not None, "what does not agree has a step"
    yield f"{title} at step {step.n}, {step.op}, after {counted(compared.steps, 'step')}"
    if compared.outcome is Outcome.NOT_MODELLED:
        yield f"    {compared.reason}"
        return
    rows = list(_rows(compared.differences))
    for row in rows[:MOST]:
        yield f"    {row}"
    if len(rows) > MOST:
        yield f"    and {len(rows) - MOST} more"
    yield from _page_tables(compared)


def _rows(differences: Sequence[Difference]) -> Iterator[str]:
    by_field = sorted(differences, key=lambda difference: difference.fact[::2])
    for _, group in groupby(enumerate(by_field), lambda pair: _key(*pair)):
        alike = [difference for _, difference in group]
        first, last = alike[0], alike[-1]
        until = f" to {last.fact.where[-1]}" if len(alike) > 1 else ""
        where = " ".join(_word(part) for part in first.fact.where)
        field = f"{first.fact.kind} {where}{until} {first.fact.field}"
        yield f"{field}: recorded {_word(first.recorded)}, ours {_word(first.ours)}"


def _key(at: int, difference: Difference) -> tuple[Any, ...]:
    # neighbouring pages with the same difference are one row
    *place, last = difference.fact.where or ("",)
    run = last - at if isinstance(last, int) else (at, last)
    return difference.fact.kind, difference.fact.field, place, run, difference.recorded, difference.ours


def _word(value: Any) -> str:
    if isinstance(value, Name):
        return value.label
    if isinstance(value, tuple):
        return " ".join(map(_word, value))
    return '""' if value == "" else str(value)


def _page_tables(compared: Compared) -> Iterator[str]:
    first = next((d.fact for d in compared.differences if d.fact.kind == "page"), None)
    if first is None:
        return
    *region, page = first.where
    yield f"    page table of {' '.join(map(str, region))}, recorded and ours:"
    assert isinstance(page, int)
    for at in range(max(0, page - AROUND), page + AROUND + 1):
        mark = "!" if at == page else " "
        sides = (_entry(side, (*region, at)) for side in (compared.recorded, compared.ours))
        yield f"    {mark} {at:>5}  {'  '.join(f'{side:<32}' for side in sides).rstrip()}"


def _entry(side: Facts, where: tuple[Any, ...]) -> str:
    said = side.get(Fact("page", where, ""))
    if said is None:
        return "-"
    folio, level, pte, pagemap, count, *_ = said.values
    name = f"{folio[0].label}[{folio[1]}]" if folio else "no page"
    return f"{name} {level} {pte or '-'} {pagemap or '-'} count {count}"
