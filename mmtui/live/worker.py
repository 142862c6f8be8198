"""The processes of a script: a program of its own; of mmtui it has ``keeping`` and ``pipes`` alone.

The first process is a guardian.  It changes settings of the machine, and when the other end of its socket is
closed, which the kernel does however mmtui ends, it puts them back.  Its one child is the first process of a
PID namespace, in which all processes of the script live: when that dies, the kernel kills them all.

Each process listens on a socket of its own for lines such as ``munmap 17592186044416 4096``, does to its own
memory what they ask, far from where Python keeps its own, and answers ``RC ERRNO NUMBER``.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from mmtui.live.keeping import guard
from mmtui.live.pipes import Pipes

PAGE = 4096
PR_SET_PDEATHSIG = 1
CLONE_NEWPID = 0x20000000
MAP_FIXED = 0x10
MAP_POPULATE = 0x8000
PROT_WRITE = 2
MAP_SHARED = 1
POPULATE_READ, POPULATE_WRITE = 22, 23
MREMAP_MAYMOVE_FIXED = 3
_LONG = ("mmap", "mremap", "pread", "pwrite", "vmsplice")
"""Calls that return more than an int."""
_MOVE_PAGES = 279 if os.uname().machine == "x86_64" else 239
_MOVED_AT_ONCE = 1024
_IO_URING_SETUP, _REGISTER = 425, 427
"""System calls that the C library has no function for, by their number."""
_REGISTER_BUFFERS, _UNREGISTER_BUFFERS = 0, 1
_CONSTANT, _BIN = PAGE, 2 * PAGE
"""Where, in the file that bytes are copied from and to, a whole page of one value and what was read lie."""


class Caller:
    """System calls by number; ``rc`` below 0 comes with an errno."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self.values = os.memfd_create("values")
        os.pwrite(self.values, bytes(range(256)), 0)
        self._value = 0
        self._rings: list[int] = []
        self._pipes = Pipes(self.call)

    def call(self, name: str, *words: int) -> tuple[int, int, int]:
        """Return (0, 0, what the call returned), or (-1, errno, 0)."""
        function = getattr(self._libc, name)
        function.restype = ctypes.c_long if name in _LONG else ctypes.c_int
        rc = function(*map(ctypes.c_ulong, words))
        return (-1, ctypes.get_errno(), 0) if rc == -1 else (0, 0, rc)

    def map(self, words: list[str]) -> tuple[int, int, int]:
        """Map at a fixed address, advise, populate; the number says whether it was mapped.

        MAP_POPULATE would come before the advice that it is to follow.
        """
        start, size, prot, flags, advice, offset = map(int, words[:6])
        later = flags & MAP_POPULATE if advice else 0
        flags &= ~later
        try:
            file = os.open(words[6], os.O_RDWR) if len(words) > 6 else -1
        except OSError as error:
            return -1, error.errno or 0, 0
        rc, error_number, _ = self.call("mmap", start, size, prot, flags | MAP_FIXED, file, offset)
        if file >= 0:
            os.close(file)
        if rc or not advice:
            return rc, error_number, int(not rc)
        answer = (*self.call("madvise", start, size, advice)[:2], 1)
        if later:  # as __mm_populate(): what cannot be is no error, and shared pages are only found
            write = prot & PROT_WRITE and not flags & MAP_SHARED
            self.call("madvise", start, size, POPULATE_WRITE if write else POPULATE_READ)
        return answer

    def touch(self, kind: str, start: int, end: int, value: int) -> tuple[int, int, int]:
        """Read, write or fill each page; the number is the address that could not be.

        The kernel copies the byte for us: it faults as we would, and says so instead of sending a signal.
        """
        if kind == "fill":
            os.pwrite(self.values, bytes([value]) * PAGE, _CONSTANT)
        self._value = self._value % 255 + 1  # never 0, and never twice the same: no pages to merge
        copies = {
            "read": ("pwrite", 1, _BIN),
            "write": ("pread", 1, self._value),
            "fill": ("pread", PAGE, _CONSTANT),
        }
        name, size, at = copies[kind]
        for address in range(start, end, PAGE):
            rc, error_number, _ = self.call(name, self.values, address, size, at)
            if rc:
                return rc, error_number, address
        return 0, 0, 0

    def move(self, start: int, end: int, node: int, flags: int) -> tuple[int, int, int]:
        """Let pages move to a node with move_pages(); the number says how many the kernel says lie there."""
        moved = 0
        for first in range(start, end, _MOVED_AT_ONCE * PAGE):
            pages = range(first, min(first + _MOVED_AT_ONCE * PAGE, end), PAGE)
            many = ctypes.c_int * len(pages)
            there, found = many(*[node] * len(pages)), many(*[-1] * len(pages))
            where = (ctypes.c_ulong * len(pages))(*pages)
            words = [ctypes.addressof(each) for each in (where, there, found)]
            rc, error_number, _ = self.call("syscall", _MOVE_PAGES, 0, len(pages), *words, flags)
            if rc:
                return rc, error_number, moved
            moved += list(found).count(node)
        return 0, 0, moved

    def pin(self, start: int, size: int) -> tuple[int, int, int]:
        """Let a new io_uring pin a range as a registered buffer."""
        parameters, buffer = ctypes.create_string_buffer(120), (ctypes.c_ulong * 2)(start, size)
        rc, error_number, ring = self.call("syscall", _IO_URING_SETUP, 1, ctypes.addressof(parameters))
        if rc:
            return rc, error_number, 0
        self._rings.append(ring)
        return self.call("syscall", _REGISTER, ring, _REGISTER_BUFFERS, ctypes.addressof(buffer), 1)

    def unpin(self) -> tuple[int, int, int]:
        """End all pins of this process."""
        for ring in self._rings:
            self.call("syscall", _REGISTER, ring, _UNREGISTER_BUFFERS, 0, 0)
        self._close_rings()
        return 0, 0, 0

    def vmsplice(self, start: int, size: int) -> tuple[int, int, int]:
        """Put a range into a pipe; the number is the address that could not be."""
        return self._pipes.take(start, size)

    def closepipe(self) -> tuple[int, int, int]:
        """Give back what all pipes of this process hold."""
        self._pipes.close()
        return 0, 0, 0

    def forked(self) -> None:
        """Close what a child has of its parent's rings and pipes, whose pins and pages stay."""
        self._close_rings()
        self._pipes.close()

    def _close_rings(self) -> None:
        while self._rings:
            os.close(self._rings.pop())


