"""Run one operation of the op language in the kernel model."""

from __future__ import annotations

from mmtui.kernel.draft import Draft
from mmtui.kernel.fileops import FILE_OPS
from mmtui.kernel.machineops import GLOBAL_OPS, PROCESS_OPS
from mmtui.kernel.mlocked import locking
from mmtui.kernel.owners import following
from mmtui.kernel.rangeops import RANGE_OPS
from mmtui.kernel.regionops import REGION_OPS
from mmtui.kernel.results import NONSENSE, Result, Steps
from mmtui.model.ops import Op


def execute(draft: Draft, op: Op) -> Steps:
    """Change the draft as the operation asks, yielding each rmap event when it happens."""
    if not op.process:
        if op.verb in GLOBAL_OPS:
            return GLOBAL_OPS[op.verb](draft, op)
        return _accounted(draft, op, FILE_OPS[op.verb](draft, op))
    mm = draft.mm(op.process)
    if mm is None:
        return _wrong(
            f"there is no process {op.process}" + (" any more" if op.process in draft.names else "")
        )
    steps = _OF_PROCESS[op.verb](draft, mm, op)
    return _accounted(draft, op, steps)


def _accounted(draft: Draft, op: Op, steps: Steps) -> Steps:
    """Keep account of who owns folios and which are mlocked, and free the files that nobody needs then."""
    if draft.profile.reuses_owned_folio:
        steps = following(draft, steps)
    if draft.locks or op.verb == "mlock":
        steps = locking(draft, steps)
    return _releasing(draft, steps) if draft.files() else steps


def _releasing(draft: Draft, steps: Steps) -> Steps:
    result = yield from steps
    draft.release_files()
    return result


def _wrong(problem: str) -> Steps:
    return Result(NONSENSE, problem)
    yield


_OF_PROCESS = {**PROCESS_OPS, **REGION_OPS, **RANGE_OPS}
