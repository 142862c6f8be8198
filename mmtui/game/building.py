"""A ``build``: a scheme of the player's own, examined like a test run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mmtui.catalog import Catalog
from mmtui.catalog.subject import FromCatalog
from mmtui.counted import counted
from mmtui.errors import UsageError
from mmtui.explore.machines import machines
from mmtui.explore.search import Limits, Progress, search
from mmtui.explore.verdict import Outcome as Searched
from mmtui.explore.verdict import Verdict as Found
from mmtui.explore.workers import Workers, workers
from mmtui.game.acting import run_text
from mmtui.game.build_checks import LOADS as LOADS
from mmtui.game.build_checks import Check as Check
from mmtui.game.build_checks import atomics, bytes_of, claims, guess, run_of, search_text
from mmtui.game.build_checks import planned as planned
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome, Verdict
from mmtui.kernel.profile import profile_of
from mmtui.scenario import BuildAsk, Step

PAGES, PROCESSES = 4, 2
"""Of the machines that are searched."""
PATIENCE = 60.0
"""Seconds of a search; what was not looked at then counts as nothing found."""


def examined(
    trial: Trial,
    step: Step,
    catalog: Catalog,
    name: str,
    workers: Workers,
    tell: Callable[[Progress], None] = lambda progress: None,
    *,
    quickly: bool = False,
) -> Iterator[Check]:
    """Yield what is checked of a scheme, one after the other; what rests on a check that failed is left out.

    ``catalog`` has the scheme under ``name``, and its sources are those that a worker loads.  The search,
    which takes longest, is left out too if it is to go ``quickly``.  Raises ``UsageError`` when there is no
    such scheme.
    """
    ask = step.ask
    assert isinstance(ask, BuildAsk), "only what is built is examined"
    scheme = catalog.scheme(name)
    yield Check(LOADS, True, f"it offers {name}")
    yield claims(scheme, ask)
    if ask.bytes is not None:
        yield bytes_of(scheme, ask.bytes, trial)
    ran = yield from run_of(trial, scheme, catalog)
    if ran is None:
        return
    for limit in ask.guesses:
        yield guess(trial, ran, limit)
    if ask.atomics is not None:
        yield atomics(ran, ask.atomics)
    if not quickly:
        yield _searched(trial, ask, catalog, name, workers, tell)


def _searched(
    trial: Trial,
    ask: BuildAsk,
    catalog: Catalog,
    name: str,
    workers: Workers,
    tell: Callable[[Progress], None],
) -> Check:
    machine = trial.scenario.machine
    profile = profile_of(machine.kernel, machine.rules)
    known = machines(profile, pages=PAGES, mms=PROCESSES, depth=ask.depth)
    maker = FromCatalog(catalog.sources, name, profile.name, machine.rules)
    found = search(maker, known, workers, Limits(seconds=PATIENCE), tell)
    passed = found.outcome is not Searched.BROKEN
    return Check(search_text(ask), passed, _shown(found), found.counterexample)


def _shown(found: Found) -> str:
    if found.counterexample is not None:
        return f"{run_text(found.counterexample.ops)}: {found.counterexample.found.text}"
    states = counted(sum(covered.states for covered in found.covered), "state")
    if found.outcome is Searched.HOLDS:
        return f"{states} were looked at, all there are"
    return f"nothing was found in {states}, and not all were looked at"


def judged(checks: Iterable[Check], name: str) -> Verdict:
    """Return what a scheme is worth that was examined; a file that is none is no answer."""
    failed = [check for check in checks if not check.passed]
    if not failed:
        return Verdict(Outcome.SOLVED, ("It stands everything that was tried.",), name)
    lines = (f"Not yet: it is not so that {check.what}: {check.why.rstrip('.')}." for check in failed)
    unread = failed[0].what == LOADS
    return Verdict(Outcome.UNREAD if unread else Outcome.NOT_YET, tuple(lines), name)


def grade_build(trial: Trial, step: Step, text: str) -> Verdict:
    """Return what a scheme is worth that the catalog has under this name, examined in this process."""
    name = text.strip()
    try:
        with workers(1) as here:
            return judged(list(examined(trial, step, trial.catalog, name, here)), name)
    except UsageError as error:
        return Verdict(Outcome.UNREAD, (f"{error}.",))
