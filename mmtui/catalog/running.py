"""Running a workload, which is a plugin's code: it may raise, return nonsense, or never return."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from mmtui.catalog.blame import UnfitError, plugin_error
from mmtui.errors import MmtuiError
from mmtui.limit import BUDGET, within
from mmtui.model.ops import MAX_OPS, Op
from mmtui.workload import Workload


def ops_of(workload: Workload, pages_per_pmd: int, *, budget: float = BUDGET) -> tuple[Op, ...]:
    """Return the operations of a workload.

    Raises ``PluginError`` with the file and line when the plugin breaks or takes too long.  What mmtui
    itself refuses, such as a line of a script, is raised as it is.
    """
    try:
        return within(budget, lambda: _checked(workload, pages_per_pmd))
    except (KeyboardInterrupt, MmtuiError):
        raise
    except BaseException as error:
        raise plugin_error(type(workload), error) from error


def _checked(workload: Workload, pages_per_pmd: int) -> tuple[Op, ...]:
    made: Any = workload.operations(pages_per_pmd)
    method = type(workload).operations
    if not isinstance(made, Iterable):
        raise UnfitError(f"operations() returned {type(made).__name__}", "return a list of Ops", method)
    ops = tuple(islice(made, MAX_OPS + 1))
    if len(ops) > MAX_OPS:
        raise UnfitError(f"operations() made more than {MAX_OPS:,} operations", "make fewer", method)
    if strange := [op for op in ops if not isinstance(op, Op)]:
        raise UnfitError(f"operations() made {type(strange[0]).__name__}, not Op", "use parse_op()", method)
    return ops
