"""Where a paused generator stands, as a value that can be compared.

Two generators of one task that stand at the same instruction, with equal locals and equal values on their
stack, do the same from here on, whatever they were told before: that is what lets a search merge them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from enum import Enum
from functools import cache
from types import (
    BuiltinFunctionType,
    CellType,
    CodeType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodDescriptorType,
    MethodType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any, TypeAlias

from mmtui.model.counters import Counter
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.race.kernel import Kernel
from mmtui.race.places import Ground
from mmtui.race.steps import Place
from mmtui.scheme import Scheme

_PLAIN = frozenset((int, bool, str, bytes, type(None), type(...)))
"""Types whose equal values are the same; not those made from them, which can have attributes."""
_ONE = (Counter, Scheme, Kernel, Ground, Place, Vma, Folio, type, CodeType, ModuleType)
_DESCRIBED = (MethodDescriptorType, WrapperDescriptorType)
"""Things of which the very same one is there in each run of a task."""
_LOOPS: tuple[Iterable[object], ...] = (range(0), (), [], "", range(1 << 70))
_MADE: tuple[Iterator[object], ...] = (enumerate(()), zip(), reversed([]), reversed(()), reversed(range(0)))
_ITERATORS = tuple(map(type, (*map(iter, _LOOPS), *_MADE)))


class Opaque(Exception):
    """Something in a paused generator cannot be compared."""


class Freezer:
    """Makes values of paused generators: equal ones will do the same from here on.

    What is compared by identity is kept, so that nothing new can come to stand at its address.
    """

    def __init__(self) -> None:
        self._kept: dict[int, object] = {}
        self._met: dict[int, tuple[int, object]] = {}

    def paused(self, generator: Generator[Any, Any, Any]) -> Hashable:
        """Return where a generator stands: its code, instruction, locals and stack, all the way down.

        Raises ``Opaque`` where something is held of which nobody knows whether it is the same.
        """
        self._met = {}
        return self.frozen(generator)

    def frozen(self, value: Any) -> Hashable:
        """Return a value equal for equal values that will do the same; 1, 1.0 and True are told apart."""
        return self.each((value,))[0]

    def itself(self, value: object) -> int:
        self._kept[id(value)] = value
        return id(value)

    def again(self, value: object) -> tuple[Hashable, ...] | None:
        # what can change is compared with what else it is: two names for one list are not two equal lists
        if met := self._met.get(id(value)):
            return "the same again", met[0]
        self._met[id(value)] = len(self._met), value
        return None

    def each(self, values: Iterable[Any]) -> tuple[Hashable, ...]:
        # what is plain at once: there is much of it, and a search waits for this
        kinds = ((type(value), value) for value in values)
        return tuple([each if each[0] in _PLAIN else _way(each[0])(self, each[1]) for each in kinds])  # type: ignore[arg-type]


Way: TypeAlias = Callable[[Freezer, Any], Hashable]


@cache
def _way(kind: type[Any]) -> Way:
    # how things of a type are compared
    if way := _WAYS.get(kind):
        return way
    if issubclass(kind, Enum):
        return lambda freezer, value: (kind, value)
    if issubclass(kind, _ONE) or kind in _DESCRIBED:
        return Freezer.itself
    if issubclass(kind, tuple) and not kind.__dictoffset__:  # a NamedTuple
        return lambda freezer, value: (kind, *freezer.each(value))
    return _opaque


def _opaque(freezer: Freezer, value: object) -> Hashable:
    raise Opaque(type(value).__name__)


def _float(freezer: Freezer, value: float) -> Hashable:
    return float, value.hex()  # 0.0 and -0.0 are equal


def _range(freezer: Freezer, value: range) -> Hashable:
    return range, value.start, value.stop, value.step  # all empty ones are equal


def _list(freezer: Freezer, value: list[object]) -> Hashable:
    return freezer.again(value) or (list, *freezer.each(value))


def _dict(freezer: Freezer, value: dict[object, object]) -> Hashable:
    return freezer.again(value) or (dict, *freezer.each(value.items()))


def _cell(freezer: Freezer, value: CellType) -> Hashable:
    # a local that an inner function uses too; it can be empty
    return freezer.again(value) or (CellType, *freezer.each(gc.get_referents(value)))


def _iterator(freezer: Freezer, value: Iterator[object]) -> Hashable:
    # what would make it again, but for the function that does: that goes with the type
    return freezer.again(value) or (type(value), *freezer.each(value.__reduce__()[1:]))


def _function(freezer: Freezer, value: FunctionType) -> Hashable:
    if not value.__closure__:
        return freezer.itself(value)
    held = (value.__defaults__, value.__kwdefaults__, value.__closure__)
    return value.__code__, freezer.itself(value.__globals__), freezer.each(held)


def _method(freezer: Freezer, value: MethodType) -> Hashable:
    return freezer.frozen(value.__func__), freezer.frozen(value.__self__)


def _builtin(freezer: Freezer, value: BuiltinFunctionType) -> Hashable:
    # [].append is a new object whenever somebody asks for it
    return BuiltinFunctionType, value.__name__, freezer.frozen(value.__self__)


def _generator(freezer: Freezer, value: GeneratorType[Any, Any, Any]) -> Hashable:
    return freezer.again(value) or _standing(freezer, value)


def _standing(freezer: Freezer, generator: GeneratorType[Any, Any, Any]) -> tuple[Hashable, ...]:
    frame, code = generator.gi_frame, generator.gi_code
    if frame is None:
        return ("ended",)
    names, apart = frame.f_locals, (FrameType, CodeType)
    held = [thing for thing in gc.get_referents(generator) if type(thing) not in apart and thing is not names]
    # by name too: of a local that is not set nothing is held, and the next one stands in its place
    return freezer.itself(code), frame.f_lasti, tuple(names), freezer.each(held)


_WAYS: dict[type, Way] = {
    **dict.fromkeys(_ITERATORS, _iterator),
    float: _float,
    range: _range,
    list: _list,
    dict: _dict,
    CellType: _cell,
    FunctionType: _function,
    MethodType: _method,
    BuiltinFunctionType: _builtin,
    GeneratorType: _generator,
}
