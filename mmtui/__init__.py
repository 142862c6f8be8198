"""Who still maps this page?  A game and a laboratory for Linux mapcount accounting.

What stands here is what a plugin needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mmtui.checker import Checker
    from mmtui.hookspecs import hookimpl
    from mmtui.model.counters import Counter, Per
    from mmtui.model.events import Event, What
    from mmtui.model.folio import Folio
    from mmtui.model.ops import Op, parse_op, parse_script
    from mmtui.model.truth import Truth, truth_of, truths
    from mmtui.model.vma import Vma
    from mmtui.moment import Moment
    from mmtui.rng import Pcg32
    from mmtui.scheme import NOTHING, Claim, Counting, Question, Reading, Scheme, scan
    from mmtui.workload import Workload

__all__ = [
    "NOTHING",
    "Checker",
    "Claim",
    "Counter",
    "Counting",
    "Event",
    "Folio",
    "Moment",
    "Op",
    "Pcg32",
    "Per",
    "Question",
    "Reading",
    "Scheme",
    "Truth",
    "Vma",
    "What",
    "Workload",
    "__version__",
    "hookimpl",
    "parse_op",
    "parse_script",
    "scan",
    "truth_of",
    "truths",
]

_HOMES = {
    "Checker": "checker",
    "Claim": "scheme",
    "Counter": "model.counters",
    "Counting": "scheme",
    "Event": "model.events",
    "Folio": "model.folio",
    "Moment": "moment",
    "NOTHING": "scheme",
    "Op": "model.ops",
    "Pcg32": "rng",
    "Per": "model.counters",
    "Question": "scheme",
    "Reading": "scheme",
    "Scheme": "scheme",
    "Truth": "model.truth",
    "Vma": "model.vma",
    "What": "model.events",
    "Workload": "workload",
    "hookimpl": "hookspecs",
    "parse_op": "model.ops",
    "parse_script": "model.ops",
    "scan": "scheme",
    "truth_of": "model.truth",
    "truths": "model.truth",
}


def __getattr__(name: str) -> object:
    # imported when asked for, so that `mmtui --version` pays for none of it
    if name in _HOMES:
        return getattr(import_module(f"mmtui.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'mmtui' has no attribute {name!r}")
