"""A script for a machine with small PMDs as one for this machine: each of its pages becomes many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mmtui.live.proc import PMD_PAGES
from mmtui.model.ops import Op

_SIZES = ("mmap", "memfd", "file", "ftrunc")
"""Their number is a size; that of the others is a place."""
_IN_PAGES = ("skew", "foff")


def times(pages_per_pmd: int) -> int:
    """Return how many real pages stand for one page, so that a PMD is one again.

    >>> times(8), times(512)
    (64, 1)
    """
    return PMD_PAGES // pages_per_pmd


def scaled(ops: Iterable[Op], by: int) -> tuple[Op, ...]:
    """Return operations on ``by`` times as many pages; one page becomes a range of them.

    >>> from mmtui.model.ops import parse_script
    >>> [str(op) for op in scaled(parse_script("proc A\\nA mmap r anon 8 skew=1\\nA munmap r 3"), 64)]
    ['proc A', 'A mmap r anon 512 skew=64', 'A munmap r 192 256']
    """
    return tuple(ops) if by == 1 else tuple(replace(op, words=tuple(_words(op, by))) for op in ops)


def _words(op: Op, by: int) -> Iterator[str]:
    if op.verb == "set":
        name, colon, kb = op.words[0].partition(":")
        yield from (f"{name}:{int(kb) * by}" if colon else name, *op.words[1:])
        return
    numbers = [word for word in op.words if word.isdigit()]
    for word in op.words:
        name, _, value = word.partition("=")
        if word.isdigit():
            yield str(int(word) * by)
        elif name in _IN_PAGES:
            yield f"{name}={int(value) * by}"
        elif name == "order" and int(value):
            yield f"order={int(value) + by.bit_length() - 1}"
        else:
            yield word
        if word.isdigit() and len(numbers) == 1 and op.verb not in _SIZES:
            yield str((int(word) + 1) * by)
