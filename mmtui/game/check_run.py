"""Whether the operations of a scenario make sense, and its schemes survive them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mmtui.catalog import Catalog, UnknownName
from mmtui.fault import SchemeBroke
from mmtui.game.scripts import op_place
from mmtui.game.stage import Stage
from mmtui.game.trial import Trial
from mmtui.kernel.profile import KERNELS, NEWEST
from mmtui.scenario import Code, FindAsk, Finding, PredictAsk, Scenario, Step, nearest


def trial_on(scenario: Scenario, stage: Stage, catalog: Catalog) -> Trial | None:
    """Return a trial that can run; where a name is unknown, with another scheme or kernel in its place.

    What makes no sense makes none under any of them, and page tables do not depend on the scheme.
    """
    machine = scenario.machine
    kernel = machine.kernel if machine.kernel in KERNELS else NEWEST
    names = (machine.scheme, KERNELS[kernel].scheme, *catalog.schemes)
    scheme = next((name for name in names if _is_scheme(catalog, name)), None)
    if scheme is None:
        return None
    if (scheme, kernel) != (machine.scheme, machine.kernel):
        scenario = replace(scenario, machine=replace(machine, scheme=scheme, kernel=kernel))
    return Trial(scenario, stage.ops, len(stage.setup.ops), catalog)


def _is_scheme(catalog: Catalog, name: str) -> bool:
    # also an exercise, which no list has
    try:
        catalog.scheme(name)
    except UnknownName:
        return False
    return True


def nonsense(trial: Trial) -> Iterator[Finding]:
    """Yield the operations that make no sense, each complaint once: one mistake makes many of them."""
    told: dict[str, list[int]] = {}
    for n in range(1, len(trial.ops) + 1):
        result = trial.timeline()[n].result
        if result.nonsense:
            told.setdefault(result.err, []).append(n)
    for problem, (n, *more) in told.items():
        again = f" ({len(more)} more for the same reason)" if more else ""
        yield _senseless(trial, n, problem, again)


def _senseless(trial: Trial, n: int, problem: str, again: str) -> Finding:
    op, in_setup = trial.ops[n - 1], n <= trial.nr_setup
    key, use = ("setup", trial.scenario.setup) if in_setup else ("workload", trial.scenario.workload)
    message = f"operation {n}, {op}, makes no sense: {problem}{again}"
    place = op_place(key, use, op, problem) if use else None
    if place is None:
        return Finding("value", (key, "use"), Code.OPERATION, message, "change its parameters")
    return Finding("inside", place.path, Code.OPERATION, message, _instead(trial, n, place.word), at=place.at)


def _instead(trial: Trial, n: int, word: str) -> str:
    op, world = trial.ops[n - 1], trial.timeline()[n - 1].world
    if word == op.process:
        return _one_of(word, "processes", world.mms)
    mm = world.mms.get(op.process)
    if mm is not None and word in op.words[:1] and op.verb not in ("mmap", "fork"):
        return _one_of(word, f"regions of {mm.name}", mm.regions)
    return "correct the script"


def _one_of(word: str, what: str, known: Iterable[str]) -> str:
    names = list(known)
    if near := nearest(word, names):
        return f'did you mean "{near}"?'
    return f"{what} here: {', '.join(names)}" if names else f"there are no {what} here"


def run_all(trial: Trial) -> None:
    """Raise ``SchemeBroke`` when a scheme that the scenario names breaks in its run."""
    machine = trial.scenario.machine
    for name in dict.fromkeys((machine.scheme, *machine.schemes)):
        if _is_scheme(trial.catalog, name):
            end = trial.timeline(name)[len(trial.ops)]
            if end.fault is not None:
                raise SchemeBroke(end.fault)


def of_scheme(step: Step) -> bool:
    """Whether the answer depends on the scheme."""
    if isinstance(step.ask, FindAsk):
        return step.ask.event == "disagree"
    if not isinstance(step.ask, PredictAsk):
        return True
    return step.ask.subject not in ("truth", "prints")
