"""Processes that share memory after fork() and let go of it one after the other."""

from dataclasses import dataclass

from mmtui import Op, Workload, hookimpl, parse_op


@dataclass(frozen=True)
class ForkExit(Workload):
    """A maps pages and touches them, forks the others, and all exit in turn.

    The plainest life of a shared folio: every page is mapped once by each process, and the last
    unmap of all pages comes with the last exit.
    """

    name = "fork-exit"
    title = "touch, fork, and exit in turn"

    processes: int = 2
    pages: int = 0
    """0 stands for as many as a PMD maps."""
    touch: str = "write"
    order: str = "abc"
    """abc: in the order in which they were born; cba: the youngest first."""

    def __post_init__(self) -> None:
        if not 1 <= self.processes <= 26:
            raise ValueError(f"processes is 1 to 26, not {self.processes}")
        if not 0 <= self.pages <= 3072:
            raise ValueError(f"pages is 0 to 3072, not {self.pages}")
        if self.touch not in ("read", "write"):
            raise ValueError(f"touch is 'read' or 'write', not {self.touch!r}")
        if self.order not in ("abc", "cba"):
            raise ValueError(f"order is 'abc' or 'cba', not {self.order!r}")

    def operations(self, pages_per_pmd: int) -> tuple[Op, ...]:
        first, *others = born = [chr(ord("A") + i) for i in range(self.processes)]
        lines = [
            f"proc {first}",
            f"{first} mmap r anon {self.pages or pages_per_pmd}",
            f"{first} {self.touch} r",
            *(f"{first} fork {other}" for other in others),
            *(f"{each} exit" for each in (born if self.order == "abc" else reversed(born))),
        ]
        return tuple(parse_op(line) for line in lines)


@hookimpl
def register_workloads() -> list[type[Workload]]:
    return [ForkExit]
