"""Operations on the machine as a whole: settings are changed, processes come and go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.fork import fork
from mmtui.kernel.held import end_pins, end_pipes
from mmtui.kernel.maps import exit_mm
from mmtui.kernel.results import NONSENSE, Result, Steps
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.mm import Mm
from mmtui.model.opforms import order_of_kb
from mmtui.model.opnames import MOST_PROCESSES
from mmtui.model.ops import Op
from mmtui.model.world import Settings


def _proc(draft: Draft, op: Op) -> Steps:
    if problem := _name_problem(draft, op.words[0]):
        return Result(NONSENSE, problem)
    draft.add_mm(Mm(op.words[0], draft.pages_per_pmd))
    return Result()
    yield


def _name_problem(draft: Draft, name: str) -> str:
    if name in draft.names:
        return f"there was a process {name} already; a name is used once"
    return f"at most {MOST_PROCESSES} processes" if len(draft.names) >= MOST_PROCESSES else ""


def _set(draft: Draft, op: Op) -> Steps:
    name, _, size = op.words[0].partition(":")
    settings, value = draft.settings, op.words[1]
    if not size:
        draft.settings = _setting(settings, name, value)
        return Result()
    order = order_of_kb(size)
    if not draft.profile.folio_sizes or order > draft.pmd_order:
        return Result(-1, "ENOENT")  # there is no folder for this size under transparent_hugepage
    draft.settings = replace(settings, sizes={**settings.sizes, (name, order): value})
    return Result()
    yield


def _setting(settings: Settings, name: str, value: str) -> Settings:
    match name:
        case "thp":
            return replace(settings, thp=value)
        case "shmem":
            return replace(settings, shmem=value)
        case "zeropage":
            return replace(settings, zeropage=value == "1")
        case "defrag":
            return settings  # how hard the kernel tries to find a large page; here there always is one
    return replace(settings, fault_around=int(value) // 4096)


def _fork(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    if problem := _name_problem(draft, op.words[0]):
        return Result(NONSENSE, problem)
    yield from fork(draft, mm, op.words[0])
    return Result()


def _exit(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    yield from exit_mm(draft, mm)
    return Result()


def _unpin(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    end_pins(draft, mm.name)
    return Result()
    yield


def _closepipe(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    end_pipes(draft, mm.name)
    return Result()
    yield


GLOBAL_OPS: Mapping[str, Callable[[Draft, Op], Steps]] = {"proc": _proc, "set": _set}
"""By the word of the op language."""
PROCESS_OPS: Mapping[str, Callable[[Draft, ThawedMm, Op], Steps]] = {
    "fork": _fork,
    "exit": _exit,
    "unpin": _unpin,
    "closepipe": _closepipe,
}
"""Of one process, by the word of the op language."""
