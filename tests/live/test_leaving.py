"""What ``mmtui live`` leaves behind: no process, and every setting as it was."""

from __future__ import annotations

import errno
import os
import signal
import threading
from pathlib import Path

import pytest
from live_commands import (
    CHANGED,
    SETTING,
    gone,
    needs_right,
    setting,
    wait_until,
)

from mmtui.errors import ScriptError
from mmtui.live.machine import THP
from mmtui.live.performer import Performer
from mmtui.live.processes import Answer, Processes
from mmtui.live.script import read_ops


@needs_right
def test_settings_are_put_back(live):
    before = setting()
    done = live("run", "--json", "-", text=CHANGED)
    assert (done.returncode, setting()) == (0, before)


@needs_right
def test_settings_are_put_back_and_children_are_gone_after_an_error(live):
    before = setting()
    done = live("run", "--json", "-", text=f"{CHANGED}proc A\nA read r\n")
    assert (done.returncode, setting()) == (3, before)
    assert "<stdin>:3: A read r: A has no region r" in done.stderr


@needs_right
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_killed_it_leaves_no_process_and_no_setting(long_run, number):
    run, workers, before = long_run
    run.send_signal(number)
    assert run.wait(10) == -number
    wait_until(lambda: gone(workers))
    wait_until(lambda: setting() == before)


@needs_right
def test_interrupted_it_ends_with_130_and_leaves_nothing(long_run):
    run, workers, before = long_run
    run.send_signal(signal.SIGINT)
    assert run.wait(10) == 130
    assert gone(workers)
    assert setting() == before


@needs_right
def test_when_its_guardian_is_killed_it_puts_back_itself(long_run, tmp_path):
    run, workers, before = long_run
    os.kill(workers[0], signal.SIGKILL)
    assert run.wait(10) == 70
    assert "died" in (tmp_path / "err").read_text()
    wait_until(lambda: gone(workers))
    assert setting() == before


@needs_right
def test_a_setting_that_may_not_be_written_is_no_result_of_the_kernel(monkeypatch):
    text = "set faultaround 4096"
    monkeypatch.setattr("mmtui.live.ability.FAULT_AROUND", THP / "defrag")
    monkeypatch.setattr("mmtui.live.performer.setting_path", lambda name: Path("/proc/version"))
    monkeypatch.setattr("mmtui.live.processes.Processes.set", lambda *words: Answer(-1, errno.EPERM, 0))
    with Performer() as performer, pytest.raises(ScriptError, match="this kernel is locked down"):
        performer.do(read_ops(text)[0])


@needs_right
def test_two_commands_do_not_change_a_setting_at_once(long_run, live):
    run, workers, before = long_run
    with Processes() as processes:
        path = str(SETTING)
        threading.Timer(0.5, run.kill).start()
        answer = processes.set(path, "never")
        assert answer.rc == 0
        wait_until(lambda: gone(workers))
    assert setting() == before, "what the first had changed is not what was before"


@needs_right
def test_a_setting_that_another_command_keeps_is_an_error(monkeypatch):
    monkeypatch.setattr("mmtui.live.processes.Processes.set", lambda *words: Answer(-1, errno.EAGAIN, 0))
    with Performer() as performer, pytest.raises(ScriptError, match="another command has set"):
        performer.do(read_ops("set defrag never")[0])
