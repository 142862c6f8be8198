"""What somebody may have meant who wrote something else."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60  # nobody mistypes more, and comparing it would take long


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like ``word``, if any does.

    >>> nearest("promt", ["kind", "prompt"])
    'prompt'
    """
    if len(word) > _LONGEST:
        return None
    by_look = {_look(one): one for one in known}
    return next((by_look[look] for look in get_close_matches(_look(word), by_look, n=1)), None)


def listed(names: Iterable[object], last: str = "or") -> str:
    """Names in a sentence, texts in quotes.

    >>> listed(["stored", "logical"]), listed([8, 16, 512])
    ('"stored" or "logical"', '8, 16 or 512')
    """
    *first, end = [f'"{name}"' if isinstance(name, str) else str(name) for name in names]
    return f"{', '.join(first)} {last} {end}" if first else end


def _look(word: str) -> str:
    return word.lower().replace("_", "-")
