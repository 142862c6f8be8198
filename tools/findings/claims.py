"""The section of what the schemes claim to know, and how their guesses fare in a long random run."""

from __future__ import annotations

from typing import Any

from mmtui import Question
from mmtui.catalog import find_sources, load_catalog
from tools.findings.commands import Run
from tools.findings.markdown import table

COMMAND = "mmtui compare workload:random-ops,seed=7,length=200 --pages-per-pmd 8"


def claims(run: Run) -> str:
    """Return the table of claims, and the totals of a random run."""
    offers = load_catalog(find_sources(safe_mode=True)).schemes
    rows = [(name, *(_claim(offer.cls, question) for question in Question)) for name, offer in offers.items()]
    head = ("scheme", *(question.value for question in Question))
    totals = run(COMMAND).out.rstrip().rpartition("\n\n")[2]
    return f"{table(head, rows)}\n\n```text\n$ {COMMAND}\n...\n{totals}\n```"


def _claim(cls: Any, question: Question) -> str:
    if question in cls.exact:
        return "exact"
    if question in cls.exact_for_two:
        return "exact for two, then never misses"
    if question in cls.never_misses:
        return "guess, never misses"
    if question in cls.never_invents:
        return "guess, never invents"
    return "guess" if question in cls.estimates else "-"
