"""A scenario file becomes a Scenario, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mmtui.scenario.lexical import unsafe_problems
from mmtui.scenario.outline import Raw
from mmtui.scenario.positions import index
from mmtui.scenario.problems import Finding, Problem, ScenarioInvalid
from mmtui.scenario.source import name_problem, parsed, read
from mmtui.scenario.values import Scenario
from mmtui.scenario.versions import format_finding, is_newer


def load(path: str | Path) -> Scenario:
    """The scenario in a file; ScenarioInvalid, with all of its problems, if it is not one."""
    path = Path(path)
    text = read(path)
    raw = parsed(text, str(path))
    if problems := list(_problems(path, text, raw)):
        raise ScenarioInvalid(problems, text)
    from mmtui.scenario.schema import ScenarioTable

    return ScenarioTable.model_validate(raw).value(path, text)


def _problems(path: Path, text: str, raw: Raw) -> Iterator[Problem]:
    places = index(text)
    for finding in _findings(raw):
        yield finding.placed(str(path), places)
    if misnamed := name_problem(path):
        yield misnamed
    yield from unsafe_problems(text, str(path))


def _findings(raw: Raw) -> Iterator[Finding]:
    # pydantic is slow to import, and nobody needs it who only lists scenarios.
    from mmtui.scenario.explain import form_findings
    from mmtui.scenario.rules import disagreements

    if wrong := format_finding(raw):
        yield wrong
    if not is_newer(raw):  # of a format that we do not know, nothing else can be said
        yield from form_findings(raw)
        yield from disagreements(raw)
