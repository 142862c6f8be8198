"""What ``mmtui compare`` runs: a script, the script of a recording, or a workload with its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mmtui.cli.script import Script, read_script
from mmtui.errors import ScriptError, UsageError
from mmtui.model.ops import Op, parse_op

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.recording.trace import Trace

_WORKLOAD = "workload:"
_TRACES = (".jsonl", ".jsonl.gz", ".jsonl.xz")


class Source(NamedTuple):
    """The operations to run."""

    script: Script
    release: str = ""
    """Of a recording: the kernel that was recorded."""
    unmodelled: str = ""
    """Of a recording: the first operation that is not modelled, and why; those before it are run."""
    recorded: bool = False
    """What made no sense to the recorded kernel may be in it."""


def read_source(target: str, catalog: Catalog, pages_per_pmd: int) -> Source:
    """Return what a word of the command line names.

    Raises ``UsageError`` where there is no such file, workload or parameter, and ``ScriptError`` where a
    line cannot be read.
    """
    if target.lower().startswith(_WORKLOAD):
        return _of_workload(target[len(_WORKLOAD) :], catalog, pages_per_pmd)
    if target.endswith(_TRACES):
        from mmtui.recording.trace import read_trace

        return _of_trace(read_trace(Path(target)))
    return Source(read_script(target))


def _of_workload(words: str, catalog: Catalog, pages_per_pmd: int) -> Source:
    from mmtui.catalog import ops_of

    name, *given = words.split(",")
    ops = ops_of(catalog.workload(name, _params(given)), pages_per_pmd)
    return Source(Script(name, f"{_WORKLOAD}{name}", ops))


def _params(given: list[str]) -> Mapping[str, object]:
    params: dict[str, object] = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"a parameter of a workload is NAME=VALUE, not {pair!r}")
        params[key.strip()] = _value(value.strip())
    return params


def _value(text: str) -> object:
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text)


def _of_trace(trace: Trace) -> Source:
    from mmtui.recording.compare import SAYS_NOTHING

    ops: list[Op] = []
    problem = ""
    for step in trace.steps:
        if step.op.startswith(SAYS_NOTHING):
            continue
        try:
            ops.append(parse_op(step.op))
        except ScriptError as error:
            problem = f"step {step.n}, {step.op}: {error.problem}"
            break
    return Source(Script(trace.script, trace.source, tuple(ops)), trace.release, problem, recorded=True)
