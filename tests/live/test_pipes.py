"""The pipes of a process of a script: real ones, into which a kernel made up here puts pages."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os

import pytest

from mmtui.live.pipes import MOST_PAGES, PAGE, Pipes

START = 1000 * PAGE


class FakeKernel:
    """Takes 16 pages at most for each call, and none at ``missing`` or behind it."""

    def __init__(self, missing: int = 1 << 40) -> None:
        self.missing = missing
        self.taken: list[tuple[int, int]] = []
        """Address and size of what a call has taken."""
        self.sizes: dict[int, int] = {}
        """Bytes that a pipe was offered room for, by its file descriptor."""

    def call(self, name: str, pipe: int, piece: int, count: int, flags: int) -> tuple[int, int, int]:
        assert (name, count, flags) == ("vmsplice", 1, 2)
        start, size = (ctypes.c_ulong * 2).from_address(piece)
        self.sizes[pipe] = fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ)
        took = min(size, 16 * PAGE, self.missing - start)
        if took <= 0:
            return -1, errno.EFAULT, 0
        self.taken.append((start, took))
        return 0, 0, took


@pytest.fixture
def kernel():
    return FakeKernel()


@pytest.fixture
def pipes(kernel):
    pipes = Pipes(kernel.call)
    yield pipes
    pipes.close()


def test_the_kernel_is_asked_again_for_what_it_did_not_take(kernel, pipes):
    assert pipes.take(START, 40 * PAGE) == (0, 0, 0)
    assert [(start - START, size // PAGE) for start, size in kernel.taken] == [
        (0, 16),
        (16 * PAGE, 16),
        (32 * PAGE, 8),
    ]
    (size,) = kernel.sizes.values()
    assert size >= 40 * PAGE


def test_a_range_that_is_too_long_for_one_pipe_gets_several(kernel, pipes):
    assert pipes.take(START, (2 * MOST_PAGES + 1) * PAGE) == (0, 0, 0)
    assert sum(size for _, size in kernel.taken) == (2 * MOST_PAGES + 1) * PAGE
    assert len(kernel.sizes) == 3


def test_it_ends_at_the_address_that_cannot_be_read(kernel, pipes):
    kernel.missing = START + 20 * PAGE
    assert pipes.take(START, 40 * PAGE) == (-1, errno.EFAULT, START + 20 * PAGE)
    kernel.missing = START
    assert pipes.take(START, PAGE) == (-1, errno.EFAULT, START)


def test_closing_closes_both_ends_of_every_pipe(kernel, pipes):
    before = set(os.listdir("/proc/self/fd"))
    pipes.take(START, PAGE)
    pipes.take(START, PAGE)
    assert len(set(os.listdir("/proc/self/fd")) - before) == 4
    pipes.close()
    assert set(os.listdir("/proc/self/fd")) == before
    pipes.close()
