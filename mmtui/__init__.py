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
    from mmtui.scheme import NOTHING, Claim, Counting, Question, Reading, Scheme, scan
    from mmtui.workload import Workload

_HOMES = {
    "Checker": "checker",
    "hookimpl": "hookspecs",
    "Counter": "model.counters",
    "Per": "model.counters",
    "Event": "model.events",
    "What": "model.events",
    "Folio": "model.folio",
    "Op": "model.ops",
    "parse_op": "model.ops",
    "parse_script": "model.ops",
    "Truth": "model.truth",
    "truth_of": "model.truth",
    "truths": "model.truth",
    "Vma": "model.vma",
    "Moment": "moment",
    "NOTHING": "scheme",
    "Claim": "scheme",
    "Counting": "scheme",
    "Question": "scheme",
    "Reading": "scheme",
    "Scheme": "scheme",
    "scan": "scheme",
    "Workload": "workload",
}
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> object:
    # imported when asked for, so that `mmtui --version` pays for none of it
    if name in _HOMES:
        return getattr(import_module(f"mmtui.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'mmtui' has no attribute {name!r}")
