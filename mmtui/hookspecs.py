"""The hooks that a plugin can implement.

A spec is a signature and a docstring: pluggy never runs its body, which is why mypy is told that it
may be empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pluggy import HookimplMarker, HookspecMarker

from mmtui.checker import Checker
from mmtui.scheme import Scheme
from mmtui.workload import Workload

# specifications have no body: nothing is ever returned here
hookspec = HookspecMarker("mmtui")
hookimpl = HookimplMarker("mmtui")


@hookspec
def register_schemes() -> Iterable[type[Scheme]]:  # type: ignore[empty-body]  # plugins have it
    """Return accounting schemes that a player can choose.  Since 0.1."""


@hookspec
def register_workloads() -> Iterable[type[Workload]]:  # type: ignore[empty-body]  # plugins have it
    """Return workloads that a scenario can name.  Since 0.1."""


@hookspec
def register_checkers() -> Iterable[type[Checker]]:  # type: ignore[empty-body]  # plugins have it
    """Return checkers that hold a scheme to what it claims.  Since 0.1."""


@hookspec
def register_scenarios() -> Iterable[Path]:  # type: ignore[empty-body]  # plugins have it
    """Return folders of scenario files.  Since 0.1."""
