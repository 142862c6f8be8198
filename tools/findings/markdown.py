"""Tables and code in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    >>> print(table(("a", "b"), [("1", "2")]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [head, ["---"] * len(head), *rows]
    text = [f"| {' | '.join(cells)} |" for cells in lines]
    text[1] = text[1].replace(" ", "")
    return "\n".join(text)


def code(text: str) -> str:
    """Return text as code in a line.

    >>> code("mmtui list")
    '`mmtui list`'
    """
    return f"`{text}`"


def steps(ops: Iterable[str]) -> str:
    """Return operations as code, in their order.

    >>> steps(["proc A", "A exit"])
    '`proc A; A exit`'
    """
    return code("; ".join(ops))
