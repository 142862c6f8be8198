"""An access to a counter whose answer is used although it was never yielded: then it is no number."""

from __future__ import annotations

import linecache
import re
from collections.abc import Collection
from types import TracebackType

from mmtui.model.counters import Do

_ACCESS = re.compile(r"self\.(\w+)\.(?:inc|dec|add|add_unless|exchange|set|read)\(")


def unyielded(error: BaseException, files: Collection[str]) -> str:
    """Return the counter whose access was used as if it were its answer; "" if that is not what went wrong.

    It is looked for where the error left the code of these files.
    """
    if not isinstance(error, TypeError | AttributeError) or "tuple" not in str(error):
        return ""
    trace = _innermost(error.__traceback__, files)
    if trace is None:
        return ""
    for value in trace.tb_frame.f_locals.values():
        if type(value) is tuple and len(value) == 5 and isinstance(value[0], Do):
            return str(value[1])
    line = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    found = None if "yield" in line else _ACCESS.search(line)
    return found[1] if found else ""


def _innermost(trace: TracebackType | None, files: Collection[str]) -> TracebackType | None:
    found = None
    while trace is not None:
        found = trace if trace.tb_frame.f_code.co_filename in files else found
        trace = trace.tb_next
    return found
