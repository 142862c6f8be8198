"""What more than one CPU touches; what only one does nobody can see, so it needs no steps of its own."""

from __future__ import annotations

from typing import TypeAlias

from mmtui.race.steps import Change, Free, Lock, Look, Place, Table, Take

Shared: TypeAlias = Lock | tuple[Place | Table, int]
"""A lock that can make a CPU wait, or bits of a table that one reads without a lock and another changes."""


class Contended(Exception):
    """Something turned out to be shared; the search begins anew and takes it seriously."""

    def __init__(self, shared: Shared) -> None:
        super().__init__(f"{shared!r}")
        self.shared = shared


class Sharing:
    """Which locks, and which bits of the tables, more than one CPU touches.

    Of a lock that only one CPU ever takes, or all only as readers, nobody sees whether it is held; and bits
    that no other CPU changes can be read at any moment.  Which ones are of that kind is found out by
    searching: ``Contended`` is raised when one is not.
    """

    def __init__(self, contended: frozenset[Shared], without: frozenset[str]) -> None:
        self.contended = contended
        self.without = without
        self._bits = tuple(shared for shared in contended if not isinstance(shared, Lock))
        self._takers: dict[Lock, dict[str, bool]] = {}
        self._looked: dict[Place | Table, dict[str, int]] = {}
        self._changed: dict[Place | Table, dict[str, int]] = {}

    def lock(self, step: Take | Free, cpu: str) -> bool:
        """Tell whether anybody can see that the CPU takes this lock, or lets it go."""
        lock = step.lock
        if lock.kind in self.without or lock in self.contended:
            return lock.kind not in self.without
        takers = self._takers.setdefault(lock, {})
        takers[cpu] = takers.get(cpu, True) and step.shared
        if len(takers) > 1 and not all(takers.values()):
            raise Contended(lock)
        return False

    def look(self, step: Look, cpu: str) -> bool:
        """Tell whether what the CPU reads without a lock can be changed by another."""
        if any(step.at == at and step.bits & bits for at, bits in self._bits):
            return True
        looked = self._looked.setdefault(step.at, {})
        looked[cpu] = looked.get(cpu, 0) | step.bits
        self._compare(step.at)
        return False

    def change(self, step: Change, cpu: str) -> None:
        """Note what the CPU changes."""
        changed = self._changed.setdefault(step.at, {})
        changed[cpu] = changed.get(cpu, 0) | step.clear | step.set
        self._compare(step.at)

    def _compare(self, at: Place | Table) -> None:
        for reader, looked in self._looked.get(at, {}).items():
            for writer, changed in self._changed.get(at, {}).items():
                if reader != writer and looked & changed:
                    raise Contended((at, looked & changed))
