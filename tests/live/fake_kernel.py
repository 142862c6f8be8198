"""A kernel for machines that show nobody their page frames: the model of Linux 6.18 speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

from mmtui.catalog import Catalog
from mmtui.kernel.profile import KERNELS
from mmtui.live.kernel import Asking, Kernel, NoAnswer
from mmtui.live.machine import Build
from mmtui.live.states import Record
from mmtui.live.versus import seen
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.report.records import records

PROFILE = KERNELS["6.18"]


class FakeKernel(Kernel):
    """Answers as the model does; ``twist`` may change the records of each step, ``missing`` what it lacks."""

    def __init__(self, catalog: Catalog, **settings: str) -> None:
        self.catalog = catalog
        self.here = {"thp": "always", "shmem": "never", "zeropage": "1", **settings}
        self.missing = ""
        self.dies = ""
        self.twist: Callable[[list[Record]], list[Record]] = list
        self.hangs: Event | None = None
        self.scripts: list[str] = []
        self.cancelled = 0

    def problem(self) -> str:
        return self.missing

    def build(self) -> Build:
        return Build("6.18.7-test", True, "")

    def settings(self) -> dict[str, str]:
        return self.here

    def ask(self, script: str) -> Asking:
        self.scripts.append(script)
        return _FakeAsking(self, script)


class _FakeAsking(Asking):
    def __init__(self, kernel: FakeKernel, script: str) -> None:
        self._kernel = kernel
        self._script = script

    def states(self) -> Iterator[list[Record]]:
        kernel = self._kernel
        yield [{"t": "begin", "kernel": kernel.build().release}]
        moment = Moment.first(kernel.catalog.scheme(PROFILE.scheme), PROFILE)
        for op in parse_script(self._script):
            if kernel.hangs is not None and op.verb == "write":
                assert kernel.hangs.wait(10), "nobody gave up"
                raise NoAnswer("it was ended")
            if kernel.dies and op.verb == kernel.dies:
                raise NoAnswer("a process of the script died")
            before, moment = moment, moment.after(op)
            yield kernel.twist(list(seen(records, moment, before)))

    def cancel(self) -> None:
        self._kernel.cancelled += 1
        if self._kernel.hangs is not None:
            self._kernel.hangs.set()
