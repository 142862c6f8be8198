"""What this machine cannot be asked for, though others can: that is said before a script begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mmtui.errors import ScriptError
from mmtui.live.machine import FAULT_AROUND, SPLIT
from mmtui.live.script import options_of
from mmtui.model.ops import Op

NODES = Path("/sys/devices/system/node/has_memory")


def check_able(ops: Sequence[Op], source: str = "") -> None:
    """Raise ``ScriptError`` with the line for the first operation that this machine cannot do."""
    for op in ops:
        if reason := unable(op):
            raise ScriptError(reason, source=source, line=op.line)


def unable(op: Op) -> str:
    """Return why this machine cannot do an operation, "" if it can."""
    if op.verb in ("splitfolio", "fsplit") and not SPLIT.exists():
        return f"{op}: needs {SPLIT} (mount -t debugfs none /sys/kernel/debug)"
    if op.verb == "set" and op.words[0] == "faultaround" and not FAULT_AROUND.exists():
        return f"{op}: needs {FAULT_AROUND} (mount -t debugfs none /sys/kernel/debug)"
    if op.verb == "migrate":
        node = int(options_of(op).get("node", 1))
        return "" if node in nodes() else f"{op}: this machine has no memory on NUMA node {node}"
    return ""


def nodes() -> frozenset[int]:
    """Return which NUMA nodes have memory; none of a kernel without CONFIG_NUMA.

    The kernel lists them as in ``0-1,4``.
    """
    found = set[int]()
    for part in NODES.read_text().strip().split(",") if NODES.exists() else ():
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)
