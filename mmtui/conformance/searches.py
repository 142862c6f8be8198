"""Every short run on small machines, and long random ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from mmtui.conformance.broken import shown
from mmtui.conformance.checks import Broken, Check, Undecided
from mmtui.conformance.subject import Kit
from mmtui.explore.chance import Chances
from mmtui.explore.machine import Machine
from mmtui.explore.machines import machines
from mmtui.explore.sampling import sample
from mmtui.explore.search import search
from mmtui.explore.subject import Subject
from mmtui.explore.verdict import Counterexample, Outcome, Verdict
from mmtui.explore.workers import Workers
from mmtui.guarded import after
from mmtui.moment import Moment

PAGES, MMS, DEPTH = 4, 2, 2
CASES, SEED = 24, 1


@dataclass(frozen=True)
class _Here:
    # in this process, so what is to be searched need not be made again
    subject: Subject

    def __call__(self) -> Subject:
        return self.subject


def search_checks(kit: Kit) -> Iterator[Check]:
    """Yield a search for each machine of ``mmtui check``, and random runs."""
    for machine in machines(kit.profile, pages=PAGES, mms=MMS, depth=DEPTH):
        about = f"every run of {DEPTH} operations on {machine.title}"
        yield Check(f"search[{machine.name}]", about, partial(_searched, kit, machine))
    yield Check("search[random]", f"{CASES} long random runs", partial(_sampled, kit))


def _searched(kit: Kit, machine: Machine) -> None:
    _decide(kit, search(_Here(kit.subject), (machine,), Workers()))


def _sampled(kit: Kit) -> None:
    _decide(kit, sample(_Here(kit.subject), Chances(SEED), CASES, Workers()))


def _decide(kit: Kit, verdict: Verdict) -> None:
    if verdict.counterexample is not None:
        raise Broken(_text(kit, verdict.counterexample))
    if verdict.outcome is Outcome.UNFINISHED:
        raise Undecided(verdict.why)


def _text(kit: Kit, example: Counterexample) -> str:
    moment = Moment.first(kit.scheme, kit.profile, example.machine.pages_per_pmd)
    for op in example.ops:
        moment = after(moment, op)
    problem = f"{example.found.text} [{example.found.checker}]"
    return shown(problem, f"the shortest run on {example.machine.name}", example.ops, moment)
