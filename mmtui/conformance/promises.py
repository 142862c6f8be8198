"""A checker and all runs: what a scheme claims must be true after every operation."""

from __future__ import annotations

from mmtui.checker import Checker
from mmtui.conformance.broken import shown
from mmtui.conformance.checks import Broken
from mmtui.conformance.subject import Kit
from mmtui.findings import findings
from mmtui.guarded import after


def holds(kit: Kit, checker: Checker) -> None:
    """Raise ``Broken`` at the first moment with which the checker finds something wrong."""
    for run in kit.runs:
        moment = kit.first(run)
        for op in run.ops:
            moment = after(moment, op)
            problem = str(moment.fault or "")
            for finding in findings(moment, (checker,)):
                problem = problem or f"{finding.text} [{finding.checker}]"
            if problem:
                raise Broken(shown(problem, run.name, run.ops, moment))
