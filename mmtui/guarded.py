"""Moments and answers, made with a limit of time: a scheme that never returns is a finding, not a hang."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from mmtui.fault import SchemeBroke, SchemeFault, file_of
from mmtui.limit import BUDGET, TimeLimitError, within
from mmtui.model.ops import Op
from mmtui.moment import Moment

T = TypeVar("T")


def after(moment: Moment, *ops: Op, seconds: float = BUDGET) -> Moment:
    """Return ``moment.after(*ops)``; a scheme that takes too long counts nothing from that operation on.

    ``fault`` then says where it was.
    """
    if moment.fault is not None:  # it is asked no more
        return moment.after(*ops)
    try:
        return within(seconds, lambda: moment.after(*ops))
    except TimeLimitError as late:
        if len(ops) == 1:
            return replace(moment, fault=_fault(moment, late, str(ops[0]))).after(*ops)
    for op in ops:
        moment = after(moment, op, seconds=seconds)
    return moment


def asked(moment: Moment, questions: Callable[[], T], *, seconds: float = BUDGET) -> T:
    """Return what some questions to a moment come to; raise ``SchemeBroke`` when they take too long."""
    try:
        return within(seconds, questions)
    except TimeLimitError as late:
        raise SchemeBroke(_fault(moment, late, "")) from None


def _fault(moment: Moment, late: TimeLimitError, event: str) -> SchemeFault:
    file = file_of(moment.scheme)
    line = next((place.line for place in late.places if place.file == file), 0)
    return SchemeFault(moment.scheme.name, event, f"was {late}", file, line)
