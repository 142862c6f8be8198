"""Problems as a compiler shows them, with the line they stand in; and as JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import NamedTuple

from mmtui.counted import counted
from mmtui.scenario.problems import Problem, ScenarioInvalid
from mmtui.scenario.words import visible

_WIDTH = 80
_WIDEST = 70  # characters of a source line; of a longer one, the part around the problem is shown

# How far the mark goes: under a word, a text, or a header.
_MARKED = re.compile(r"""[\w.:+-]+|\\\w+|\"\"\"|'''|"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]+""")


def render(problem: Problem, source: str, kind: str = "error") -> str:
    """The problem, its place, the line of the source with a mark under it, and the remedy.

    >>> from mmtui.scenario.problems import Code
    >>> what = (Code.UNKNOWN_KEY, 'unknown key "di"', 'did you mean "id"?')
    >>> print(render(Problem("x.mmtui.toml", 1, 1, "di", *what), 'di = "x"'))
    error[S004]: unknown key "di"
     --> x.mmtui.toml:1:1
      |
    1 | di = "x"
      | ^^
      = help: did you mean "id"?
    """
    margin = " " * len(str(problem.line))
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    return "\n".join(
        [
            _wrapped(f"{kind}[{problem.code}]: ", problem.message),
            f"{margin}--> {visible(problem.file)}{place}",
            *_quoted(problem, source, margin),
            *([_wrapped(f"{margin} = help: ", problem.help)] if problem.help else []),
        ]
    )


def render_all(invalid: ScenarioInvalid) -> str:
    """Every problem of a file, and how many there are."""
    return render_each(invalid.problems, invalid.source)


def render_each(problems: Sequence[Problem], source: str) -> str:
    """These problems of a file with this text, and how many there are."""
    shown = [render(problem, source) for problem in problems]
    return "\n\n".join([*shown, counted(len(shown), "problem")])


def as_json(problem: Problem) -> dict[str, str | int]:
    """The problem as a JSON object; line 0 is the file as a whole."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "code": problem.code.value,
        "message": problem.message,
        "help": problem.help,
    }


def _wrapped(begin: str, text: str) -> str:
    # A path or an operation is never broken in two, so a line can be longer.
    indent = " " * len(begin)
    text = begin + visible(text).replace("\n", " ")
    return fill(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


class _Part(NamedTuple):
    # A part of a line, and where in it the problem is.
    text: str
    at: int


def _quoted(problem: Problem, source: str, margin: str) -> Iterator[str]:
    lines = source.split("\n")
    if not source or not 1 <= problem.line <= len(lines):
        return
    part = _around(lines[problem.line - 1], problem.column - 1)
    marked = _MARKED.match(part.text, part.at)
    mark = "^" * max(1, _cells(marked[0]) if marked else 1)
    yield f"{margin} |"
    yield f"{problem.line} | {_drawn(part.text)}".rstrip()
    yield f"{margin} | {' ' * _cells(part.text[: part.at])}{mark}"


def _around(line: str, at: int) -> _Part:
    if len(line) <= _WIDEST:
        return _Part(line, at)
    start = max(0, min(at - _WIDEST // 2, len(line) - _WIDEST))
    cut = line[start : start + _WIDEST]
    left, right = "…" if start else "", "…" if start + _WIDEST < len(line) else ""
    return _Part(f"{left}{cut}{right}", at - start + len(left))


def _drawn(text: str) -> str:
    return visible(text).replace("\t", "    ")


def _cells(text: str) -> int:
    # How wide a terminal draws it.
    return sum(_width(char) for char in _drawn(text))


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
