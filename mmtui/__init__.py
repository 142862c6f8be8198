"""Who still maps this page?  A game and a laboratory for Linux mapcount accounting.

What stands here is what a plugin needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmtui.lazily import lazily

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mmtui.catalog.built_in import built_in as built_in
    from mmtui.checker import Checker as Checker
    from mmtui.hookspecs import hookimpl as hookimpl
    from mmtui.model.counters import Access as Access
    from mmtui.model.counters import Counter as Counter
    from mmtui.model.counters import Per as Per
    from mmtui.model.events import MAPS as MAPS
    from mmtui.model.events import UNMAPS as UNMAPS
    from mmtui.model.events import Event as Event
    from mmtui.model.events import What as What
    from mmtui.model.folio import Folio as Folio
    from mmtui.model.ops import Op as Op
    from mmtui.model.ops import parse_op as parse_op
    from mmtui.model.ops import parse_script as parse_script
    from mmtui.model.truth import Truth as Truth
    from mmtui.model.truth import truth_of as truth_of
    from mmtui.model.truth import truths as truths
    from mmtui.model.vma import Vma as Vma
    from mmtui.moment import Moment as Moment
    from mmtui.owner_slots import Locked as Locked
    from mmtui.owner_slots import OwnerSlots as OwnerSlots
    from mmtui.rng import Pcg32 as Pcg32
    from mmtui.scheme import NOTHING as NOTHING
    from mmtui.scheme import Claim as Claim
    from mmtui.scheme import Counting as Counting
    from mmtui.scheme import Question as Question
    from mmtui.scheme import Reading as Reading
    from mmtui.scheme import Scheme as Scheme
    from mmtui.scheme import scan as scan
    from mmtui.scheme import tally as tally
    from mmtui.workload import Workload as Workload

__getattr__, __all__ = lazily(
    "mmtui",
    {
        "catalog.built_in": ("built_in",),
        "checker": ("Checker",),
        "hookspecs": ("hookimpl",),
        "model.counters": ("Access", "Counter", "Per"),
        "model.events": ("MAPS", "UNMAPS", "Event", "What"),
        "model.folio": ("Folio",),
        "model.ops": ("Op", "parse_op", "parse_script"),
        "model.truth": ("Truth", "truth_of", "truths"),
        "model.vma": ("Vma",),
        "moment": ("Moment",),
        "owner_slots": ("Locked", "OwnerSlots"),
        "rng": ("Pcg32",),
        "scheme": ("NOTHING", "Claim", "Counting", "Question", "Reading", "Scheme", "scan", "tally"),
        "workload": ("Workload",),
    },
)
