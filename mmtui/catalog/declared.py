"""Whether the counters of a scheme are declared as they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mmtui.catalog.blame import UnfitError
from mmtui.model.counters import Counter, Per
from mmtui.scheme import Scheme


class _Declared(NamedTuple):
    attribute: str
    value: object


def check_counters(cls: type[Scheme]) -> None:
    """Raise ``UnfitError`` for a counter that would be wrong, lost, or confused with another during a run."""
    seen: dict[str, str] = {}
    for attribute, value in _body(cls):
        where = f"{cls.__name__}.{attribute}"
        if value is Counter:
            raise UnfitError(f"{where} is the class Counter", f"write {attribute} = Counter()", cls)
        if _hides_counters(value):
            raise UnfitError(f"{where} hides counters", "declare each counter by a name of its own", cls)
        if isinstance(value, Counter):
            _check(where, attribute, value, cls)
            if value.name in seen:
                problem = f"{where} and {cls.__name__}.{seen[value.name]} are both called {value.name!r}"
                raise UnfitError(problem, "give each counter its own name", cls)
            seen[value.name] = attribute


def _check(where: str, attribute: str, counter: Counter, cls: type[Scheme]) -> None:
    if hasattr(Scheme, attribute):
        remedy = f'call it otherwise; the screen shows Counter(name="{attribute}")'
        raise UnfitError(f"{where} hides what every scheme has under that name", remedy, cls)
    if not isinstance(counter.per, Per):
        raise UnfitError(f"{where} is a counter per {counter.per!r}", "write Per.FOLIO or Per.PAGE", cls)
    if type(counter.bias) is not int:
        raise UnfitError(f"{where} has the bias {counter.bias!r}", "a bias is a whole number, 0 or -1", cls)
    if type(counter.bits) is not int or counter.bits < 1:
        raise UnfitError(f"{where} has {counter.bits!r} bits", "a counter has one bit or more", cls)
    if not isinstance(counter.name, str):
        raise UnfitError(f"{where} has the name {counter.name!r}", "a name is a string", cls)


def _body(cls: type[Scheme]) -> Iterator[_Declared]:
    for base in reversed(cls.__mro__):
        if base not in Scheme.__mro__:
            yield from (_Declared(attribute, value) for attribute, value in list(vars(base).items()))


def _hides_counters(value: object) -> bool:
    inside = list(value.values()) if isinstance(value, Mapping) else value
    return isinstance(inside, list | tuple | set | frozenset) and any(
        isinstance(each, Counter) for each in inside
    )
