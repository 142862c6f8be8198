"""Starting and asking the processes of a script; none of them outlives us."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from mmtui.errors import MmtuiError
from mmtui.live.keeping import current, write
from mmtui.model.opnames import MOST_PROCESSES

_WORKER = (
    f"import sys; sys.path.append({str(Path(__file__).parents[2])!r}); import mmtui.live.worker as w; w.run()"
)
_SECONDS = 60


class LostError(MmtuiError):
    """A process of the script died, or answers no more; this is not the script's doing."""

    exit_code = 70


class Answer(NamedTuple):
    """What a process says of a line: 0, or -1 with the errno; a number that depends on the line."""

    rc: int
    error: int
    number: int


class Process(NamedTuple):
    """A process that runs."""

    pid: int
    pidfd: int
    line: socket.socket


class Processes:
    """The processes of a script by their names; used with ``with``, it ends them."""

    def __init__(self) -> None:
        self._named: dict[str, Process] = {}
        self._before: dict[str, str] = {}
        pairs = [socket.socketpair(type=socket.SOCK_SEQPACKET) for _ in range(MOST_PROCESSES + 2)]
        self._control, self._nursery, *self._free = (ours for ours, _ in pairs)
        theirs = [end.fileno() for _, end in pairs]
        cpu = min(os.sched_getaffinity(0))
        words = [str(theirs[0]), ",".join(map(str, theirs[1:])), str(cpu)]
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _WORKER, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=theirs,
            start_new_session=True,  # Ctrl+C is for us; the guardian still has work to do then
        )
        for _, end in pairs:
            end.close()
        self._guardian_fd = os.pidfd_open(self._guardian.pid)
        self._ears = {line: index for index, line in enumerate(self._free, 1)}

    def __enter__(self) -> Processes:
        answer = self._heard(self._control, self._guardian_fd)
        if answer.rc:
            self.__exit__(None, None, None)
            raise LostError(f"no namespace for the processes of the script: {os.strerror(answer.error)}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._named.values():
            os.close(process.pidfd)
            process.line.close()
        for line in (self._nursery, *self._free, self._control):
            line.close()
        if self._guardian.wait():
            self._put_back()
        os.close(self._guardian_fd)

    def _put_back(self) -> None:
        # somebody killed the guardian
        for path, value in self._before.items():
            write(path, value)

    def names(self) -> list[str]:
        """Return who lives, in the order of birth."""
        return list(self._named)

    def pid(self, name: str) -> int:
        """Return the PID of a process."""
        return self._named[name].pid

    def born(self, name: str, parent: str = "") -> Answer:
        """Fork a process, from an empty one if no parent is named."""
        line = self._free[0]
        words = f"fork {self._ears[line]}"
        if parent:
            answer = self.ask(parent, words)
        else:
            _send(self._nursery, words)
            answer = self._heard(self._nursery, self._guardian_fd)
        if not answer.rc:
            pid = self._heard(line, self._guardian_fd).number
            self._named[name] = Process(pid, os.pidfd_open(pid), self._free.pop(0))
        return answer

    def ended(self, name: str) -> None:
        """Let a process exit, and wait until its memory is gone."""
        process = self._named.pop(name)
        _send(process.line, "exit")
        if not select.select([process.pidfd], [], [], _SECONDS)[0]:
            raise LostError(f"process {name} does not end")
        os.close(process.pidfd)
        process.line.close()

    def ask(self, name: str, *words: object) -> Answer:
        """Let a process do something to its memory."""
        process = self._named[name]
        _send(process.line, " ".join(map(str, words)))
        return self._heard(process.line, process.pidfd)

    def set(self, path: str, value: str) -> Answer:
        """Change a setting of the machine until the end."""
        self._before.setdefault(path, current(path))
        _send(self._control, f"{path} {value}")
        return self._heard(self._control, self._guardian_fd)

    def _heard(self, line: socket.socket, pidfd: int) -> Answer:
        ready = select.select([line.fileno(), pidfd], [], [], _SECONDS)[0]
        words = line.recv(256).split() if line.fileno() in ready else []
        if not words:
            raise LostError("a process of the script died" if ready else "a process of the script hangs")
        return Answer(*map(int, words))


def _send(line: socket.socket, words: str) -> None:
    try:
        line.send(words.encode())
    except OSError:  # nobody holds the other end any more
        raise LostError("a process of the script died") from None
