"""Schemes beside each other as lines: a row for each question, the truth first, a column for each scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.comparing.beside import Step
from mmtui.comparing.panels import LETTERS
from mmtui.comparing.rows import BAD, BROKE, OFF, QUIET, WRONG, YES_OR_NO, Answer, Row
from mmtui.counted import counted
from mmtui.report.text import Line, Role, Span, flowed, line

WORDS = {
    "first-map": "first map of pages",
    "last-of-page": "last unmap of pages",
    "last-of-folio": "last unmap",
    "partly-mapped": "partly mapped",
    "page-mapcount": "mapped by",
    "folio-mapcount": "entries",
    "mapped": "mapped",
    "shared": "shared",
}
"""What a row asks, in words."""
MOST = 24
"""Rows of one operation, unless all are asked for."""
_MARKS = "  ! false, claimed as exact   ~ a guess that is off   ? cannot say   - nothing new"
_LABEL, _SHORT_LABEL = 40, 16
_TRUTH = 7
_NARROWEST = 5
_ROLES = {WRONG: Role.WRONG, BROKE: Role.WRONG, OFF: Role.CHANGED, QUIET: Role.DIM, "": Role.BELIEF}


class Columns(NamedTuple):
    """The heads of the columns: names where there is room, else letters."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    names: tuple[str, ...]
    label: int = _LABEL
    """How wide the column is that says what is asked."""

    @property
    def lettered(self) -> bool:
        return self.heads != self.names


