"""A verdict as JSON."""

from __future__ import annotations

from typing import Any

from mmtui.cli.check_asked import Asked
from mmtui.cli.output import SCHEMA
from mmtui.explore.verdict import Verdict


def verdict_object(asked: Asked, verdict: Verdict) -> dict[str, Any]:
    """Return everything that is said of a search."""
    found: dict[str, Any] = {
        "t": "verdict",
        "schema": SCHEMA,
        "scheme": asked.scheme,
        "kernel": asked.profile.name,
        "pages": asked.nr_pages,
        "mms": asked.nr_mms,
        "outcome": verdict.outcome.value,
        "why": verdict.why,
        "covered": [
            {
                "machine": each.machine.name,
                "depth": each.depth,
                "bound": each.machine.depth,
                "states": each.states,
                "transitions": each.transitions,
            }
            for each in verdict.covered
        ],
    }
    if verdict.sampled is not None:
        found["random"] = verdict.sampled._asdict()
    if (example := verdict.counterexample) is not None:
        found["counterexample"] = {
            "machine": example.machine.name,
            "pages_per_pmd": example.machine.pages_per_pmd,
            "ops": [str(op) for op in example.ops],
            "checker": example.found.checker,
            "text": example.found.text,
        }
    return found
