"""The scoreboard of a comparison as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mmtui.comparing.score import Score
from mmtui.report.text import Line, Role, Span, flowed, line

_HEADS = (
    ("", "wrong"),
    ("counts", "off"),
    ("last:", "false"),
    ("", "missed"),
    ("partly:", "false"),
    ("", "missed"),
    ("shared:", "false"),
    ("", "missed"),
    ("", "atomics"),
    ("", "reads"),
    ("bytes/", "folio"),
)
_PAIRS = ((0,), (1,), (2, 3), (4, 5), (6, 7), (8,), (9,), (10,))


def score_lines(scores: Sequence[Score], width: int) -> Iterator[Line]:
    """Yield a row for each scheme, then how those broke that did; ``-`` is what a scheme never says.

    Where the figures do not fit into the width they stand in more than one table.
    """
    rows = [_cells(score) for score in scores]
    widths = [
        max(len(word) for word in (*head, *(row[at] for row in rows))) + 1 for at, head in enumerate(_HEADS)
    ]
    name = max(len(score.scheme) for score in scores) + 1
    for some in _fitting(widths, width - name):
        yield from _table(scores, rows, name, {at: widths[at] for at in some})
    for score in scores:
        if score.fault:
            yield from flowed(line(Span(f"! {score.fault}", Role.WRONG)), width)


def _table(
    scores: Sequence[Score], rows: Sequence[tuple[str, ...]], name: int, widths: Mapping[int, int]
) -> Iterator[Line]:
    for level, label in enumerate(("", "scheme")):
        heads = "".join(f"{_HEADS[at][level]:>{width}}" for at, width in widths.items())
        yield line(Span(f"{label:<{name}}{heads}", Role.HEAD))
    for score, row in zip(scores, rows, strict=True):
        figures = "".join(f"{row[at]:>{width}}" for at, width in widths.items())
        yield line(Span(f"{score.scheme:<{name}}"), Span(figures, Role.WRONG if score.wrong else Role.PLAIN))


def _fitting(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    # columns that fit beside each other; the two of a pair under one head are not torn apart
    some: list[int] = []
    for pair in _PAIRS:
        if some and sum(widths[at] for at in (*some, *pair)) > room:
            yield some
            some = []
        some += pair
    yield some


def _cells(score: Score) -> tuple[str, ...]:
    figures = (
        score.wrong,
        score.counts_off,
        score.false_last,
        score.missed_last,
        score.false_partial,
        score.missed_partial,
        score.false_shared,
        score.false_exclusive,
        score.cost.atomics,
        score.cost.reads,
        score.bytes,
    )
    return tuple(map(_word, figures))


def _word(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}".rstrip("0").rstrip(".")