def columns(names: Sequence[str], width: int, first: int = 0) -> Columns:
    """Return the columns of these schemes for lines of a width; the first of them has this letter."""
    widths = tuple(max(len(name) + 2, 8) for name in names)
    if _LABEL + _TRUTH + sum(widths) <= width:
        return Columns(tuple(names), widths, tuple(names))
    label = min(_LABEL, max(_SHORT_LABEL, width - _TRUTH - _NARROWEST * len(names)))
    narrow = max(_NARROWEST, min(8, (width - label - _TRUTH) // len(names)))
    return Columns(tuple(LETTERS[first : first + len(names)]), (narrow,) * len(names), tuple(names), label)


def groups(schemes: int, width: int) -> Iterator[slice]:
    """Yield which schemes stand beside each other in lines of a width; groups are about equally large.

    >>> list(groups(12, 80))
    [slice(0, 6, None), slice(6, 12, None)]
    """
    at_once = max(1, (width - _LABEL - _TRUTH) // _NARROWEST)
    each = -(-schemes // -(-schemes // at_once))
    for at in range(0, schemes, each):
        yield slice(at, min(at + each, schemes))


def table_lines(names: Sequence[str], steps: Sequence[Step], width: int, *, every: bool) -> Iterator[Line]:
    """Yield the legend and the steps: a table for each group of schemes that fit beside each other.

    Without ``every`` a table has the steps and rows in which one of its schemes errs.
    """
    for some in groups(len(names), width):
        kept = [_only(step, some) for step in steps]
        if not every:
            kept = [step for step in kept if step.differing]
        if not kept and len(names) > some.stop - some.start:
            continue
        heads = columns(names[some], width, some.start)
        yield from legend_lines(heads, width)
        for step in kept:
            yield from step_lines(step, heads, every=every)
        if some.stop < len(names):
            yield line()


def _only(step: Step, some: slice) -> Step:
    rows = tuple(row._replace(answers=row.answers[some]) for row in step.rows)
    return step._replace(rows=rows, costs=step.costs[some], faults=step.faults[some])


def legend_lines(heads: Columns, width: int) -> Iterator[Line]:
    """Yield what the letters stand for, if there are letters, and the marks."""
    if heads.lettered:
        pairs = zip(heads.heads, heads.names, strict=True)
        yield from flowed(line(" ", *(f" {letter}={name}" for letter, name in pairs)), width)
    yield from flowed(line(Span(_MARKS, Role.DIM)), width)


def divergence_lines(steps: Sequence[Step], names: Sequence[str], width: int) -> Iterator[Line]:
    """Yield the first operation of which a scheme says what is not true, and the first broken claim."""
    for text in _divergences(steps, names):
        yield from flowed(text, width)


def _divergences(steps: Sequence[Step], names: Sequence[str]) -> Iterator[Line]:
    found = [(step, row) for step in steps for row in step.differing]
    if not found:
        yield line(Span("no scheme says anything that is not true", Role.TRUTH))
        return
    yield _divergence("first divergence", *found[0], found[0][1].marks, names)
    broken = next((pair for pair in found if pair[1].marks & BAD), None)
    if broken is not None and not found[0][1].marks & BAD:
        yield _divergence("first false claim", *broken, BAD, names)


def _divergence(what: str, step: Step, row: Row, marks: frozenset[str], names: Sequence[str]) -> Line:
    at = next(at for at, answer in enumerate(row.answers) if answer.mark in marks)
    said = f"{names[at]} {_says(row, row.answers[at])}"
    text = f"{row.place} {WORDS[row.question]}: {_value(row, row.truth)}, but {said}"
    return line(Span(f"{what}: {step.n} {step.op}: ", Role.HEAD), Span(text, Role.WRONG))


def _says(row: Row, answer: Answer) -> str:
    if answer.mark == BROKE:
        return "broke"
    return "does not say" if answer.value is None else f"says {_value(row, answer.value)}"


def step_lines(step: Step, heads: Columns, *, every: bool) -> Iterator[Line]:
    """Yield an operation and its rows; without ``every`` those that differ, and not too many."""
    rows = step.rows if every else step.differing
    result = "" if step.result.ok else f"   {step.result.err}"
    yield line()
    head = f"{step.n} {step.op}{result}"
    yield from _labelled(
        heads.label, Span(head, Role.HEAD), Span(f"{'truth':>{_TRUTH}}", Role.TRUTH), *_heads(heads)
    )
    for row in rows if every else rows[:MOST]:
        yield from _row_lines(row, heads)
    if len(rows) > MOST and not every:
        yield line(Span(f"  and {counted(len(rows) - MOST, 'row')} more", Role.DIM))
    yield _figures("atomics", [cost.atomics for cost in step.costs], heads)
    if any(cost.reads for cost in step.costs):
        yield _figures("entries read", [cost.reads for cost in step.costs], heads)


def _heads(heads: Columns) -> Iterator[Span]:
    for head, width in zip(heads.heads, heads.widths, strict=True):
        yield Span(f"{head:>{width}}", Role.DIM)


def _row_lines(row: Row, heads: Columns) -> Iterator[Line]:
    by = f" ({row.place.event.partition(' in ')[2]})" if row.place.event else ""
    return _labelled(
        heads.label,
        Span(f"  {row.place} {WORDS[row.question]}{by}"),
        Span(f"{_value(row, row.truth):>{_TRUTH}}", Role.TRUTH),
        *(
            Span(f"{answer_word(row, answer):>{width}}", _ROLES[answer.mark])
            for answer, width in zip(row.answers, heads.widths, strict=True)
        ),
    )


def _labelled(room: int, label: Span, *values: Span) -> Iterator[Line]:
    # a label that is too long has a line of its own, so that the columns stay columns
    if len(label.text) > room:
        yield line(label)
        label = Span("")
    yield line(Span(f"{label.text:<{room}}", label.role), *values)


def _figures(label: str, values: Sequence[int], heads: Columns) -> Line:
    figures = "".join(f"{value:>{width}}" for value, width in zip(values, heads.widths, strict=True))
    return line(Span(f"  {label:<{heads.label - 2}}{'-':>{_TRUTH}}{figures}", Role.DIM))


def answer_word(row: Row, answer: Answer) -> str:
    """Return an answer with its mark before it."""
    if answer.mark in (BROKE, QUIET):
        return answer.mark
    return answer.mark + ("?" if answer.value is None else _value(row, answer.value))


def _value(row: Row, value: int) -> str:
    return ("no", "yes")[value] if row.question in YES_OR_NO and value in (0, 1) else str(value)
