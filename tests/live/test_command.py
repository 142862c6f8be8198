"""``mmtui live``: what it prints, what it leaves behind, and how it ends."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

import mmtui.errors
from mmtui.errors import ScriptError, UsageError
from mmtui.live.machine import THP, check_right
from mmtui.live.script import read_ops

ROOT = Path(mmtui.errors.__file__).parent.parent


def why_not() -> str:
    """Return why nothing can be run here, "" if it can."""
    try:
        check_right()
    except UsageError as error:
        return str(error)
    return ""


needs_right = pytest.mark.skipif(bool(why_not()), reason=why_not() or "runs")
FORK = (
    "proc A\nA mmap r anon 512 thp=on\nA write r\nA fork B\nB mprotect r 0 4 ro\nB munmap r 500 512\nA exit\n"
)
SETTING = THP / "defrag"
CHANGED = "set defrag defer+madvise\n"
LONG = f"{CHANGED}proc A\nA mmap r anon 512 thp=on\nA write r\nA fork B\n" + "A read r 0\n" * 20_000


@pytest.fixture
def live(tmp_path):
    """Run a live command as a user does; ``before`` is what stands before mmtui on the command line."""

    def live(*words: str, text: str = "", before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "-m", "mmtui", "live", *words],
            cwd=tmp_path,
            env=environment(tmp_path),
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return live


def environment(folder: Path) -> dict[str, str]:
    folders = {"MMTUI_STATE_DIR": str(folder / "state"), "MMTUI_DATA_DIR": str(folder / "data")}
    return {**os.environ, **folders, "PYTHONPATH": str(ROOT)}


def records(done: subprocess.CompletedProcess[str]) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def setting() -> str:
    return SETTING.read_text()


@needs_right
def test_a_fork_shares_a_huge_page_and_a_split_maps_it_by_ptes(live):
    found = records(live("run", "--json", "-", text=FORK))
    maps = [(record["p"], record["runs"]) for record in found if record["t"] == "map"]
    assert ("A", [[0, 512, "L0", 0, "pmd", "", "x", 1]]) in maps
    assert ("B", [[0, 512, "L0", 0, "pmd", "", "", 2]]) in maps
    assert maps[-1] == ("B", [[0, 500, "L0", 0, "pte", "", "x", 1]])
    assert [record["e"] for record in found if record["t"] == "vma"][-2:] == [4, 500]
    assert {"t": "folio", "f": "L0", "order": 9, "kind": "anon"} in found


@needs_right
def test_what_the_model_is_told_of_smaps_is_what_smaps_says(live):
    vmas = [record for record in records(live("run", "--json", "-", text=FORK)) if record["t"] == "vma"]
    alone = next(record for record in vmas if record["Private_Dirty"])
    assert (alone["Rss"], alone["Pss"], alone["AnonHugePages"], alone["vf"]) == (2048, 2048, 2048, "ac,hg")
    shared = next(record for record in vmas if record["p"] == "B")
    assert (shared["Rss"], shared["Pss"], shared["Shared_Dirty"]) == (2048, 1024, 2048)


@needs_right
def test_records_can_be_replayed(live, tmp_path):
    trace = tmp_path / "fork.jsonl"
    trace.write_text(live("run", "--json", "-", text="proc A\nA mmap r anon 4 thp=off\nA munmap r\n").stdout)
    words = ["replay", "--kernel", "6.18", str(trace)]
    done = subprocess.run(
        [sys.executable, "-m", "mmtui", *words], env=environment(tmp_path), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_right
def test_no_frame_number_is_printed(live):
    text = live("run", "--json", "-", text=FORK).stdout
    assert "pfn" not in text
    assert max(int(number) for run in _runs(text) for number in run if isinstance(number, int)) <= 512


def _runs(text: str) -> list[list]:
    found = [json.loads(line) for line in text.splitlines()]
    return [run for record in found if record["t"] == "map" for run in record["runs"]]


FAILING = {
    "A read r 8 12": ("SIGBUS", 8),
    "A write s 3": ("SIGSEGV", 3),
    "A read r 100": ("SIGSEGV", 100),
    "A mremap t 0 4 to=s": ("EFAULT", None),
    "A mlock t 2 6": ("ENOMEM", None),
}


@needs_right
@pytest.mark.parametrize("line", FAILING)
def test_an_operation_that_fails_says_how(live, line):
    text = "memfd m 8\nproc A\nA mmap r memfd:m 16\nA mmap s anon 4 ro\nA mmap t anon 4\nA munmap t 0 4\n"
    step = [
        record for record in records(live("run", "--json", "-", text=text + line)) if record["t"] == "step"
    ][-1]
    assert (step["rc"], step["err"], step.get("at")) == (-1, *FAILING[line])


MORE = {
    "A mlock r 0 4": ("Locked", 16),
    "A populate_write r 0 8": ("Rss", 32),
    "A touch r 0 3": ("Rss", 12),
    "A fill r 0 2 val=7": ("Private_Dirty", 8),
}


@needs_right
@pytest.mark.parametrize("line", MORE)
def test_operations_beyond_the_games_are_done(live, line):
    found = records(live("run", "--json", "-", text=f"proc A\nA mmap r anon 64 thp=off\n{line}\n"))
    field, kb = MORE[line]
    assert sum(record.get(field, 0) for record in found[-4:] if record["t"] == "vma") == kb


@needs_right
def test_a_hole_in_a_memfd_unmaps_it_and_its_folios_are_gone(live):
    text = "memfd m 8\nproc A\nA mmap r memfd:m 8\nA write r\n"
    text += "fpunch m 2 4\nftrunc m 6\nfwrite m 2 3\nA read r 2\n"
    found = records(live("run", "--json", "-", text=text))
    assert [record["f"] for record in found if record["t"] == "gone"] == ["s2", "s3", "s6", "s7"]
    label = next(run[2] for run in found[-2]["runs"] if run[0] == 2)
    assert label not in ("s2", "s3")


@needs_right
def test_a_file_is_huge_if_its_own_mount_says_so_and_the_mount_is_seen_by_nobody(live):
    text = "file f 512 huge\nfile g 512\nproc A\nA mmap r file:f 512\nA mmap s file:g 512\n"
    text += "A write r\nA write s\n"
    mounts = Path("/proc/self/mounts").read_text()
    found = records(live("run", "--json", "-", text=text))
    maps = {record["r"]: record["runs"] for record in found if record["t"] == "map"}
    assert [run[:5] for run in maps["r"]] == [[0, 512, "L0", 0, "pmd"]]
    assert [run[4] for run in maps["s"]] == ["pte"]
    assert Path("/proc/self/mounts").read_text() == mounts


@needs_right
def test_text_says_the_kernel_and_what_it_was_built_with(live):
    done = live("run", "-", text=FORK)
    assert os.uname().release in done.stderr
    assert "CONFIG_" in done.stderr or "not known" in done.stderr
    assert "L0[0-511] of order 9" in done.stdout
    assert "as before" in done.stdout


@needs_right
def test_model_and_kernel_agree_and_a_wrong_kernel_is_noticed(live):
    agreeing = live("compare", "-", text=FORK)
    assert (agreeing.returncode, agreeing.stdout.split(": ")[1]) == (0, "agrees, 7 steps\n"), agreeing.stderr
    # 6.1 keeps VM_ACCOUNT of what was never touched
    differing = live(
        "compare",
        "--kernel",
        "6.1",
        "-",
        text="proc A\nA mmap r anon 8\nA mprotect r 0 4 ro\nA mremap r to=s\n",
    )
    assert differing.returncode == 1
    assert "vma A r 0 vf: recorded hg, ours ac,hg" in differing.stdout


@needs_right
def test_what_is_not_modelled_is_5(live):
    done = live("compare", "-", text="proc A\nA mmap r anon 8\nA mergeable r 0 4\n")
    assert (done.returncode, "not modelled" in done.stdout) == (5, True)


AGREEING = {
    "entries without a page": "A write r 0 8\nA guard r 4 12\nA write r 4\nA unguard r 4 12\nA write r 4\n",
    "files on a tmpfs": "file f 600 huge\nfile g 600\nfile h 600 within_size\nfwrite f 0 1\n"
    + "".join(f"A mmap {name} file:{name} 600\nA read {name}\nA write {name} 3\n" for name in "fgh"),
    "populated after it was advised": "A mmap s anon 1024 populate thp=on\nA mmap t anon 512 ro populate\n",
}


@needs_right
@pytest.mark.parametrize("what", AGREEING)
def test_model_and_kernel_agree_on(live, what):
    done = live("compare", "-", text=f"proc A\nA mmap r anon 512\n{AGREEING[what]}")
    assert done.returncode == 0, done.stdout + done.stderr


@needs_right
def test_random_scripts_agree_and_are_counted(live):
    done = live("compare", "--random", "3", "--seed", "11")
    assert done.returncode == 0, done.stdout
    assert "3 scripts: 3 agrees" in done.stderr


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


@pytest.fixture
def long_run(tmp_path):
    """Start a long script, wait until it has changed a setting and forked, and end what is left of it."""
    (tmp_path / "long.ops").write_text(LONG)
    words = [sys.executable, "-m", "mmtui", "live", "run", "--json", "long.ops"]
    before = setting()
    with open(tmp_path / "out", "w") as out, open(tmp_path / "err", "w") as err:
        run = subprocess.Popen(words, cwd=tmp_path, env=environment(tmp_path), stdout=out, stderr=err)
    wait_until(lambda: '"p":"B"' in (tmp_path / "out").read_text())
    workers = [pid for pid in offspring(run.pid) if pid != run.pid]
    assert len(workers) == 4, "a guardian, the first of the namespace, A and B"
    assert setting() != before
    yield run, workers, before
    run.kill()
    run.wait()


def wait_until(holds, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def offspring(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in offspring(int(child)))]


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


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
def test_watching_shows_large_folios_and_how_often_they_are_mapped(live, long_run):
    _, workers, _ = long_run
    done = live("watch", str(workers[-1]), "--json")
    assert done.returncode == 0, done.stderr
    vma = next(vma for vma in json.loads(done.stdout)["vmas"] if vma["start"] == 0x1000_0000_0000)
    assert vma["end"] - vma["start"] == 512 * 4096
    (folio,) = vma["folios"]
    assert (folio["order"], folio["mapped"], folio["levels"]) == (9, 512, ["pmd"])
    assert folio["mapcounts"] == [[2, 512]]
    text = live("watch", str(workers[-1])).stdout
    assert text.startswith(f"process {workers[-1]}: ")
    assert "512 of 512 pages mapped here (pmd); mapped 512 by 2" in text
    assert live("watch", "4194304").returncode == 2


@needs_right
@pytest.mark.parametrize("words", [("run", "-"), ("compare", "-"), ("watch", "1"), ("watch", "1", "--json")])
def test_without_a_terminal_nothing_of_the_screen_is_imported(tmp_path, words):
    seen = "import sys; from mmtui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", seen, "live", *words],
        env=environment(tmp_path),
        input="proc A\n",
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.split()
    assert "mmtui.live.machine" in modules
    assert not {"textual", "rich", "mmtui.tui"} & set(modules)


@pytest.fixture
def on_terminal(tmp_path):
    """Watch this very process on a terminal, until something stands on it; return all that was written."""

    def on_terminal(*words: str, until: str, keys: bytes = b"", **more: str) -> tuple[str, int]:
        pid, terminal = pty.fork()
        if not pid:
            os.environ.update(environment(tmp_path) | {"TERM": "xterm-256color"} | more)
            command = [sys.executable, "-m", "mmtui", "live", "watch", *words]
            os.execv(sys.executable, command)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        written = read_until(terminal, until)
        os.write(terminal, keys) if keys else os.kill(pid, signal.SIGINT)
        written += read_until(terminal, "")
        os.close(terminal)
        return written, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    return on_terminal


def read_until(terminal: int, text: str) -> str:
    """Return what is written, until a text was; with "", until nobody can write any more."""
    written, end = "", time.monotonic() + 20
    while not text or text not in written:
        assert time.monotonic() < end, written
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                written += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    return written


@needs_right
def test_on_a_terminal_there_are_panes(on_terminal):
    written, code = on_terminal(str(os.getpid()), until="page table of", keys=b"q")
    assert "VMAs that have memory" in written
    assert code == 0


@needs_right
@pytest.mark.parametrize(
    ("words", "more"), [(["--plain"], {}), ([], {"TERM": "dumb"})], ids=["plain", "dumb"]
)
def test_on_a_terminal_it_can_be_text(on_terminal, words, more):
    written, code = on_terminal(str(os.getpid()), *words, until=f"process {os.getpid()}: ", **more)
    assert "page table of" not in written
    assert code == 130


@needs_right
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv, to give up rights")
@pytest.mark.parametrize("words", [("run", "-"), ("compare", "-"), ("watch", "1")])
def test_without_the_right_it_says_what_is_needed(live, words):
    # a root without capabilities: it can read the program, wherever that is, and no page frame
    powerless = ("setpriv", "--inh-caps=-all", "--bounding-set=-all")
    done = live(*words, text=FORK, before=powerless)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "live commands need root or CAP_SYS_ADMIN" in done.stderr


def test_other_systems_are_told_so(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(UsageError, match="live commands need Linux"):
        check_right()


REFUSED = {
    "A pin r 0 4": "'pin' is nothing that can be asked",
    "A mmap r hugetlb 512": "mmap: cannot read 'r hugetlb 512'",
    "A read r 4 4": "the range 4 4 is empty",
    "set /etc/motd 1": "set: cannot read",
    "A mremap r 0 4 skew=1": "mremap: cannot read",
    "file f 10 always": "file: cannot read",
    "A ksm r": "'ksm' is nothing that can be asked",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_asked_is_refused_by_name_with_its_line(line):
    with pytest.raises(ScriptError, match=r"^x\.ops:2: ") as refused:
        read_ops(f"proc A\n{line}\n", "x.ops")
    assert REFUSED[line] in str(refused.value)
