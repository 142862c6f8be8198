"""Parameters of workloads: the fields of a dataclass, as a scenario gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import Any, NamedTuple

from mmtui.catalog.blame import plugin_error
from mmtui.errors import MmtuiError, UsageError
from mmtui.limit import BUDGET, within
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


class ParameterError(UsageError):
    """A workload cannot be made of these parameters; ``problems`` says why, for each."""

    def __init__(self, workload: str, problems: tuple[ParameterProblem, ...]) -> None:
        super().__init__("\n".join(f"workload {workload}: {each.problem}" for each in problems))
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
    except (KeyboardInterrupt, MmtuiError):
        raise
    except BaseException as error:
        raise plugin_error(cls, error) from error


def _parameter(field: Any) -> Parameter:
    # a string under `from __future__ import annotations`
    type_ = field.type.__name__ if type(field.type) is type else str(field.type)
    required = field.default is MISSING and field.default_factory is MISSING
    default = None if field.default is MISSING else field.default
    return Parameter(field.name, type_, required, default)


def _problems(known: Mapping[str, Parameter], given: Mapping[str, object]) -> Iterator[ParameterProblem]:
    for name, value in given.items():
        if name not in known:
            yield ParameterProblem(name, f"it has no parameter {name!r}; {_known(name, list(known))}")
        elif type(value) is not TYPES[known[name].type]:
            yield ParameterProblem(name, f"{name} is {_WORDS[known[name].type]}, not {value!r}")
    for name, parameter in known.items():
        if parameter.required and name not in given:
            yield ParameterProblem(name, f"{name} is missing; it is {_WORDS[parameter.type]}")


def _known(name: str, names: list[str]) -> str:
    if near := get_close_matches(name, names, 1):
        return f"did you mean {near[0]!r}?"
    return f"known are {', '.join(names)}" if names else "it takes none"


def _of_value(known: Mapping[str, Parameter], error: ValueError) -> ParameterProblem:
    # the sentence is the plugin's; a parameter that it begins with is the one to point at
    first = str(error).split(maxsplit=1)[:1]
    return ParameterProblem(first[0] if first and first[0] in known else "", str(error))
