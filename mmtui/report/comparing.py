"""Schemes beside each other as lines: a row for each question, the truth first, a column for each scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.comparing.beside import Step
from mmtui.comparing.panels import LETTERS
from mmtui.comparing.rows import BAD, BROKE, OFF, WRONG, YES_OR_NO, Answer, Row
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
_LABEL = 38
_TRUTH = 7
_ROLES = {WRONG: Role.WRONG, BROKE: Role.WRONG, OFF: Role.CHANGED, "": Role.BELIEF}


class Columns(NamedTuple):
    """The heads of the columns: names where there is room, else letters."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def lettered(self) -> bool:
        return self.heads != self.names


def columns(names: Sequence[str], width: int) -> Columns:
    """Return the columns of these schemes for lines of a width."""
    widths = tuple(max(len(name) + 2, 8) for name in names)
    if _LABEL + _TRUTH + sum(widths) <= width:
        return Columns(tuple(names), widths, tuple(names))
    narrow = max(5, min(8, (width - _LABEL - _TRUTH) // len(names)))
    return Columns(tuple(LETTERS[: len(names)]), (narrow,) * len(names), tuple(names))


def legend_lines(heads: Columns, width: int) -> Iterator[Line]:
    """Yield what the letters stand for, if there are letters, and the marks."""
    if heads.lettered:
        pairs = zip(heads.heads, heads.names, strict=True)
        yield from flowed(line(" ", *(f" {letter}={name}" for letter, name in pairs)), width)
    yield line(Span("  ! wrong, and claimed to be exact   ~ a guess that is off   ? cannot say", Role.DIM))


def divergence_lines(steps: Sequence[Step], heads: Columns) -> Iterator[Line]:
    """Yield the first operation of which a scheme says what is not true, and the first broken claim."""
    found = [(step, row) for step in steps for row in step.differing]
    if not found:
        yield line(Span("no scheme says anything that is not true", Role.TRUTH))
        return
    yield _divergence("first divergence", *found[0], found[0][1].marks, heads)
    broken = next((pair for pair in found if pair[1].marks & BAD), None)
    if broken is not None and not found[0][1].marks & BAD:
        yield _divergence("first false claim", *broken, BAD, heads)


def _divergence(what: str, step: Step, row: Row, marks: frozenset[str], heads: Columns) -> Line:
    at = next(at for at, answer in enumerate(row.answers) if answer.mark in marks)
    said = f"{heads.names[at]} {_says(row, row.answers[at])}"
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
    yield line(Span(f"{head:<{_LABEL}}", Role.HEAD), Span(f"{'truth':>{_TRUTH}}", Role.TRUTH), *_heads(heads))
    for row in rows if every else rows[:MOST]:
        yield _row_line(row, heads)
    if len(rows) > MOST and not every:
        yield line(Span(f"  and {len(rows) - MOST} rows more", Role.DIM))
    yield _figures("atomics", [cost.atomics for cost in step.costs], heads)
    if any(cost.reads for cost in step.costs):
        yield _figures("entries read", [cost.reads for cost in step.costs], heads)


def _heads(heads: Columns) -> Iterator[Span]:
    for head, width in zip(heads.heads, heads.widths, strict=True):
        yield Span(f"{head:>{width}}", Role.DIM)


def _row_line(row: Row, heads: Columns) -> Line:
    by = f" ({row.place.event.partition(' in ')[2]})" if row.place.event else ""
    label = f"  {row.place} {WORDS[row.question]}{by}"
    return line(
        f"{label:<{_LABEL}}",
        Span(f"{_value(row, row.truth):>{_TRUTH}}", Role.TRUTH),
        *(
            Span(f"{answer_word(row, answer):>{width}}", _ROLES[answer.mark])
            for answer, width in zip(row.answers, heads.widths, strict=True)
        ),
    )


def _figures(label: str, values: Sequence[int], heads: Columns) -> Line:
    figures = "".join(f"{value:>{width}}" for value, width in zip(values, heads.widths, strict=True))
    return line(Span(f"  {label:<{_LABEL - 2}}{'-':>{_TRUTH}}{figures}", Role.DIM))


def answer_word(row: Row, answer: Answer) -> str:
    """Return an answer with its mark before it."""
    if answer.mark == BROKE:
        return BROKE
    return answer.mark + ("?" if answer.value is None else _value(row, answer.value))


def _value(row: Row, value: int) -> str:
    return ("no", "yes")[value] if row.question in YES_OR_NO and value in (0, 1) else str(value)
