"""What a scenario's machine does by another rule than its kernel reaches its run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmtui.game.trial import prepare
from mmtui.kernel.profile import Rules
from mmtui.model.truth import truth_of
from mmtui.scenario.values import Use

OPS = """
set shmem always
set faultaround 4096
memfd f 8
proc A
A mmap r memfd:f 8 skew=1
A write r 2
"""


@pytest.mark.parametrize(("rule", "pages"), [("kernel", 1), ("folio", 7)])
def test_a_scenario_says_what_a_fault_maps(shipped, catalog, rule, pages):
    like = next(iter(shipped.values()))
    machine = replace(
        like.machine, kernel="6.1", scheme="vma-count", pages_per_pmd=8, rules=Rules(fault_around=rule)
    )
    trial = prepare(
        replace(like, machine=machine, setup=None, workload=Use("script", {"ops": OPS}), steps=()), catalog
    )
    end = trial.timeline()[len(trial.ops)]
    (folio,) = end.world.folios()
    assert truth_of(end.world, folio).mapped_pages == pages


GUP_AFTER_FORK = """
proc A
A mmap r anon 1
A write r
A fork B
B vmsplice r
B munmap r
A write r
"""


@pytest.mark.parametrize(("rule", "folios"), [("kernel", ["s0", "s1"]), ("mapcount", ["s0"])])
def test_a_scenario_says_which_pages_a_write_reuses(shipped, catalog, rule, folios):
    like = next(iter(shipped.values()))
    machine = replace(like.machine, pages_per_pmd=8, rules=Rules(reuse=rule))
    use = Use("script", {"ops": GUP_AFTER_FORK})
    trial = prepare(replace(like, machine=machine, setup=None, workload=use, steps=()), catalog)
    assert [folio.label for folio in trial.timeline()[len(trial.ops)].world.folios()] == folios
