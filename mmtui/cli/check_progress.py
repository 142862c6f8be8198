"""A line on stderr that says how far a search is, if somebody sits there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from mmtui.explore.search import Progress, Telling
from mmtui.explore.verdict import Sampled
from mmtui.report.searching import cases_text, progress_text

_EVERY = 0.2
_CLEAR = "\r\x1b[K"


@contextmanager
def progress_line() -> Iterator[Telling]:
    """Give a function that shows how far a search is; off a terminal it shows nothing."""
    where: list[tuple[int, str]] = [(0, "")]
    since = [monotonic()]
    with _line() as show:

        def tell(progress: Progress) -> None:
            if where[0] != (progress.length, progress.machine):
                where[0], since[0] = (progress.length, progress.machine), monotonic()
            show(lambda seconds: progress_text(progress, seconds, monotonic() - since[0]))

        yield tell


@contextmanager
def cases_line() -> Iterator[Callable[[Sampled], None]]:
    """Give a function that shows how many random runs are done."""
    with _line() as show:
        yield lambda sampled: show(lambda seconds: cases_text(sampled, seconds))


@contextmanager
def _line() -> Iterator[Callable[[Callable[[float], str]], None]]:
    begun, shown = monotonic(), [0.0]

    def show(text: Callable[[float], str]) -> None:
        now = monotonic()
        if now - shown[0] >= _EVERY:
            shown[0] = now
            sys.stderr.write(_CLEAR + text(now - begun)[:79])
            sys.stderr.flush()

    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda text: None
        return
    try:
        yield show
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
