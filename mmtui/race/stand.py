"""Where a CPU stands between two of its steps: what it does next, in which line of the scheme's source."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import lru_cache
from textwrap import dedent
from types import CodeType, GeneratorType
from typing import Any, NamedTuple

from mmtui.race.accounting import counted
from mmtui.race.kernel import Kernel
from mmtui.race.steps import Step, Steps
from mmtui.race.tasks import Task
from mmtui.race.walk import following


class Spot(NamedTuple):
    """A function of a scheme that has begun, and the line in it that comes next."""

    code: CodeType
    line: int
    """In its file, counted from 1."""


class Stand(NamedTuple):
    """Where a CPU stands."""

    step: Step | None
    """What it does next; None at the end."""
    spots: tuple[Spot, ...] = ()
    """In the scheme's code: the handler, what it has called, and so on; empty where the kernel goes on."""


def stand_of(steps: Steps, step: Step | None) -> Stand:
    """Return where a task stands that has yielded this step and was not answered yet."""
    return Stand(step, tuple(_spots(steps)) if step is not None else ())


def begin_of(task: Task, kernel: Kernel) -> Stand:
    """Return where a task stands before its first step."""
    steps = task.steps(kernel)
    return stand_of(steps, following(steps, None))


def _spots(steps: Steps) -> Iterator[Spot]:
    scheme = False
    generator: Any = steps
    while isinstance(generator, GeneratorType) and generator.gi_frame is not None:
        frame = generator.gi_frame
        if scheme:
            yield Spot(frame.f_code, frame.f_lineno)
        # counted() sends the answers on to the handler, which is therefore no part of the chain
        handled = frame.f_code is counted.__code__
        scheme = scheme or handled or frame.f_code is Kernel.ask.__code__
        generator = frame.f_locals["handler"] if handled else generator.gi_yieldfrom


@lru_cache(maxsize=256)
def source_of(code: CodeType) -> tuple[int, tuple[str, ...]]:
    """Return the first line of a function and its text, without what indents all of it.

    It is empty if its file cannot be read.
    """
    try:
        lines, first = inspect.getsourcelines(code)
    except OSError:
        return code.co_firstlineno, ()
    return first, tuple(dedent("".join(lines)).rstrip().split("\n"))
