"""The scoreboard of a comparison as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmtui.comparing.score import Score
from mmtui.report.text import Line, Role, Span, line

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


def score_lines(scores: Sequence[Score]) -> Iterator[Line]:
    """Yield a row for each scheme, then how those broke that did; ``-`` is what a scheme never says."""
    cells = [_cells(score) for score in scores]
    widths = [
        max(len(word) for word in (*head, *(row[at] for row in cells))) + 1 for at, head in enumerate(_HEADS)
    ]
    name = max(len(score.scheme) for score in scores) + 1
    for level in (0, 1):
        heads = "".join(f"{head[level]:>{width}}" for head, width in zip(_HEADS, widths, strict=True))
        yield line(Span(f"{'' if level == 0 else 'scheme':<{name}}{heads}", Role.HEAD))
    for score, row in zip(scores, cells, strict=True):
        figures = "".join(f"{word:>{width}}" for word, width in zip(row, widths, strict=True))
        yield line(Span(f"{score.scheme:<{name}}"), Span(figures, Role.WRONG if score.wrong else Role.PLAIN))
    for score in scores:
        if score.fault:
            yield line(Span(f"! {score.fault}", Role.WRONG))


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
