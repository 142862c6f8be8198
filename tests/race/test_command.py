"""``mmtui race`` on the command line: what it ends with, prints, saves and refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mmtui.errors
from mmtui.cli import main
from mmtui.race.battery import BATTERY, race_named
from mmtui.race.files import parse_race, race_text

ROOT = Path(mmtui.errors.__file__).parent.parent
RACE = ("--race", "two-tables")


@pytest.fixture
def race(capsys, monkeypatch, tmp_path):
    """Run ``mmtui race``; returns the exit code, stdout and stderr."""
    monkeypatch.setenv("MMTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def run(*words):
        capsys.readouterr()
        return main(["race", *map(str, words)]), *capsys.readouterr()

    return run


def test_a_scheme_that_holds_ends_with_0(race):
    code, out, _ = race("vma-table-count", *RACE)
    assert (code, out.splitlines()[0]) == (0, "vma-table-count: holds in 1 race")
    assert "Never: 0 of " in out


def test_a_scheme_that_is_broken_ends_with_1_and_shows_the_schedule(race):
    code, out, _ = race("vma-count", *RACE)
    assert (code, out.splitlines()[0]) == (1, "vma-count: broken in 1 of 1 race: two-tables")
    assert "Sometimes: 12 of 20 schedules break it" in out
    assert "  a: A dontneed r 0 2" in out
    assert out.splitlines()[-1].startswith("  schedule ")


def test_all_races_are_run_where_none_is_named(race):
    code, out, _ = race("vma-table-count")
    assert code == 0
    assert [name for line in out.splitlines() if (name := line.partition(" ")[0])][1:] == [
        r.name for r in BATTERY
    ]


def test_a_bound_ends_with_5(race):
    code, out, _ = race("mm-owners", "--race", "exit-exit-exit", "--states", 200)
    assert code == 5
    assert "nothing wrong up to" in out
    code, out, _ = race("mm-owners", "--race", "exit-exit-exit", "--time", 1e-9)
    assert (code, out.splitlines()[0]) == (5, "mm-owners: unfinished in 1 race")


def test_json_has_an_object_for_each_race_and_a_verdict(race):
    code, out, _ = race("vma-count", *RACE, "--json")
    told, verdict = map(json.loads, out.splitlines())
    assert code == 1
    assert (told["t"], told["race"], told["outcome"], told["how_often"]) == (
        "race",
        "two-tables",
        "broken",
        "sometimes",
    )
    assert (told["schedules"], told["broken_schedules"], told["switches"]) == (20, 12, 2)
    assert "".join(step["cpu"] for step in told["steps"]) == told["schedule"]
    assert verdict == {"t": "verdict", "schema": 1, "scheme": "vma-count", "outcome": "broken"}


def test_what_was_saved_comes_to_the_same(race, tmp_path):
    _, out, err = race("vma-count", *RACE, "--save", "two.race")
    assert "mmtui race vma-count --file two.race" in err
    code, again, _ = race("vma-count", "--file", "two.race")
    assert code == 1
    assert [line for line in again.splitlines() if "!" in line] == [
        line for line in out.splitlines() if "!" in line
    ]
    assert again.splitlines()[-1] == out.splitlines()[-1]


@pytest.mark.parametrize("name", [race.name for race in BATTERY])
def test_every_race_can_be_written_and_read_again(name):
    one = race_named(name)
    again, schedule = parse_race(race_text(one, "ab"), "file", name)
    assert (again.cpus, again.pages_per_pmd, again.about, schedule) == (
        one.cpus,
        one.pages_per_pmd,
        one.about,
        "ab",
    )
    kept = [line for line in again.setup.split("\n") if line and not line.startswith("#")]
    assert kept == [line for line in one.setup.split("\n") if line]


def test_nothing_is_saved_of_a_scheme_that_holds(race, tmp_path):
    _, _, err = race("vma-table-count", *RACE, "--save", "none.race")
    assert "nothing is saved" in err
    assert not (tmp_path / "none.race").exists()


def test_one_schedule_can_be_run(race):
    code, out, _ = race("vma-count", *RACE, "--replay", "abbbaa")
    assert code == 1
    assert "clears the PTEs of pages 0-1" in out
    assert "  2  b      looks for a PMD leaf" in out
    assert out.count("\n  6 ") == 1
    assert "mmap_lock" not in out
    assert "mmap_lock" in race("vma-count", *RACE, "--replay", "abbbaa", "--locks")[1]
    assert race("vma-count", *RACE, "--replay", "aabbb")[0] == 0
    assert race("vma-count", *RACE, "--replay", "aab")[0] == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*RACE, "--replay", "abx"), "there is no CPU x"),
        ((*RACE, "--replay", "aaaaaab"), "CPU a is done"),
        (("--replay", "ab"), "a schedule belongs to one race"),
        (("--race", "no-such"), "no race is called 'no-such'; known are two-tables"),
        ((*RACE, "--without-lock", "big"), "no lock is called 'big'; known are mmap_lock"),
        (("--cpu", "A exit"), "needs --setup"),
        (("--setup", "s.ops", "--cpu", "A jump r"), "nothing that a race knows"),
        (("--setup", "s.ops", "--cpu", "A exit r"), "exit nothing"),
        (("--setup", "s.ops", "--cpu", "Z exit"), "the folio lies in A"),
        (("--setup", "s.ops", "--cpu", "A dontneed q"), "does not lie in A q; it lies in A r"),
        (("--setup", "s.ops", "--cpu", "A dontneed r 0 9"), "the region has the pages 0 to 3"),
        (("--setup", "s.ops", "--cpu", "A read r"), "use a memfd"),
        (("--setup", "s.ops", "--cpu", "A migrate r"), "nothing that a race knows"),
        (("--setup", "s.ops", "--cpu", "ask why"), "the questions are page-mapcount"),
        (("--file", "nowhere.race"), "nowhere.race"),
        (("--setup", "s.ops", "--cpu", "A dontneeed r"), "--cpu: 'A dontneeed r' is nothing that a race"),
        (("--setup", "s.ops", "--cpu", "A exit", "--cpu", ";"), "--cpu: CPU b does nothing"),
        (("--setup", "s.ops", "--cpu", "A fork A"), "there was a process A already; a name is used once"),
        (("--setup", "s.ops", "--cpu", "A fork B", "--cpu", "A fork B"), "there was a process B already"),
        (("--setup", "s.ops", "--cpu", "A fork 9"), "'9' is not a name"),
        (
            ("--setup", "s.ops", "--cpu", "A exit", "--pages-per-pmd", "8"),
            "s.ops with --pages-per-pmd 8: a race needs one large folio at its start, and there is none; "
            "there is one with --pages-per-pmd 4",
        ),
        (
            ("--setup", "s.ops", "--cpu", "A exiit", "--pages-per-pmd", "8"),
            "--cpu: 'A exiit' is nothing that a race knows: did you mean 'exit'?",
        ),
        (
            ("--setup", "large.ops", "--cpu", "A exit"),
            "large.ops with --pages-per-pmd 4: a race needs one large folio at its start, and there are 16; "
            "map and write 4 pages in the setup, as with 'A mmap r anon 4' and 'A write r'",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_2(race, tmp_path, words, said):
    (tmp_path / "s.ops").write_text("proc A\nA mmap r anon 4\nA write r\n")
    (tmp_path / "large.ops").write_text("proc A\nA mmap r anon 64\nA write r\n")
    code, out, err = race("vma-count", *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("proc A\nb: A exit\n", 2, "the next CPU is a"),
        ("proc A\n", None, "no CPU does anything"),
        ("proc A\nA mmmap r anon 4\na: A exit\n", 2, "mmmap"),
        ("proc A\nA mmap r anon 4\nA write q\na: A exit\n", 3, "A has no region q"),
        ("proc A\nA mmap r anon 4\nA write r\na: A exit\nb: A exiit\n", 5, "did you mean 'exit'?"),
        ("proc A\nA mmap r anon 4\nA write r\na:\n", 4, "CPU a does nothing"),
    ],
)
def test_a_mistake_in_a_file_ends_with_3_and_its_line(race, tmp_path, text, line, said):
    (tmp_path / "bad.race").write_text(text)
    code, _, err = race("vma-count", "--file", "bad.race")
    assert code == 3
    assert said in err
    assert line is None or f":{line}" in err


def test_list_and_help(race):
    code, out, _ = race("list")
    assert code == 0
    assert [word for line in out.splitlines() if (word := line.partition(" ")[0])] == [
        r.name for r in BATTERY
    ]
    code, out, _ = race("-h")
    assert code == 0
    assert all(option in out for option in ("--without-lock", "--swapped", "--replay", "--save", "--json"))


def command(*words, tmp_path):
    folders = {"MMTUI_STATE_DIR": str(tmp_path), "MMTUI_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    return [sys.executable, *words], {**os.environ, **folders}


def test_no_screen_is_imported(tmp_path):
    seen = "import sys; from mmtui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    words, env = command("-c", seen, "race", "vma-count", *RACE, tmp_path=tmp_path)
    err = subprocess.run(words, env=env, capture_output=True, text=True, check=True).stderr
    assert "mmtui.race.search" in err.split()
    assert not {"textual", "rich"} & {name.partition(".")[0] for name in err.split()}


def test_ctrl_c_ends_with_130_and_says_what_was_covered(tmp_path):
    """A race too large to end soon: three CPUs, each of which lets eight pages go one by one."""
    maps = "".join(f"{who} mmap r memfd:m 8 shared thp=off\n{who} read r\n" for who in "ABC")
    made = "set shmem always\nproc A\nproc B\nproc C\nmemfd m 8\n"
    made += "A mmap w memfd:m 8 shared\nA write w\nA munmap w\n"
    ops = "; ".join(f"{{}} dontneed r {page} {page + 1}" for page in range(8))
    cpus = "".join(f"{cpu}: {ops.replace('{}', who)}\n" for cpu, who in zip("abc", "ABC", strict=True))
    (tmp_path / "large.race").write_text(f"pages-per-pmd: 8\n{made}{maps}{cpus}")
    words, env = command(
        "-m",
        "mmtui",
        "race",
        "mm-owners",
        "--file",
        str(tmp_path / "large.race"),
        "--states",
        str(10**9),
        tmp_path=tmp_path,
    )
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.startswith("mm-owners: unfinished in 1 race\n")
    assert " states, " in out
    assert "interrupted" in out


@pytest.mark.parametrize(("schedule", "outcome"), [("abbbaa", "broken"), ("aabbb", "holds")])
def test_one_schedule_that_is_run_again_says_nothing_of_all(race, schedule, outcome):
    _, out, _ = race("vma-count", "--race", "two-tables", "--replay", schedule)
    assert f"two-tables  {outcome}: " in out


def test_what_the_scheme_does_not_answer_is_said(race, tmp_path):
    setup = tmp_path / "own.ops"
    setup.write_text("proc A\nA mmap r anon 4\nA write r\n")
    own = ("--setup", str(setup), "--cpu", "A exit")
    code, _, err = race("vma-count", *own, "--cpu", "ask folio-mapcount")
    assert code == 0
    assert "vma-count does not answer folio-mapcount, so no answer is tested in own" in err
    assert "no answer is tested" not in race("mm-owners", *own, "--cpu", "A reuse r 0 1")[2]


def test_a_saved_race_is_run_again_under_the_same_conditions(race, tmp_path):
    setup, saved = tmp_path / "own.ops", tmp_path / "saved.race"
    setup.write_text("proc A\nA mmap p anon 4\n# a comment\nA write p\nA pin p 0 1\nA mremap p to=r skew=2\n")
    own = ("--setup", str(setup), "--cpu", "A dontneed r 0 1", "--cpu", "A reuse r 3 4")
    code, _, err = race("mm-owners", *own, "--references-first", "--save", str(saved))
    assert code == 1
    again = err.partition("run it again with mmtui race ")[2].split()
    assert again == ["mm-owners", "--file", str(saved), "--references-first"]
    assert race(*again)[0] == 1
    assert "a comment" not in saved.read_text()
