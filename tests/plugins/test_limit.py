"""A plugin that never returns is a finding, never a hang."""

from __future__ import annotations

import threading
import time

import pytest

from mmtui.limit import TimeLimitError, within


def test_call_that_is_done_in_time_returns():
    assert within(20, lambda: 7) == 7


def test_what_a_call_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        within(20, lambda: 1 // 0)


def loop() -> None:
    while True:
        pass


def test_loop_is_ended_and_its_line_is_told():
    with pytest.raises(TimeLimitError) as raised:
        within(0.3, loop)
    innermost = raised.value.places[0]
    assert (innermost.file, innermost.line - loop.__code__.co_firstlineno) in [(__file__, 1), (__file__, 2)]
    assert "mmtui-plugin" not in [thread.name for thread in threading.enumerate()]


def test_loop_that_catches_everything_is_ended():
    def stubborn() -> None:
        for _ in range(3):
            try:
                loop()
            except BaseException:
                continue

    with pytest.raises(TimeLimitError):
        within(0.3, stubborn)
    assert "mmtui-plugin" not in [thread.name for thread in threading.enumerate()]


def test_call_into_c_is_left_behind():
    start = time.monotonic()
    with pytest.raises(TimeLimitError):
        within(0.2, lambda: time.sleep(60))
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass",
        "from mmtui import hookimpl\n@hookimpl\ndef register_schemes():\n    while True: pass",
        "from mmtui import hookimpl\n@hookimpl\ndef register_schemes():\n    while True: yield from ()",
    ],
)
def test_plugin_that_loops_for_ever_is_named_with_its_line_and_the_others_work(
    load, write, write_scheme, text
):
    path = write("endless.py", text)
    write_scheme("fine.py", "fine")
    catalog = load(budget=1.5)
    (error,) = catalog.errors
    assert (error.file, error.line) == (str(path), len(text.splitlines()))
    assert error.problem == "was still running after 1.5 s"
    assert list(catalog.schemes) == ["fine"]
