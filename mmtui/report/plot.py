"""A panel of curves in characters: a letter for each scheme, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mmtui.comparing.panels import PRICES, Panel
from mmtui.report.axis import axis_of
from mmtui.report.text import Line, Role, Span, line

HEIGHT = 12
_LEFT = 8
_WORST = 3
"""Letters of a column, however narrow."""


def plot_lines(panel: Panel, width: int) -> Iterator[Line]:
    """Yield a panel at most ``width`` cells wide, then its values.

    Several schemes in one place stand beside each other, many as ``A-D``, and ``+`` says that there was
    no room for all of them; the values below are complete.
    """
    yield line(Span(panel.event, Role.HEAD), f": {panel.about}; {PRICES[panel.price]}")
    values = [value for curve in panel.curves for value in curve.values if value is not None]
    axis = axis_of(values)
    column = max((width - _LEFT - 2) // len(panel.xs), _WORST)
    ticks = {round(axis.place(value) * (HEIGHT - 1)): value for value in axis.ticks(HEIGHT // 2)}
    cells = _cells(panel)
    for row in reversed(range(HEIGHT)):
        label = str(ticks[row]) if row in ticks else ""
        edge = "┤" if label else "│"
        letters = "".join(
            f"{fit(cells.get((row, at), ''), column - 1):<{column}}" for at in range(len(panel.xs))
        )
        yield line(Span(f"{label:>{_LEFT - 1}} {edge}", Role.DIM), f" {letters}")
    yield line(Span(f"{'':{_LEFT}}└{'─' * (column * len(panel.xs))}", Role.DIM))
    scale = "" if not axis.log else "   (upwards: powers of two)"
    yield line(Span(f"{'':{_LEFT}}  {_row(panel.xs, column)}", Role.DIM))
    yield line(Span(f"{'':{_LEFT}}  {panel.x_name}{scale}", Role.DIM))
    yield from _table(panel)


def fit(letters: str, room: int) -> str:
    """Return letters in so many cells.

    >>> fit("ABDE", 5), fit("ABCDEFH", 5), fit("ACEGIK", 5)
    ('ABDE', 'A-FH', 'ACEG+')
    """
    if len(letters) <= room:
        return letters
    short = "".join(_runs(letters))
    return short if len(short) <= room else f"{short[: room - 1].rstrip('-')}+"


def _runs(letters: str) -> Iterator[str]:
    for _, group in groupby(enumerate(letters), lambda pair: ord(pair[1]) - pair[0]):
        run = "".join(letter for _, letter in group)
        yield f"{run[0]}-{run[-1]}" if len(run) > 3 else run


def _cells(panel: Panel) -> dict[tuple[int, int], str]:
    axis = axis_of([value for curve in panel.curves for value in curve.values if value is not None])
    cells: dict[tuple[int, int], str] = {}
    for curve in panel.curves:
        for at, value in enumerate(curve.values):
            if value is not None:
                place = (round(axis.place(value) * (HEIGHT - 1)), at)
                cells[place] = cells.get(place, "") + curve.letter
    return cells


def _row(values: tuple[int, ...], column: int) -> str:
    return "".join(f"{value:<{column}}" for value in values)


def _table(panel: Panel) -> Iterator[Line]:
    # the legend, and what stands in the plot to the last digit
    name = max(len(curve.scheme) for curve in panel.curves)
    columns = [max(len(_word(curve.values[at])) for curve in panel.curves) for at in range(len(panel.xs))]
    columns = [max(width, len(str(x))) for width, x in zip(columns, panel.xs, strict=True)]
    xs = " ".join(f"{x:>{width}}" for x, width in zip(panel.xs, columns, strict=True))
    yield line(Span(f"  {panel.x_name:<{name + 2}}  {xs}", Role.DIM))
    for curve in panel.curves:
        paid = " ".join(f"{_word(v):>{width}}" for v, width in zip(curve.values, columns, strict=True))
        yield line(Span(f"  {curve.letter} ", Role.HEAD), f"{curve.scheme:<{name}}  {paid}")
    yield line()


def _word(value: int | None) -> str:
    return "x" if value is None else str(value)
