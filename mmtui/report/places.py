"""Where the kernel keeps a counter: in the head page, in a tail page, or in every page."""

from __future__ import annotations

from mmtui.model.counters import Counter, Per
from mmtui.report.text import Role

_PAGES = {"page[0]": "head page", "page[1]": "first tail page", "page[2]": "second tail page"}


def place_text(counter: Counter) -> str:
    """Return where a counter is, as its scheme declares it; empty if that does not say.

    >>> place_text(Counter(where="page[1].flags")), place_text(Counter(Per.PAGE))
    ('page[1].flags, first tail page', 'each page')
    """
    if not counter.where:
        return "each page" if counter.per is Per.PAGE else ""
    page = _PAGES.get(counter.where.partition(".")[0])
    return f"{counter.where}, {page}" if page else counter.where


def place_role(counter: Counter) -> Role:
    """Return how fields of the head page are told apart from those of the tail pages."""
    in_tail = counter.where.startswith("page[") and not counter.where.startswith("page[0]")
    return Role.IN_TAIL if in_tail else Role.IN_HEAD
