"""One moment of a race as lines: in each lane the scheme's own source, with the line that is about to run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from mmtui.report.race_view import LaneView, RaceView, SourceLine
from mmtui.report.text import Line, Role, Span, fitted, length, line, wrapped

_GAP = 2
_NARROW = 36
"""Cells of a lane in which source can be read; narrower ones stand below each other."""
_LEAST = 4
_MARK = 2
"""Cells before the text of a line."""


def source_lines(view: RaceView, width: int, height: int) -> list[Line]:
    """Return all lanes: beside each other where there is room, else one below the other."""
    count = len(view.lanes)
    room = (width - _GAP * (count - 1)) // count
    if room < _NARROW:
        each = max(_LEAST, height // count)
        return [text for lane in view.lanes for text in lane_lines(lane, width, each)]
    lanes = [lane_lines(lane, room, height) for lane in view.lanes]
    return [_beside(row, room) for row in zip_longest(*lanes, fillvalue=())]


def lane_lines(lane: LaneView, width: int, height: int) -> list[Line]:
    """Return a CPU in so many lines: what it does, where it is, and the source around what comes next."""
    lines = [fitted(line(Span(f"CPU {lane.cpu}: {lane.does}", Role.HEAD)), width)]
    if lane.inside:
        lines.append(fitted(line(Span(f"in {'() > '.join(lane.inside)}()", Role.DIM)), width))
    answers = f"has answered: {' '.join(map(str, lane.answers))}"
    ends = [line(Span(piece, Role.DIM)) for piece in wrapped(answers, width)][-1:] if lane.answers else []
    lines += _next(lane, width, max(1, height - len(lines) - len(ends)))
    return [*lines, *ends][:height] + [line()] * (height - len(lines) - len(ends))


def _next(lane: LaneView, width: int, height: int) -> list[Line]:
    if not lane.next:
        return [line(Span("is done", Role.DIM))]
    if not lane.source:
        words = wrapped(f"the kernel {lane.next}", width - _MARK)
        return [line(Span(_marked(piece, first=not at), Role.CURSOR)) for at, piece in enumerate(words)]
    return [text for each in _window(lane.source, height) for text in _source(each, width)][:height]


def _window(source: tuple[SourceLine, ...], height: int) -> tuple[SourceLine, ...]:
    # the line that is about to run stands in the middle, unless the function begins or ends before that
    at = next((at for at, each in enumerate(source) if each.next), 0)
    top = max(0, min(at - height // 2, len(source) - height))
    return source[top : top + height]


def _source(each: SourceLine, width: int) -> Iterator[Line]:
    if not each.next:
        yield fitted(line(f"  {each.text}"), width)
        return
    indent = len(each.text) - len(each.text.lstrip())
    for at, piece in enumerate(wrapped(each.text.strip(), max(1, width - _MARK - indent))):
        yield line(Span(_marked(" " * indent + piece, first=not at), Role.CURSOR))


def _marked(text: str, *, first: bool) -> str:
    return f"{'>' if first else ' '} {text}"


def _beside(row: tuple[Line, ...], room: int) -> Line:
    spans: list[Span] = []
    for at, text in enumerate(row):
        spans += text
        if at + 1 < len(row):
            spans.append(Span(" " * (room + _GAP - length(text))))
    return tuple(spans)


def so_far(view: RaceView) -> Span:
    """Return what has come of it so far, in a few words."""
    match view.outcome:
        case "broken":
            return Span("broken", Role.WRONG)
        case "holds":
            return Span("all are done, and nothing is wrong", Role.TRUTH)
    return Span("nothing is wrong so far", Role.DIM)
