"""A count with its noun, singular where there is one."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number and a noun that agree.

    >>> counted(1, "step"), counted(0, "process"), counted(2, "context switch"), counted(1234, "entry")
    ('1 step', '0 processes', '2 context switches', '1,234 entries')
    """
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """Return a noun for several.

    >>> plural("page"), plural("address"), plural("query"), plural("key")
    ('pages', 'addresses', 'queries', 'keys')
    """
    if noun.endswith(("s", "sh", "ch", "x")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
