"""Who does the tasks of a search: this process, several, or several machines; the results come in order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from typing import TypeVar

from mmtui.errors import PluginError, UsageError

T = TypeVar("T")
R = TypeVar("R")
_PATIENCE = 10
"""Seconds to wait for a cluster."""


class Workers:
    """Does tasks with an executor; without one here and now.

    Results are taken in the order of the tasks, so nothing depends on how many workers there are.
    """

    def __init__(self, executor: Executor | None = None, jobs: int = 1) -> None:
        self._executor = executor
        self._ahead = 2 * jobs

    def in_order(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield the result of each task."""
        if self._executor is None:
            yield from map(do, tasks)
            return
        running: deque[Future[R]] = deque()
        try:
            for task in tasks:
                running.append(self._executor.submit(do, task))
                if len(running) > self._ahead:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        except BrokenExecutor as error:
            raise PluginError(
                "a worker process has ended: the scheme ended it, as os._exit() does, "
                "or the memory was too small; fewer are used with --jobs"
            ) from error
        finally:
            for future in running:
                future.cancel()


@contextmanager
def workers(jobs: int, *, silent: bool = False) -> Iterator[Workers]:
    """Give so many worker processes; with one job everything is done here.

    ``silent`` ones write nothing, whatever a plugin prints: the terminal belongs to a screen.
    """
    if jobs < 2:
        yield Workers()
        return
    others = set(active_children())
    # a fresh Python for each, for this one may have threads
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), be_silent if silent else _ignore_interrupts)
    try:
        yield Workers(pool, jobs)
    finally:
        _end(pool, set(active_children()) - others)


def _end(pool: ProcessPoolExecutor, processes: Iterable[BaseProcess]) -> None:
    # who is in the middle of a task is not waited for; the pool's own thread is, for a Python that ends
    # before it writes into a pipe that the thread closes (bad file descriptor)
    for process in processes:
        process.terminate()
    pool.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Give the workers of a dask.distributed cluster; raise ``UsageError`` where there is none.

    Each of them needs this program, and the same plugins in the same folders.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--dask needs dask.distributed: pip install 'mmtui[cluster]'") from None
    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no dask scheduler at {address}: {error}") from None
    with client:
        yield Workers(client.get_executor(), max(1, sum(client.nthreads().values())))


def _ignore_interrupts() -> None:
    # Ctrl+C goes to all of them; the one that asked answers it
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def be_silent() -> None:
    """Have this process write nothing and leave Ctrl+C to others, whatever a plugin does in it."""
    _ignore_interrupts()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
