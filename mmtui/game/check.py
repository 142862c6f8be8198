"""What is proved of a scenario before anybody plays it: it runs, and it is graded as its author says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mmtui.catalog import Catalog
from mmtui.counted import counted
from mmtui.game.check_answers import answer_findings, no_answer
from mmtui.game.check_builds import unknown_names
from mmtui.game.check_run import nonsense, of_scheme, run_all, trial_on
from mmtui.game.stage import asked_outside, staged
from mmtui.game.trial import Trial, prepare
from mmtui.kernel.profile import KERNELS
from mmtui.scenario import (
    BuildAsk,
    Code,
    Course,
    Finding,
    Problem,
    Scenario,
    ScenarioInvalid,
    course_of,
    load,
    placed,
    plan_in,
    plan_of,
)

FEWEST_HINTS = 2

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_CITES = (
    r'commit [0-9a-f]{12} \("[^"]+"\) \(in v[0-9]+\.[0-9]+\)',
    r"[A-Za-z_]\w*\(\) in [\w./-]+\.[chS]",
    r"Documentation/[\w./-]+\.rst",
    rf'[^",]+, "[^"]+", [\w.-]+, (?:[0-9]{{1,2}} )?(?:{_MONTHS}) [0-9]{{4}}',
)
_CITE = re.compile("|".join(f"(?:{form})" for form in _CITES))
_CITED = (
    "write 'commit 53f9263baba6 (\"its subject\") (in v4.5)', 'function() in mm/file.c', "
    "or 'Author, \"subject\", linux-mm, December 2021' for a mail"
)


class Checked(NamedTuple):
    """A file, what it says, and everything that is wrong with it."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    source: str = ""


def opened(path: Path, catalog: Catalog) -> Trial:
    """Return the trial of a scenario that can be played to its end.

    Raises ``ScenarioInvalid`` with all that ``check_file()`` finds if it cannot, and ``PluginError`` when
    a plugin breaks.  Whether its answers are those of [solution] is nothing to a player.
    """
    try:
        trial = prepare(load(path), catalog)
        if not any(_unplayable(trial)):
            return trial
    except ScenarioInvalid:
        pass  # it has what was met first; the check has everything
    checked = check_file(path, catalog, course_of([path], catalog.scenario_dirs))
    raise ScenarioInvalid(checked.problems, checked.source)


def _unplayable(trial: Trial) -> Iterator[Finding]:
    yield from nonsense(trial)
    for number, step in enumerate(trial.scenario.steps):
        yield from no_answer(trial, number)
        if isinstance(step.ask, BuildAsk):
            yield from unknown_names(number, step.ask)


def check_file(path: Path, catalog: Catalog, course: Course) -> Checked:
    """Return everything that is wrong with a file: its form, what it names, its run, its answers.

    Raises ``PluginError`` when a plugin breaks, for then nothing is known of the scenario.
    """
    try:
        scenario = load(path)
    except ScenarioInvalid as invalid:
        told = {problem.key for problem in invalid.problems}
        more = [problem for problem in _beside(invalid, path, catalog, course) if problem.key not in told]
        return Checked(None, tuple(sorted((*invalid.problems, *more))), invalid.source)
    return Checked(scenario, tuple(sorted(_whole(scenario, catalog, course))), scenario.source)


def check_scenario(scenario: Scenario, catalog: Catalog) -> tuple[Problem, ...]:
    """Return everything that is wrong with a scenario, in the order of its file.

    None means that it runs, that it is unsolved as shipped, that the reference answers solve it, that
    every answer which is listed as wrong is refused, and that hints, debrief and sources are there.

    Raises ``PluginError`` when a plugin breaks.
    """
    findings = dict.fromkeys((*_texts(scenario), *_findings(scenario, catalog)))
    return tuple(sorted(placed(findings, scenario.path, scenario.source)))


def _whole(scenario: Scenario, catalog: Catalog, course: Course) -> list[Problem]:
    of_course = placed(course.findings(scenario.path, plan_of(scenario)), scenario.path, scenario.source)
    return [*of_course, *check_scenario(scenario, catalog)]


def _beside(invalid: ScenarioInvalid, path: Path, catalog: Catalog, course: Course) -> list[Problem]:
    """Return what can be told of a file although something is wrong with its form."""
    if invalid.scenario is not None:
        return _whole(invalid.scenario, catalog, course)
    if invalid.raw is None:
        return []
    plan = plan_in(invalid.raw)
    stage = staged(plan, catalog)
    findings = [*course.findings(path, plan), *stage.findings, *asked_outside(stage)]
    return placed(findings, path, invalid.source)


def _findings(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    stage = staged(plan_of(scenario), catalog)
    yield from stage.findings
    yield from asked_outside(stage)
    if not stage.ops:
        return
    trial = trial_on(scenario, stage, catalog)
    if trial is None:
        return
    failed = list(nonsense(trial))
    yield from failed
    if stage.ops != staged(plan_of(scenario), catalog).ops:
        message = "the workload makes other operations each time"
        remedy = "they must be the same for the same parameters"
        failed.append(Finding("value", ("workload", "use"), Code.WRONG_VALUE, message, remedy))
        yield failed[-1]
    # an answer computed from a run that makes no sense is worth nothing
    if failed or scenario.machine.kernel not in KERNELS:
        return
    run_all(trial)
    outside = {finding.path[1] for finding in asked_outside(stage)}
    for number, step in enumerate(scenario.steps):
        if number not in outside and (trial.scenario is scenario or not of_scheme(step)):
            yield from answer_findings(trial, number)


# -- texts


def _texts(scenario: Scenario) -> Iterator[Finding]:
    for number, step in enumerate(scenario.steps):
        path = ("step", number, "hints")
        if len(step.hints) < FEWEST_HINTS:
            has = f"question {number + 1} has {counted(len(step.hints), 'hint')}"
            remedy = f"give at least {FEWEST_HINTS}, each telling more"
            yield Finding("value", path, Code.THIN, has, remedy)
        elif len(set(step.hints)) < len(step.hints):
            message = f"two hints of question {number + 1} are the same"
            yield Finding("value", path, Code.THIN, message, "let each tell more than the one before")
    if not scenario.debrief.strip():
        remedy = "say in two sentences what was to be learnt"
        yield Finding("value", ("debrief", "text"), Code.THIN, "there is no debrief", remedy)
    for at, cite in enumerate(scenario.cites):
        if not _CITE.fullmatch(cite):
            yield Finding("value", ("cites", at), Code.THIN, f"{cite!r} is not a citation", _CITED)
