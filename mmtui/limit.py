"""A limit of time for code that is not ours."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic
from types import FrameType, TracebackType
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

BUDGET = 5.0
"""Seconds that a plugin may take to be loaded, or one of its workloads to make operations."""
_PATIENCE = 1.0
_AGAIN = 0.05


class Place(NamedTuple):
    """A line of code that was running."""

    module: str
    file: str
    line: int


class TimeLimitError(Exception):
    """A call took too long; ``places`` is where it was, the innermost first."""

    def __init__(self, seconds: float, places: tuple[Place, ...]) -> None:
        super().__init__(f"still running after {seconds:g} s")
        self.seconds = seconds
        self.places = places


class OutOfTime(BaseException):
    """Raised inside a call whose time is up; let it pass."""


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what a call returns; raise what it raises, or ``TimeLimitError`` when it takes too long.

    The call has a thread of its own.  When its time is up, ``PyThreadState_SetAsyncExc()`` raises an
    exception in it, again and again for a second: that ends every loop of Python code, even one that
    catches everything.  It does not end a call into C, such as ``time.sleep()``.  Such a thread is
    left behind, as a daemon, and the program goes on.  What nothing in this process can help against
    is C code that keeps the interpreter's lock, such as a regular expression that never ends.
    """
    until = monotonic() + seconds
    return ended_when(call, lambda: monotonic() >= until, seconds=seconds, every=seconds)


def ended_when(call: Callable[[], T], late: Callable[[], bool], *, seconds: float, every: float = 0.2) -> T:
    """Return what a call returns, as ``within()`` does; end it when ``late()`` says that it hangs.

    ``late()`` is asked every so many seconds; ``seconds`` is what the error says.
    """
    run = _Run(call)
    thread = Thread(target=run, daemon=True, name="mmtui-plugin")
    thread.start()
    thread.join(every)
    while thread.is_alive():
        if late():
            places = _where(thread)
            run.end(thread)
            raise TimeLimitError(seconds, places)
        thread.join(every)
    return run.outcome()


def places_in(trace: TracebackType | None) -> tuple[Place, ...]:
    """Return where an exception passed, the innermost place first."""
    places = []
    while trace is not None:
        places.append(_place(trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return tuple(reversed(places))


class _Run(Generic[T]):
    # One call, on its way through its thread.

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._lock = Lock()
        self._done = False
        self._results: list[T] = []
        self._error: BaseException | None = None

    def __call__(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:
            self._error = error
        # an exception that was sent late may arrive here; past this loop none is sent
        while not self._done:
            try:
                with self._lock:
                    self._done = True
            except OutOfTime:
                continue

    def outcome(self) -> T:
        if self._error is not None:
            raise self._error
        return self._results[0]

    def end(self, thread: Thread) -> None:
        until = monotonic() + _PATIENCE
        while thread.is_alive() and monotonic() < until:
            with self._lock:
                if self._done or not _raise_in(thread):
                    return
            thread.join(_AGAIN)


def _raise_in(thread: Thread) -> bool:
    try:
        from ctypes import c_ulong, py_object, pythonapi
    except ImportError:  # a Python without ctypes, or not CPython: the thread is left behind
        return False
    return bool(pythonapi.PyThreadState_SetAsyncExc(c_ulong(thread.ident or 0), py_object(OutOfTime)))


def _where(thread: Thread) -> tuple[Place, ...]:
    frame = sys._current_frames().get(thread.ident or 0)
    places = []
    while frame is not None:
        places.append(_place(frame, frame.f_lineno))
        frame = frame.f_back
    return tuple(places)


def _place(frame: FrameType, line: int | None) -> Place:
    return Place(str(frame.f_globals.get("__name__", "")), frame.f_code.co_filename, line or 0)