def listen(caller: Caller, ears: list[int], mine: int) -> None:
    """Do what is asked on one of the sockets, until it is closed; a child goes on with another one."""
    while line := os.read(ears[mine], 4096).decode():
        verb, *words = line.split()
        if verb == "exit":
            return
        if verb == "fork":
            answer, mine = _fork(caller, int(words[0]), mine)
        elif verb == "mmap":
            answer = caller.map(words)
        elif verb in ("move", "pin", "unpin", "vmsplice", "closepipe"):
            answer = getattr(caller, verb)(*map(int, words))
        elif verb == "touch":
            answer = caller.touch(words[0], *map(int, words[1:]))
        elif verb == "mremap":
            start, size, to, flags = map(int, words)
            answer = caller.call(verb, start, size, size, MREMAP_MAYMOVE_FIXED | flags, to)
        else:
            answer = caller.call(verb, *map(int, words))
        os.write(ears[mine], " ".join(map(str, answer)).encode())


def _fork(caller: Caller, ear: int, mine: int) -> tuple[tuple[int, int, int], int]:
    try:
        pid = os.fork()
    except OSError as error:
        return (-1, error.errno or 0, 0), mine
    if pid:
        return (0, 0, 0), mine
    caller.forked()
    # /proc was mounted outside of our namespace and knows the number that we have there
    return (0, 0, int(os.readlink("/proc/self"))), ear


def main(control: int, ears: list[int], cpu: int) -> int:
    """Be the guardian, and return its exit code."""
    os.sched_setaffinity(0, {cpu})  # pages that wait in another CPU's batch look shared
    caller = Caller()
    rc, error_number, _ = caller.call("unshare", CLONE_NEWPID)
    if rc:
        os.write(control, f"{rc} {error_number} 0".encode())
        return 1
    child = os.fork()
    if child == 0:
        os.close(control)
        caller.call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        listen(caller, ears, 0)
        os._exit(0)
    for ear in ears:
        os.close(ear)
    os.write(control, b"0 0 0")
    guard(control, child)
    return 0


def run() -> None:
    """Do what the command line says."""
    sys.exit(main(int(sys.argv[1]), [int(word) for word in sys.argv[2].split(",")], int(sys.argv[3])))
