"""Without preemption a race ends as the kernel model does: entries, counters, statistics and cost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmtui.kernel.profile import kernel_with, profile_of
from mmtui.model.counters import Do
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.race.perform import Watch, perform
from mmtui.race.places import ground_of
from mmtui.race.replay import Plain
from mmtui.race.steps import NR, Cell, Key
from mmtui.race.tasks import ground_for, tasks_of
from mmtui.race.walk import following

SCHEMES = (
    "double-map",
    "large-mapcount",
    "mm-owners",
    "no-page-mapcount",
    "nr-pages-mapped",
    "per-page",
    "rmap-ids",
    "total-mapped-pages",
    "vma-count",
    "vma-count-partial",
    "vma-table-count",
    "zero-one-two-many",
)
FILE = "set shmem always\nproc A\nproc B\nmemfd m 4\nA mmap w memfd:m 4 shared\nA write w\nA munmap w\n"
SETUPS = {
    "anon, one PMD": "proc A\nA mmap r anon 4\nA write r",
    "anon, two PMDs": "proc A\nA mmap r anon 4\nA write r\nA fork B",
    "anon, PTEs": "proc A\nA mmap r anon 4\nA write r\nA mprotect r 0 1 ro\nA mprotect r 0 1 rw\nA fork B",
    "anon, PMD and PTEs": "proc A\nA mmap r anon 4\nA write r\nA fork B\nB dontneed r 1 2",
    "file, PMDs": FILE + "A mmap r memfd:m 4 shared\nA read r\nB mmap r memfd:m 4 shared",
    "file, PTEs": FILE + "A mmap r memfd:m 4 shared thp=off\nA read r\nB mmap r memfd:m 4 shared thp=off",
    "file, PMD and PTEs": FILE + "A mmap r memfd:m 4 shared\nA read r\nB mmap r memfd:m 4 shared thp=off",
    "file, two tables": FILE
    + "A mmap r memfd:m 4 shared thp=off skew=2\nA read r\nB mmap r memfd:m 4 shared",
}
RANGES = ((0, 1), (0, 2), (1, 3), (2, 4), (3, 4), (0, 4))


@st.composite
def operations(draw, anon):
    """A handful of operations that leave every process that is still to do something with its VMA."""
    kinds = ["dontneed", "dontneed", "munmap", "exit"] + (["fork"] if anon else ["read", "write"])
    alive, ops, child = ["A", "B"], [], iter("CDEF")
    for _ in range(draw(st.integers(1, 4))):
        if not alive:
            break
        who, kind = draw(st.sampled_from(alive)), draw(st.sampled_from(kinds))
        if kind == "fork":
            ops.append(f"{who} fork {next(child)}")
        elif kind in ("munmap", "exit"):
            alive.remove(who)
            ops.append(f"{who} munmap r" if kind == "munmap" else f"{who} exit")
        else:
            # a fault maps what lies around it too, which a race leaves out: here each asks for all
            start, end = draw(st.sampled_from(RANGES)) if kind == "dontneed" else (0, 4)
            ops.append(f"{who} {kind} r {start} {end}")
    return ops


@st.composite
def scripts(draw):
    setup = draw(st.sampled_from(sorted(SETUPS)))
    return setup, draw(operations(setup.startswith("anon")))


def alone(ground, ops):
    """Do the operations one after the other, every step of each; returns the memory and the atomics."""
    tasks = tasks_of((";".join(ops),))
    ground = ground_for(ground, tasks)
    memory, watch, atomics = Plain(ground.start), Watch(ground), 0
    from mmtui.race.kernel import Kernel

    steps = tasks[0].steps(Kernel(ground))
    step = following(steps, None)
    while step is not None:
        if type(step) is tuple:
            atomics += step[0] not in (Do.READ, Do.SET)
        answer = perform(step, memory, watch)
        assert answer is not None, f"nobody else is there, and {step!r} waits"
        step = following(steps, answer)
    return ground, memory, atomics


def values(moment: Moment, ground) -> dict[Key, int]:
    """Entries, counters and statistics of the folio as the kernel model has them."""
    from mmtui.race.places import _bits, _counters

    mms = moment.world.mms
    found: dict[Key, int] = {
        place: _bits(mms[place.vma.mm], place, ground.folio) if place.vma.mm in mms else 0
        for place in ground.places
    }
    found |= dict(_counters(moment, ground.folio))
    spoken = moment.books.spoken.get(ground.folio.number)
    if spoken is not None and spoken.nr_mapped is not None:
        found[NR] = spoken.nr_mapped
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=scripts())
def test_one_after_the_other_is_what_the_kernel_model_does(catalog, scheme, script):
    setup, ops = script
    moment = Moment.first(catalog.scheme(scheme), profile_of(kernel_with(scheme)), 4)
    for op in parse_script(SETUPS[setup]):
        moment = moment.after(op)
    missing = {op.split()[0] for op in ops} - moment.world.mms.keys()
    ops = [op for op in ops if op.split()[0] not in missing]
    if not ops:
        return
    ground, memory, atomics = alone(ground_of(moment), ops)
    spent = moment.books.cost.atomics
    for op in parse_script("\n".join(ops)):
        moment = moment.after(op)
        assert not moment.result.nonsense, op
    expected = values(moment, ground)
    here = {key: memory[key] for key in expected}
    assert here == expected
    assert atomics == moment.books.cost.atomics - spent
    assert not [key for key in memory if isinstance(key, Cell) and memory[key] and key not in expected]
