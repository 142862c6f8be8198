"""Scripts of live commands, which can ask for more than the model knows."""

from __future__ import annotations

from mmtui.cli.script import check_names, read_text
from mmtui.live.script import read_ops
from mmtui.model.ops import Op


def read_live_script(path: str) -> tuple[str, str, tuple[Op, ...]]:
    """Return the name of a script, what its errors begin with, and its operations.

    Raises ``UsageError`` and ``ScriptError`` as ``read_script()`` does.
    """
    name, source, text = read_text(path)
    ops = read_ops(text, source)
    check_names(ops, source, text)
    return name, source, ops
