"""Whether a ``KeyboardInterrupt`` is the user's."""

from __future__ import annotations

from opcode import opmap

_RAISE = opmap["RAISE_VARARGS"]
_OURS = "mmtui"


def is_ctrl_c(error: BaseException) -> bool:
    """Return whether Ctrl+C raised it, and not a ``raise`` statement in the code of somebody else.

    A signal is looked for between two instructions, never at one that raises.  What mmtui raises itself, to
    stop, counts as the user's; code of a plugin that sends itself the signal cannot be told from him.
    """
    if not isinstance(error, KeyboardInterrupt):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return True
    frame = trace.tb_frame
    raised = frame.f_code.co_code[trace.tb_lasti] == _RAISE
    return not raised or frame.f_globals.get("__name__", "").partition(".")[0] == _OURS
