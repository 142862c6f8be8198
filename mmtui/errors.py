"""What can go wrong, each with the exit code a command ends with."""

from __future__ import annotations


class MmtuiError(Exception):
    """An error to show as one sentence with its remedy; ``exit_code`` is what the command ends with."""

    exit_code = 1


class UsageError(MmtuiError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class ScriptError(MmtuiError):
    """A line of an ``.ops`` script cannot be read; the message says where and why.

    >>> raise ScriptError("unknown operation 'mapp'; did you mean 'mmap'?", source="x.ops", line=3)
    Traceback (most recent call last):
        ...
    mmtui.errors.ScriptError: x.ops:3: unknown operation 'mapp'; did you mean 'mmap'?
    """

    exit_code = 3

    def __init__(self, problem: str, *, source: str = "", line: int = 0, column: int = 0) -> None:
        place = ":".join(part for part in (source, *(str(nr) for nr in (line, column) if nr)) if part)
        super().__init__(f"{place}: {problem}" if place else problem)
        self.problem = problem
        self.source = source
        self.line = line
        """Counted from 1; 0 where it is not known, as ``column``."""
        self.column = column


class PluginError(MmtuiError):
    """A plugin cannot be used; the message names its file."""

    exit_code = 4
