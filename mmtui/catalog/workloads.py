"""Making a workload from its parameters, and running it: a plugin's code, which may raise or never return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

from mmtui.catalog.blame import UnfitError, plugin_error
from mmtui.errors import MmtuiError, UsageError
from mmtui.interrupt import is_ctrl_c
from mmtui.limit import BUDGET, within
from mmtui.model.ops import MAX_OPS, Op
from mmtui.workload import Workload

TYPES: Mapping[str, type] = {"int": int, "bool": bool, "str": str}
_WORDS = {"int": "a whole number", "bool": "true or false", "str": "a text"}


class Parameter(NamedTuple):
    """One parameter of a workload."""

    name: str
    type: str
    required: bool
    default: object = None


class ParameterProblem(NamedTuple):
    """What is wrong with one parameter; the name is empty when it cannot be told which."""

    parameter: str
    problem: str
    remedy: str = ""
    known: bool = True
    """The workload has a parameter of this name."""

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}" if self.remedy else self.problem


class ParameterError(UsageError):
    """A workload cannot be made of these parameters; ``problems`` says why, for each."""

    def __init__(self, workload: str, problems: tuple[ParameterProblem, ...]) -> None:
        super().__init__("\n".join(f"workload {workload}: {each}" for each in problems))
        self.workload = workload
        self.problems = problems


def parameters(cls: type[Workload]) -> tuple[Parameter, ...]:
    """Return the parameters of a workload in the order in which they are declared."""
    return tuple(_parameter(field) for field in fields(cls) if field.init)


def made(cls: type[Workload], given: Mapping[str, object]) -> Workload:
    """Return a workload with these parameters.

    Raises ``ParameterError`` with everything that is wrong, and ``PluginError`` when the plugin breaks.
    """
    known = {parameter.name: parameter for parameter in parameters(cls)}
    problems = tuple(_problems(known, given))
    if problems:
        raise ParameterError(cls.name, problems)
    values: dict[str, Any] = dict(given)
    try:
        return within(BUDGET, lambda: cls(**values))
    except ValueError as error:
        raise ParameterError(cls.name, (_of_value(known, error),)) from error
    except MmtuiError:
        raise
    except BaseException as error:
        if is_ctrl_c(error):
            raise
        raise plugin_error(cls, error) from error


def _parameter(field: Any) -> Parameter:
    # a string under `from __future__ import annotations`
    type_ = field.type.__name__ if type(field.type) is type else str(field.type)
    required = field.default is MISSING and field.default_factory is MISSING
    default = None if field.default is MISSING else field.default
    return Parameter(field.name, type_, required, default)


def _problems(known: Mapping[str, Parameter], given: Mapping[str, object]) -> Iterator[ParameterProblem]:
    meant = {near for name in given if name not in known for near in get_close_matches(name, known, 1)}
    for name, value in given.items():
        if name not in known:
            yield ParameterProblem(name, f"it has no parameter {name!r}", _known(name, list(known)), False)
        elif type(value) is not TYPES[known[name].type]:
            yield ParameterProblem(name, f"{name} is {_WORDS[known[name].type]}, not {value!r}")
    for name, parameter in known.items():
        if parameter.required and name not in given and name not in meant:
            yield ParameterProblem(name, f"{name} is missing", f"it is {_WORDS[parameter.type]}")


def _known(name: str, names: list[str]) -> str:
    if near := get_close_matches(name, names, 1):
        return f"did you mean {near[0]!r}?"
    return f"known are {', '.join(names)}" if names else "it takes none"


def _of_value(known: Mapping[str, Parameter], error: ValueError) -> ParameterProblem:
    # the sentence is the plugin's; a parameter that it begins with is the one to point at
    first = str(error).split(maxsplit=1)[:1]
    return ParameterProblem(first[0] if first and first[0] in known else "", str(error))


def ops_of(workload: Workload, pages_per_pmd: int, *, budget: float = BUDGET) -> tuple[Op, ...]:
    """Return the operations of a workload.

    Raises ``PluginError`` with the file and line when the plugin breaks or takes too long.  What mmtui
    itself refuses, such as a line of a script, is raised as it is.
    """
    try:
        return within(budget, lambda: _checked(workload, pages_per_pmd))
    except MmtuiError:
        raise
    except BaseException as error:
        if is_ctrl_c(error):
            raise
        raise plugin_error(type(workload), error) from error


def _checked(workload: Workload, pages_per_pmd: int) -> tuple[Op, ...]:
    made: Any = workload.operations(pages_per_pmd)
    method = type(workload).operations
    if not isinstance(made, Iterable):
        raise UnfitError(f"operations() returned {type(made).__name__}", "return a list of Ops", method)
    ops = tuple(islice(made, MAX_OPS + 1))
    if len(ops) > MAX_OPS:
        raise UnfitError(f"operations() made more than {MAX_OPS:,} operations", "make fewer", method)
    if strange := [op for op in ops if not isinstance(op, Op)]:
        raise UnfitError(f"operations() made {type(strange[0]).__name__}, not Op", "use parse_op()", method)
    return ops
