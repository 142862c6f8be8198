"""Operations that the author of a scenario wrote down."""

from dataclasses import dataclass

from mmtui import Op, Workload, hookimpl, parse_script


@dataclass(frozen=True)
class Script(Workload):
    """Runs the lines of ``ops``, one operation each."""

    name = "script"
    title = "the operations as they are written"

    ops: str
    """The parameter ``ops``; the underscore keeps it apart from the method."""

    def operations(self, pages_per_pmd: int) -> tuple[Op, ...]:
        return parse_script(self.ops)


@hookimpl
def register_workloads() -> list[type[Workload]]:
    return [Script]
