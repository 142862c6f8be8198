"""Moments and answers, made with a limit of time: a scheme that never returns is a finding, not a hang.

What a scheme prints meanwhile goes to stderr: stdout is what was asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from typing import TypeVar

from mmtui.fault import SchemeBroke, late_fault_of
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
        return _aside(seconds, lambda: moment.after(*ops))
    except TimeLimitError as late:
        if len(ops) == 1:
            return replace(moment, fault=late_fault_of(late, moment.scheme, str(ops[0]))).after(*ops)
    for op in ops:
        moment = after(moment, op, seconds=seconds)
    return moment


def asked(moment: Moment, questions: Callable[[], T], *, seconds: float = BUDGET) -> T:
    """Return what some questions to a moment come to; raise ``SchemeBroke`` when they take too long."""
    try:
        return _aside(seconds, questions)
    except TimeLimitError as late:
        raise SchemeBroke(late_fault_of(late, moment.scheme, "")) from None


def _aside(seconds: float, call: Callable[[], T]) -> T:
    # out here, not in the thread: one that never ends would never give stdout back
    with redirect_stdout(sys.stderr):
        return within(seconds, call)
