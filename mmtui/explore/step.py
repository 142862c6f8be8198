"""One step of a search: the machine after an operation, and whether anything is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import process_time
from typing import NamedTuple

from mmtui.checker import Checker
from mmtui.fault import SchemeBroke
from mmtui.findings import Finding, findings
from mmtui.guarded import after
from mmtui.interrupt import is_ctrl_c
from mmtui.limit import OutOfTime
from mmtui.model.ops import Op
from mmtui.moment import Moment

MISBEHAVED = "behaviour"
"""Who finds a scheme that breaks, instead of a checker."""

CARE = 1.5
"""Seconds of processor time after which an operation, which takes a hundredth of one, is taken to loop."""
WAITS = (3.0, 10.0, 30.0)
"""How long to wait for that, the longer ones where the processor has much else to do."""

_ASLEEP = 0.02
"""Who uses less of the processor than this part does not compete for it: it sleeps."""


class Step(NamedTuple):
    """A moment, and the first thing that is wrong with it."""

    moment: Moment
    found: Finding | None = None


Stepping = Callable[[Moment, Op, Sequence[Checker]], Step]


def stepped(moment: Moment, op: Op, checkers: Sequence[Checker]) -> Step:
    """Run an operation and ask all checkers.

    Without a limit of time: who calls this has set one for many steps together, for one for each
    would take longer than the step.
    """
    new = moment.after(op)
    if new.fault is not None:
        return Step(new, Finding(MISBEHAVED, str(new.fault)))
    for checker in checkers:
        try:
            for text in checker.check(new):
                return Step(new, Finding(checker.name, text))
        except SchemeBroke as broke:
            return Step(new, Finding(checker.name, str(broke.fault)))
        except OutOfTime:
            raise
        except BaseException as error:  # SystemExit too: a plugin does not end the program
            if is_ctrl_c(error):
                raise
            return Step(
                new, Finding(checker.name, f"raised {type(error).__name__}: {error}"[:300], broken=True)
            )
    return Step(new)


def stepped_with_care(moment: Moment, op: Op, checkers: Sequence[Checker]) -> Step:
    """Do the same with a limit of time for the operation and for each checker."""
    new = _after(moment, op)
    if new.fault is not None:
        return Step(new, Finding(MISBEHAVED, str(new.fault)))
    return Step(new, next(iter(findings(new, checkers)), None))


def _after(moment: Moment, op: Op) -> Moment:
    # one that waits for the processor is not one that never ends
    new = moment
    for seconds in WAITS:
        begun = process_time()
        new = after(moment, op, seconds=seconds)
        used = process_time() - begun
        if not late(new) or used >= CARE or used < _ASLEEP * seconds:
            break
    return new


def late(moment: Moment) -> bool:
    """Tell whether the scheme was still running when its time was up."""
    return moment.fault is not None and "still running" in moment.fault.problem
