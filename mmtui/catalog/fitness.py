"""Whether something that a plugin offers can be used: the mistakes that are better seen before a run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mmtui.catalog.blame import Spot, UnfitError, file_of
from mmtui.catalog.forgotten import forgotten_yield
from mmtui.catalog.workloads import TYPES, parameters
from mmtui.checker import Checker
from mmtui.model.counters import Counter, Per
from mmtui.scheme import Question, Scheme
from mmtui.workload import Workload

_GOOD_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_NAME = 40
ASKED: Mapping[Question, str] = {
    Question.PAGE_MAPCOUNT: "page_mapcount",
    Question.FOLIO_MAPCOUNT: "folio_mapcount",
    Question.MAPPED: "mapped",
    Question.SHARED: "shared",
}
"""The method that answers a question; the others are answered by the claims of events."""


def fit_scheme(cls: Any) -> str:
    """Return the name of a scheme; raise ``UnfitError`` when it cannot be used."""
    name = _name_of(cls, Scheme)
    for needed in ("map_ptes", "unmap_ptes"):
        if getattr(cls, needed) is getattr(Scheme, needed):
            raise UnfitError(
                f"{cls.__name__} has no {needed}()", "write it; the other events can fall back on it", cls
            )
    check_counters(cls)
    for claim in ("exact", "estimates", "never_misses", "never_invents", "exact_for_two"):
        if not _all_are(Question, getattr(cls, claim), set | frozenset):
            remedy = f"write {claim} = frozenset({{Question.MAPPED, ...}})"
            raise UnfitError(f"{cls.__name__}.{claim} is not a set of Questions", remedy, cls)
    _check_answers(cls)
    _check_yields(cls)
    if not _all_are(str, cls.cites, tuple | list):
        raise UnfitError(
            f"{cls.__name__}.cites is not a tuple of strings", "one alone needs a comma: ('...',)", cls
        )
    cls()
    return name


def _check_answers(cls: type[Scheme]) -> None:
    # who claims to know exactly and cannot be asked would be found false at the first operation
    for question in sorted(cls.exact & ASKED.keys(), key=lambda each: each.value):
        method = ASKED[question]
        if getattr(cls, method) is getattr(Scheme, method):
            problem = f"{cls.__name__}.exact names {question.name}, and there is no {method}()"
            raise UnfitError(problem, f"write {method}(), or take {question.name} out of exact", cls)


def _check_yields(cls: type[Scheme]) -> None:
    file = file_of(cls)
    if found := forgotten_yield(cls, file):
        problem = f"{found.access} was never yielded, so it does nothing"
        if found.used:
            problem = f"the result of {found.access} is used without yield, so it is no number"
        remedy = f"write (yield {found.access})" if found.used else f"write yield {found.access}"
        raise UnfitError(problem, remedy, Spot(file, found.line))


def fit_workload(cls: Any) -> str:
    """Return the name of a workload; raise ``UnfitError`` when it cannot be used."""
    name = _name_of(cls, Workload)
    if _declares_fields(cls) and "__dataclass_fields__" not in vars(cls):
        raise UnfitError(f"{cls.__name__} is not a dataclass", "write @dataclass(frozen=True) above it", cls)
    for parameter in parameters(cls):
        if parameter.type not in TYPES:
            problem = f"{cls.__name__}.{parameter.name} is of type {parameter.type}"
            raise UnfitError(problem, f"a parameter is one of {', '.join(TYPES)}", cls)
    if not any(parameter.required for parameter in parameters(cls)):
        cls()
    return name


def fit_checker(cls: Any) -> str:
    """Return the name of a checker; raise ``UnfitError`` when it cannot be used."""
    name = _name_of(cls, Checker)
    cls()
    return name


def fit_folder(path: Any) -> str:
    """Return the path of a folder of scenarios; raise ``UnfitError`` when it is none."""
    remedy = "return [Path(__file__).parent / ...]"
    if not isinstance(path, Path):
        raise UnfitError(f"{path!r} is not a Path", remedy)
    if not path.is_absolute():
        raise UnfitError(f"the folder {path} would depend on the current directory", remedy)
    if not path.is_dir():
        raise UnfitError(f"there is no folder {path}", remedy)
    return str(path)


def _name_of(cls: Any, base: type) -> str:
    kind = base.__name__
    if isinstance(cls, base):
        raise UnfitError(
            f"offers an object of {type(cls).__name__}", "offer the class; leave the () away", type(cls)
        )
    if not isinstance(cls, type) or not issubclass(cls, base) or cls is base:
        raise UnfitError(
            f"offers {_shown(cls)}, which is not a subclass of {kind}", f"write class ...({kind}):", cls
        )
    if abstract := sorted(getattr(cls, "__abstractmethods__", ())):
        raise UnfitError(f"{cls.__name__} has no {abstract[0]}()", "write it", cls)
    name = getattr(cls, "name", None)
    if not isinstance(name, str):
        raise UnfitError(f"{cls.__name__} has no name", 'write name = "..." in its body', cls)
    if not _GOOD_NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        remedy = f"use small letters, digits and single dashes, at most {_LONGEST_NAME}"
        raise UnfitError(f"{cls.__name__} has the name {name!r}", remedy, cls)
    for words in ("title", "kernels"):
        if not isinstance(getattr(cls, words, ""), str):
            raise UnfitError(f"{cls.__name__}.{words} is not a string", "write it in quotes", cls)
    return name


def _shown(thing: object) -> str:
    return thing.__name__ if isinstance(thing, type) else f"an object of {type(thing).__name__}"


def _all_are(type_: type, things: object, container: Any) -> bool:
    return isinstance(things, container) and all(isinstance(thing, type_) for thing in things)


def _declares_fields(cls: type) -> bool:
    return any("ClassVar" not in str(annotation) for annotation in cls.__annotations__.values())


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
            if seen.get(value.name, attribute) != attribute:  # the same one again replaces that of a base
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
