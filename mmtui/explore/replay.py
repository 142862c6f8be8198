"""A run from its beginning, so that nothing is reported that cannot be shown again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from mmtui.explore.expand import AGAIN, Broken, State
from mmtui.explore.key import key_of
from mmtui.explore.machine import Machine
from mmtui.explore.naming import naming_of
from mmtui.explore.step import MISBEHAVED, Step, stepped_with_care
from mmtui.explore.subject import Maker, made
from mmtui.explore.verdict import Counterexample
from mmtui.findings import Finding
from mmtui.model.folio import Folio
from mmtui.model.ops import Op
from mmtui.model.vma import Vma
from mmtui.moment import Moment
from mmtui.scheme import NOTHING, Counting, Scheme


def ran(maker: Maker, ops: Sequence[Op], pages_per_pmd: int) -> list[Step]:
    """Return each step of a run up to the first at which something is wrong, every operation with care."""
    subject = made(maker)
    moment, steps = Moment.first(subject.scheme, subject.profile, pages_per_pmd), []
    with redirect_stdout(sys.stderr):
        for op in ops:
            step = stepped_with_care(moment, op, subject.checkers)
            steps.append(step)
            moment = step.moment
            if step.found is not None:
                break
    return steps


def ran_setup(maker: Maker, machine: Machine, length: int) -> tuple[State, Finding | None]:
    """Return the state after so many operations of the setup, and what is wrong with the last of them."""
    subject = made(maker)
    step = ran(maker, machine.setup[:length], machine.pages_per_pmd)[-1]
    assert not step.moment.result.nonsense, f"{machine.name}: {step.moment.op}: {step.moment.result.err}"
    return State((), key_of(step.moment, naming_of(subject.scheme))), step.found


def ops_of(maker: Maker, machine: Machine, path: Sequence[int]) -> tuple[Op, ...]:
    """Return the operations of a path, those of the setup first.

    What can be asked for next depends on the page tables alone, so the scheme is not run.
    """
    ops = list(machine.setup)
    moment = Moment.first(_Silent(), made(maker).profile, machine.pages_per_pmd).after(*ops)
    for number in path:
        ops.append(machine.op(moment.world, number))
        moment = moment.after(ops[-1])
    return tuple(ops)


class _Silent(Scheme):
    # counts nothing: for the page tables alone
    name = "silent"

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        return NOTHING
        yield

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        return NOTHING
        yield


def replayed(maker: Maker, broken: Broken) -> Counterexample:
    """Return what was found as a run that was run again.

    What does not come out the same is a finding too: a scheme that is run again must say the same again.
    """
    machine = broken.machine
    ops = ops_of(maker, machine, broken.path)
    steps = ran(maker, ops, machine.pages_per_pmd)
    found = steps[-1].found
    if len(steps) != len(ops) or found is None or found.checker != broken.found.checker:
        found = Finding(MISBEHAVED, AGAIN)
    return Counterexample(machine, ops[: len(steps)], found)
