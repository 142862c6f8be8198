"""The command line.  stdout is data, stderr is narration."""

from __future__ import annotations

from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Run what the command line asks for, and return what the process ends with; see ``mmtui.cli.ending``."""
    try:
        from mmtui.cli.ending import ended

        return ended(args)
    except KeyboardInterrupt:  # while modules were still being imported
        return 130
