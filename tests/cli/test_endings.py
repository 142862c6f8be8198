"""Streams, signals and terminals: how commands behave as processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from mmtui.cli.ending import CLOSED_PIPE, FAILED, INTERRUPTED


def start(*args, **kwargs):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # whoever starts the tests in the background has Ctrl+C ignored, and children inherit that
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    return subprocess.Popen([sys.executable, "-m", "mmtui", *map(str, args)], **{**pipes, **heard, **kwargs})


def in_terminal(*args, **environment):
    """Return what a command writes to a terminal, and its exit code."""
    pty = pytest.importorskip("pty")
    pid, terminal = pty.fork()
    if not pid:
        os.environ.update({"TERM": "xterm", **environment})
        os.execv(sys.executable, [sys.executable, "-m", "mmtui", *map(str, args)])
    written = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other side is gone
            break
        if not piece:
            break
        written += piece
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return written.decode(), os.waitstatus_to_exitcode(status)


# -- nobody reads any more


def test_a_reader_that_stops_early_ends_a_long_run_quietly(tmp_path):
    script = tmp_path / "long.ops"
    script.write_text("proc A\nA mmap r anon 8\n" + "A write r\nA dontneed r\n" * 2000)
    with start("run", script, "--json", "--pages-per-pmd", "8") as run:
        assert '"t":"begin"' in run.stdout.readline()
        run.stdout.close()
        run.stdin.close()
        assert run.stderr.read() == ""
        assert run.wait(60) == CLOSED_PIPE


@pytest.mark.parametrize("args", [["list"], ["plugins", "list", "--json"], ["-h"]])
def test_a_reader_that_is_gone_already_is_no_error(args):
    read, write = os.pipe()
    os.close(read)
    with start(*args, stdout=write) as gone:
        os.close(write)
        _, said = gone.communicate(timeout=60)
        assert "Traceback" not in said
        assert "Exception" not in said
        assert gone.returncode == CLOSED_PIPE


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_a_full_disk_is_said_in_a_sentence():
    with open("/dev/full", "w") as full, start("list", stdout=full) as command:
        _, said = command.communicate(timeout=60)
    assert command.returncode == FAILED
    assert "No space left" in said
    assert "Traceback" not in said
    assert "Exception" not in said


def test_closed_streams_are_no_error(script):
    shell = f'"{sys.executable}" -m mmtui run "{script}" <&- >&- 2>&-'
    assert subprocess.run(["sh", "-c", shell], timeout=60).returncode == 0


# -- interrupted


def test_ctrl_c_in_a_game_ends_it_cleanly(scenario_file):
    with start("play", scenario_file) as game:
        while "Type help" not in game.stdout.readline():
            pass
        game.send_signal(signal.SIGINT)
        _, said = game.communicate(timeout=60)
    assert game.returncode == INTERRUPTED == 130
    assert said.strip() == "mmtui: interrupted"


def test_ctrl_c_while_a_script_is_read_ends_it_cleanly():
    with start("-v", "run", "-") as run:
        assert "the script is read from stdin" in run.stderr.readline()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in said


def test_an_answer_that_was_confirmed_outlives_an_interrupt(scenario_file, mmtui_):
    with start("play", scenario_file) as game:
        game.stdin.write("1\n")
        game.stdin.flush()
        while "Right." not in game.stdout.readline():
            pass
        game.kill()
    from mmtui.progress import open_progress, progress_path

    with open_progress(progress_path(), tool_version="1").progress as progress:
        assert [answer.outcome for answer in progress.answers()] == ["solved"]


# -- terminals and colours


@pytest.mark.parametrize(
    ("args", "play"), [([], "mmtui play ID"), (["last-unmap-small"], "mmtui play last-unmap-small")]
)
def test_without_a_terminal_the_game_names_what_works_without(process, args, play):
    ended = process(*args)
    assert (ended.code, ended.out) == (2, "")
    assert play in ended.err
    assert "mmtui list" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize(("args", "play"), [([], "ID"), (["controls"], "controls")])
def test_on_a_dumb_terminal_the_game_names_what_works_there(args, play):
    written, code = in_terminal(*args, TERM="dumb")
    assert code == 2
    assert "TERM is dumb" in written
    assert f"`mmtui play {play}` plays it as plain text" in written
    assert len(written.splitlines()) == 1


def test_a_terminal_gets_colours():
    written, code = in_terminal("list")
    assert "\x1b[" in written
    assert code == 0


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours_gets_none(environment):
    written, _ = in_terminal("list", **environment)
    assert "\x1b[" not in written
    assert "last-unmap-small" in written


def test_an_empty_no_color_is_not_set():
    assert "\x1b[" in in_terminal("list", NO_COLOR="")[0]


def test_color_never_wins_over_the_terminal():
    assert "\x1b[" not in in_terminal("--color", "never", "list")[0]


def test_a_pipe_gets_no_colours(process):
    assert "\x1b[" not in process("list").out


def test_color_always_wins_over_pipe_and_environment(process):
    coloured = process("--color", "always", "list", NO_COLOR="1").out
    plain = process("list").out
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_json_is_never_coloured(process, script):
    assert "\x1b[" not in process("--color", "always", "run", script, "--json").out


def test_a_terminal_that_knows_only_ascii_is_no_error(process, scenario_file):
    scenario_file.write_text(scenario_file.read_text().replace("Example: detect", "Bäume: detect"))
    ended = process("play", scenario_file, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ended.code == 1
    assert "B\\xe4ume" in ended.out


def test_input_that_is_no_text_is_no_error(scenario_file):
    with start("play", scenario_file, text=False) as game:
        _, said = game.communicate(b"\xff\xfe\x00\n1\n7\n", timeout=60)
    assert game.returncode == 0
    assert said == b""


# -- what is imported


@pytest.mark.parametrize(
    "args",
    [
        ["-h"],
        ["-V"],
        [],
        ["nonsense"],
        ["list"],
        ["list", "--json"],
        ["plugins", "list"],
        ["run", "-"],
        ["run", "-", "--json"],
        ["play", "last-unmap-small"],
        ["scenario", "check", "SCENARIO"],
    ],
    ids=" ".join,
)
def test_no_command_but_the_game_imports_textual(args, scenario_file):
    seen = "import sys; from mmtui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    args = [str(scenario_file) if arg == "SCENARIO" else arg for arg in args]
    done = subprocess.run(
        [sys.executable, "-c", seen, *args], input="proc A\n", capture_output=True, text=True, check=True
    )
    modules = done.stderr.split()
    assert "mmtui.cli" in modules
    assert not {"textual", "rich", "mmtui.tui"} & set(modules)
    if args[:1] != ["play"] and args[:1] != ["scenario"]:
        assert "pydantic" not in modules


# -- mistakes of our own


def test_a_bug_is_not_an_answer(mmtui_, script, monkeypatch):
    import mmtui.cli.script

    def broken(path):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(mmtui.cli.script, "read_script", broken)
    ended = mmtui_("run", script)
    assert ended.code == FAILED
    assert "ZeroDivisionError: ours" in ended.err
    assert "please report it" in ended.err


def test_python_m_mmtui_and_main_are_the_same(process, mmtui_):
    assert process("list", "--json").out == mmtui_("list", "--json").out


QUITS = """import os
from mmtui import Claim, Counter, Scheme, hookimpl

