"""Which names a scheme can see, so that states which differ in nothing else may not be merged."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dis import get_instructions
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from mmtui.scheme import Scheme


class Naming(NamedTuple):
    """What stays as it is in a key; what does not is named anew."""

    folios: bool = False
    mms: bool = False
    vmas: bool = False


RAW = Naming(True, True, True)
"""Nothing is named anew: right for every scheme, and merges the least."""

_FOLIOS = frozenset({"number", "serial", "label"})
_MMS = frozenset({"mm", "mm_id"})
_VMAS = frozenset({"ident"})
_ANY = frozenset(
    {
        *("getattr", "attrgetter", "vars", "dir", "hash", "id", "repr", "str", "format", "ascii", "print"),
        *("eval", "exec", "globals", "locals", "fields", "asdict", "astuple", "replace"),
        *("__dict__", "__hash__", "__slots__", "__repr__", "__str__", "__getattribute__"),
        *("anon_vma", "chain"),
    }
)
"""By these a name can be reached, or told apart, without being written down."""


def naming_of(scheme: Scheme) -> Naming:
    """Return which names the code of a scheme could look at.

    Its own module and those of what it inherits from are read, with everything they define.  Where they
    import from anything but mmtui and the standard library, what that does is not known.
    """
    words = set(_words(scheme))
    if words & _ANY or _imports(scheme):
        return RAW
    return Naming(bool(words & _FOLIOS), bool(words & _MMS), bool(words & _VMAS))


def _imports(scheme: Scheme) -> bool:
    own = {cls.__module__ for cls in type(scheme).__mro__}
    modules = [vars(module) for name in own if (module := sys.modules.get(name)) is not None]
    values = [value for names in modules for value in names.values()]
    homes = {
        value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        for value in values
        if isinstance(value, ModuleType | type | FunctionType)
    }
    known = {"mmtui", *sys.stdlib_module_names}
    return any(home not in own and str(home).partition(".")[0] not in known for home in homes if home)


def _words(scheme: Scheme) -> Iterator[Any]:
    bases = set(Scheme.__mro__)
    for cls in type(scheme).__mro__:
        if cls in bases:
            continue
        module = sys.modules.get(cls.__module__)
        for owner in (cls, module):
            for code in _codes(owner, cls.__module__, set()):
                yield from code.co_names
                # the fields of a pattern stand among the constants: case Vma(mm_id=1)
                for constant in code.co_consts:
                    yield from constant if isinstance(constant, tuple) else ()
                # an f-string calls format() without naming it
                if any(step.opname.startswith("FORMAT") for step in get_instructions(code)):
                    yield "format"


def _codes(thing: Any, module: str, seen: set[int]) -> Iterator[CodeType]:
    """Yield all code in a class or a module, that of nested functions too."""
    for value in list(vars(thing).values()) if thing is not None else ():
        value = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
        if isinstance(value, type) and value.__module__ == module and id(value) not in seen:
            seen.add(id(value))
            yield from _codes(value, module, seen)
        code = getattr(value, "__code__", None)
        if isinstance(code, CodeType) and getattr(value, "__module__", None) == module:
            yield from _nested(code)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)
