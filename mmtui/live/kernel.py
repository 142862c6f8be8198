"""The kernel under us, asked by a process of its own, so that whoever asks can go on and can give up."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO

from mmtui.errors import MmtuiError
from mmtui.live.keeping import current
from mmtui.live.machine import Build, build, problem, setting_path, settings
from mmtui.live.states import Record

_ROOT = Path(__file__).parents[2]
# not by -m: that would look for mmtui in whatever folder we are
_RUN = f"import sys; sys.path.append({str(_ROOT)!r}); from mmtui.cli import main; sys.exit(main())"


class NoAnswer(MmtuiError):
    """The kernel could not be asked to the end; the message is what ``mmtui live run`` says."""

    exit_code = 70


class Asking(ABC):
    """A script that is being asked; used with ``with``, it ends what runs."""

    def __enter__(self) -> Asking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    @abstractmethod
    def states(self) -> Iterator[list[Record]]:
        """Yield the begin record, then the records after each operation; raise ``NoAnswer``."""

    @abstractmethod
    def cancel(self) -> None:
        """End it, from any thread; what it had set is put back."""


class Kernel(ABC):
    """A kernel that can be asked."""

    @abstractmethod
    def problem(self) -> str:
        """Return what it takes and is not there; "" if it can be asked."""

    @abstractmethod
    def build(self) -> Build:
        """Return what kernel it is."""

    @abstractmethod
    def settings(self) -> dict[str, str]:
        """Return how it makes huge pages, by the names of the op language."""

    @abstractmethod
    def ask(self, script: str) -> Asking:
        """Begin to ask."""


class OurKernel(Kernel):
    """The one that this runs on."""

    def problem(self) -> str:
        return problem()

    def build(self) -> Build:
        return build()

    def settings(self) -> dict[str, str]:
        return dict(settings()) | {"zeropage": current(str(setting_path("zeropage")))}

    def ask(self, script: str) -> Asking:
        return _Process(script)


class _Process(Asking):
    def __init__(self, script: str) -> None:
        self._said: IO[str] = TemporaryFile("w+")  # noqa: SIM115 - read when it has ended
        # -P: nothing is imported from the folder that we are in
        words = [sys.executable, "-P", "-c", _RUN, "live", "run", "--json", "-"]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True
        )
        self._script = script

    def states(self) -> Iterator[list[Record]]:
        process = self._process
        assert process.stdin is not None, "a pipe"
        assert process.stdout is not None, "a pipe"
        try:
            with process.stdin:
                process.stdin.write(self._script)
        except BrokenPipeError:
            pass  # it has ended, and says below why
        yield from _grouped(process.stdout)
        if process.wait():
            self._said.seek(0)
            lines = self._said.read().splitlines() or [f"it ended with {process.returncode}"]
            raise NoAnswer(re.sub(r"^(mmtui|<stdin>:\d+): ", "", lines[-1]))

    def cancel(self) -> None:
        self._process.terminate()
        self._process.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()
        self._said.close()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _grouped(lines: IO[str]) -> Iterator[list[Record]]:
    """Yield the records of each step, as soon as the next one begins."""
    group: list[Record] = []
    for line in lines:
        record = json.loads(line)
        if record["t"] in ("begin", "step") and group:
            yield group
            group = []
        group.append(record)
    if group:
        yield group
