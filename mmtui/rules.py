"""A rule as a function: what must be so of a folio's counters, and what is then done to them.

It is called for every event, and as Python code it takes half the time of a loop over what it does.  So
that code is written and compiled, once for all rules of one shape: with as many checks and stores of the
same kinds.  Rows and numbers are handed to it, and are not part of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from mmtui.rehearsal import Check, Store

Act: TypeAlias = Callable[[int, int], bool | None]
"""By a folio's number and a page: True if all was so and is done; None if no page was written to yet."""

_Looks: TypeAlias = tuple[tuple[bool, bool], ...]
"""Of each check whether it is of a page, and whether it is of a difference."""
_Writes: TypeAlias = tuple[tuple[int | None, bool, bool], ...]
"""Of each store which check has found what was there, whether it is of a page, whether it adds to that."""


def act_of(checks: tuple[Check, ...], stores: tuple[Store, ...]) -> Act:
    """Return a rule as a function.

    >>> counts = {7: 1}
    >>> act = act_of(((counts, False, None, 1, 3),), ((counts, False, True, 1),))
    >>> act(7, 0), act(7, 0), act(7, 0), counts
    (True, True, False, {7: 3})
    """
    looks = tuple((paged, less is not None) for _, paged, less, _, _ in checks)
    writes = tuple((_found_by(checks, row), paged, more) for row, paged, more, _ in stores)
    given = [(row, less, low, high) for row, _, less, low, high in checks]
    stored = [(row, value) for row, _, _, value in stores]
    act: Act = _made(looks, writes)(*(each for of_one in (*given, *stored) for each in of_one))
    return act


def _found_by(checks: tuple[Check, ...], row: dict[int, Any]) -> int | None:
    found = (at for at, (looked, _, less, _, _) in enumerate(checks) if looked is row and less is None)
    return next(found, None)


@lru_cache(maxsize=256)
def _made(looks: _Looks, writes: _Writes) -> Callable[..., Act]:
    """Return what makes the rules of a shape, given the rows and numbers of each check and of each store."""
    given = [f"r{i}, n{i}, low{i}, high{i}" for i in range(len(looks))]
    given += [f"s{j}, by{j}" for j in range(len(writes))]
    body = [line for i, look in enumerate(looks) for line in _look(i, *look)]
    body += [_write(j, *write) for j, write in enumerate(writes)]
    rule = "\n".join(f"        {line}" for line in (*body, "return True"))
    names: dict[str, Any] = {}
    text = f"def make({', '.join(given)}):\n    def rule(number, page):\n{rule}\n    return rule\n"
    exec(compile(text, "<a rule of mmtui>", "exec"), names)
    make: Callable[..., Act] = names["make"]
    return make


def _look(i: int, paged: bool, apart: bool) -> Iterator[str]:
    if paged:
        yield f"p{i} = r{i}.get(number)"
        yield f"if type(p{i}) is not list: return None"
        yield f"v{i} = p{i}[page]"
    else:
        yield f"v{i} = r{i}.get(number, 0)" + apart * f" - n{i}.get(number, 0)"
    yield f"if not low{i} <= v{i} < high{i}: return False"


def _write(j: int, found: int | None, paged: bool, more: bool) -> str:
    old = f"s{j}.get(number, 0)" if found is None else f"v{found}"
    # of a page there is always a check
    return f"{f'p{found}[page]' if paged else f's{j}[number]'} = {more * f'{old} + '}by{j}"
