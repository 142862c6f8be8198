"""What a scenario is played on, and everything that stands against it: nothing has run yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.catalog import Catalog, ParameterError, UnknownName, ops_of
from mmtui.errors import MmtuiError, PluginError, ScriptError
from mmtui.game.scripts import op_lines, script_findings
from mmtui.kernel.profile import KERNELS
from mmtui.model.ops import Op
from mmtui.scenario import Code, Finding, Plan, Use, listed, nearest
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Spot

MAX_OPS = 2_000
"""Operations of one scenario; more can neither be read nor played."""


class Part(NamedTuple):
    """What ``[setup]`` or ``[workload]`` comes to."""

    ops: tuple[Op, ...] = ()
    nr_ops: int | None = 0
    """How many operations it has; None where that cannot be told."""
    findings: tuple[Finding, ...] = ()


class Stage(NamedTuple):
    """As much of a scenario as could be made ready, and why there is no more."""

    plan: Plan
    setup: Part
    workload: Part
    findings: tuple[Finding, ...]
    """All of them, those of the parts too; empty if it can run."""

    @property
    def ops(self) -> tuple[Op, ...]:
        """The operations; empty where not all of them can be read."""
        parts = (self.setup, self.workload)
        return () if any(part.findings for part in parts) else (*self.setup.ops, *self.workload.ops)

    @property
    def nr_ops(self) -> int | None:
        """How many operations there are, also of a script that has mistakes."""
        counts = self.setup.nr_ops, self.workload.nr_ops
        return None if counts[0] is None or counts[1] is None else counts[0] + counts[1]


def staged(plan: Plan, catalog: Catalog) -> Stage:
    """Return what a plan comes to.

    Raises ``PluginError`` when a workload breaks or never returns, for then nothing is known.
    """
    setup = _part("setup", plan.setup, plan, catalog) if plan.setup else Part()
    workload = _part("workload", plan.workload, plan, catalog) if plan.workload else Part(nr_ops=None)
    parts = (*setup.findings, *workload.findings)
    stage = Stage(plan, setup, workload, (*_machine(plan, catalog), *parts))
    return stage._replace(findings=(*stage.findings, *_length(stage)))


def asked_outside(stage: Stage) -> Iterator[Finding]:
    """Yield the questions that are asked before an operation that does not exist."""
    for number, at in enumerate(stage.plan.asked_at):
        if at is not None and stage.nr_ops and not 1 <= at <= stage.nr_ops:
            message = f"operation {at} is asked about; there are {stage.nr_ops}"
            help_ = f'"at" is the number of an operation, 1 to {stage.nr_ops}'
            yield Finding("value", ("step", number, "at"), Code.NO_ANSWER, message, help_)


def _machine(plan: Plan, catalog: Catalog) -> Iterator[Finding]:
    more = ((("machine", "schemes", at), name) for at, name in enumerate(plan.schemes))
    for path, name in ((("machine", "scheme"), plan.scheme), *more):
        try:
            if name:
                catalog.scheme(name)
        except UnknownName as error:
            yield _unknown("scheme", path, name, error)
    if plan.kernel and plan.kernel not in KERNELS:
        message = f'no kernel "{plan.kernel}" is modelled'
        known = f"it can be {listed(KERNELS)}"
        yield Finding("value", ("machine", "kernel"), Code.UNKNOWN_NAME, message, known)


def _unknown(what: str, path: KeyPath, name: str, error: UnknownName) -> Finding:
    near = nearest(name, error.known)
    known = f"known are {listed(error.known, 'and')}" if error.known else "no plugin offers any"
    help_ = f'did you mean "{near}"?' if near else known
    # a plugin that is broken or switched off is the remedy, whatever else is called alike
    message = f'there is no {what} "{name}"{error.because}'
    return Finding("value", path, Code.UNKNOWN_NAME, message, "" if error.because else help_)


def _part(key: str, use: Use, plan: Plan, catalog: Catalog) -> Part:
    try:
        ops = ops_of(catalog.workload(use.name, use.params), plan.pages_per_pmd)
    except PluginError:
        raise
    except UnknownName as error:
        return Part((), None, (_unknown("workload", (key, "use"), use.name, error),))
    except ParameterError as error:
        return Part((), None, tuple(_parameters(key, use, error)))
    except ScriptError as error:
        return _unread(key, use, error)
    except MmtuiError as error:
        return Part((), None, (Finding("value", (key, "use"), Code.WRONG_VALUE, str(error)),))
    return Part(ops, len(ops))


def _parameters(key: str, use: Use, error: ParameterError) -> Iterator[Finding]:
    for parameter, problem, remedy, known in error.problems:
        spot: Spot = "value"
        code = Code.WRONG_VALUE
        if not known:
            spot, code = "key", Code.UNKNOWN_KEY
        elif parameter and parameter not in use.params:
            spot, code = "table", Code.MISSING_KEY
        message = f"workload {error.workload}: {problem}"
        yield Finding(spot, (key, parameter or "use"), code, message, remedy)


def _unread(key: str, use: Use, error: ScriptError) -> Part:
    # The plugin does not say which of its parameters is a script: it is the one that has this mistake.
    for name, text in use.params.items():
        if isinstance(text, str):
            found = tuple(script_findings((key, name), text))
            if found and error.problem.startswith(found[0].message):
                return Part((), sum(1 for _ in op_lines(text)), found)
    return Part((), None, (Finding("value", (key, "use"), Code.OPERATION, str(error)),))


def _length(stage: Stage) -> Iterator[Finding]:
    count = stage.nr_ops
    if count is not None and not 1 <= count <= MAX_OPS:
        message = f"a scenario has 1 to {MAX_OPS} operations, not {count}"
        yield Finding("value", ("workload",), Code.WRONG_VALUE, message)