class Quits(Scheme):
    name = "quits"
    _mapcount = Counter(bias=-1)

    def map_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, len(pages))
        return Claim()

    def unmap_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, -len(pages))
        os._exit(0)

@hookimpl
def register_schemes():
    return [Quits]
"""


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("run", "-", "--scheme", "quits"), 4),
        (("compare", "-", "--scheme", "quits", "--scheme", "per-page"), 4),
        (("race", "quits", "--race", "halves"), 1),
        (("check", "quits", "--jobs", "1", "--depth", "2"), 1),
    ],
)
def test_a_scheme_cannot_end_the_program_behind_its_back(process, tmp_path, command, code):
    (tmp_path / "quits.py").write_text(QUITS)
    ended = process(
        "--plugins-dir", str(tmp_path), *command, stdin="proc A\nA mmap r anon 4\nA write r\nA exit\n"
    )
    assert ended.code == code
    assert "quits raised SystemExit: os._exit(0)" in ended.out + ended.err
    assert "quits.py:14" in ended.out + ended.err


def test_our_own_processes_can_still_end_at_once(process, tmp_path):
    # the workers of a search are ended so, with a plugin of the player's in each
    (tmp_path / "quits.py").write_text(QUITS.replace("os._exit(0)", "return Claim()"))
    ended = process("--plugins-dir", str(tmp_path), "check", "quits", "--jobs", "2", "--depth", "2")
    assert (ended.code, ended.err) == (0, "")


def test_a_child_that_a_plugin_forks_ends_when_it_says_so(process, tmp_path):
    forks = "pid = os.fork()\n        if not pid:\n            os._exit(0)\n"
    forks += "        os.waitpid(pid, 0)\n        return Claim()"
    (tmp_path / "quits.py").write_text(QUITS.replace("os._exit(0)", forks))
    script = "proc A\nA mmap r anon 4\nA write r\nA exit\n"
    ended = process("--plugins-dir", str(tmp_path), "run", "-", "--scheme", "quits", stdin=script)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("4 A exit") == 1


def test_a_call_by_way_of_a_library_is_a_finding_too(process, tmp_path):
    (tmp_path / "quits.py").write_text(QUITS.replace("os._exit(0)", "list(map(os._exit, [3]))"))
    script = "proc A\nA mmap r anon 4\nA write r\nA exit\n"
    ended = process("--plugins-dir", str(tmp_path), "run", "-", "--scheme", "quits", stdin=script)
    assert ended.code == 4
    assert "quits raised SystemExit: os._exit(3)" in ended.out
