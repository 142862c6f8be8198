"""Processes that share a huge page and split their PMDs one after the other."""

from dataclasses import dataclass

from mmtui import Op, Workload, hookimpl, parse_op


@dataclass(frozen=True)
class ForkSplit(Workload):
    """A maps a folio with a PMD and forks; then each protects a part, unmaps it, and exits, in turn.

    Every ``mprotect`` turns one more PMD into PTEs while the others keep theirs, so that one page is
    reached in both ways.  No two processes have the same part, as long as there are pages enough.
    """

    name = "fork-split"
    title = "fork, split the PMDs in turn, unmap parts, exit"

    processes: int = 2

    def __post_init__(self) -> None:
        if not 1 <= self.processes <= 26:
            raise ValueError(f"processes is 1 to 26, not {self.processes}")

    def operations(self, pages_per_pmd: int) -> tuple[Op, ...]:
        first, *others = born = [chr(ord("A") + i) for i in range(self.processes)]
        size = max(pages_per_pmd // max(self.processes, 2), 1)
        starts = [i * size % pages_per_pmd for i in range(self.processes)]
        parts = {each: f"{start} {start + size}" for each, start in zip(born, starts, strict=True)}
        lines = [
            f"proc {first}",
            f"{first} mmap r anon {pages_per_pmd}",
            f"{first} write r",
            *(f"{first} fork {other}" for other in others),
            *(f"{each} mprotect r {parts[each]} ro" for each in born),
            *(f"{each} munmap r {parts[each]}" for each in born),
            *(f"{each} exit" for each in born),
        ]
        return tuple(parse_op(line) for line in lines)


@hookimpl
def register_workloads() -> list[type[Workload]]:
    return [ForkSplit]
