"""``mmtui check``: the verdict, what it stands on, and the run."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

import mmtui.errors

PLUGINS = Path(mmtui.errors.__file__).parent.parent / "plugins"
QUICK = ("--jobs", "1", "--depth", "2")
MIGRATING = (
    "check",
    "double-map",
    "--with",
    "migrate",
    "--depth",
    "3",
    "--machine",
    "anon-huge",
    "--jobs",
    "1",
)


@pytest.fixture
def broken_dir(tmp_path: Path) -> Path:
    """A folder with a scheme that has one mistake, and one that raises."""
    folder = tmp_path / "mine"
    folder.mkdir()
    text = (PLUGINS / "large_mapcount.py").read_text()
    lost = text.replace('name = "large-mapcount"', 'name = "lost"').replace(
        "yield self._large_mapcount.inc(folio)\n        return Claim(first=0)", "return Claim(first=0)"
    )
    assert lost.count("yield self._large_mapcount.inc(folio)") == 1
    (folder / "lost.py").write_text(lost)
    raises = text.replace('name = "large-mapcount"', 'name = "raises"').replace(
        "yield self._entire_mapcount.inc(folio)\n        yield self._large",
        "1 / 0\n        yield self._large",
    )
    assert "1 / 0" in raises
    (folder / "raises.py").write_text(raises)
    return folder


def test_a_scheme_that_holds_ends_with_0_and_says_what_was_looked_at(mmtui_) -> None:
    ended = mmtui_("check", "per-page", *QUICK)
    assert (ended.code, ended.err) == (0, "")
    verdict, head, *covered = ended.lines
    assert verdict == "holds: per-page under kernel 7.3, within these bounds"
    assert head == "every run of   folios of 4 pages"
    assert len(covered) == 6
    assert covered[0].startswith("  anon-huge   2 operations after 3 of setup, 2 processes  15 states")


def test_a_scheme_that_breaks_ends_with_1_and_shows_the_run(mmtui_) -> None:
    ended = mmtui_(*MIGRATING)
    assert ended.code == 1
    assert ended.lines[:2] == [
        "broken: double-map under kernel 6.1",
        "  last-unmap: map_pmd L1[0-3] in B r: the first map of 1 page, but double-map says 4 pages",
    ]
    assert "  6  B migrate r" in ended.lines
    assert "says first map of 4 pages, truth 1" in ended.out
    assert "compound_mapcount" in ended.out


def test_the_run_can_be_run_again(mmtui_, process) -> None:
    again = mmtui_(*MIGRATING).lines
    command = again[again.index("again") + 1].strip()
    script, run = command.split(" | mmtui run - ")
    ops = script.removeprefix("printf '").removesuffix("'").replace("\\n", "\n")
    ended = process("run", "-", *run.split(), stdin=ops)
    assert ended.code == 0
    assert "! last-unmap: map_pmd L1[0-3] in B r: the first map of 1 page" in ended.out


def test_json_is_one_object(mmtui_) -> None:
    ended = mmtui_(*MIGRATING, "--json")
    found = json.loads(ended.out)
    assert (found["t"], found["schema"], found["outcome"]) == ("verdict", 1, "broken")
    assert found["counterexample"]["ops"][-1] == "B migrate r"
    assert found["counterexample"]["pages_per_pmd"] == 4
    assert found["counterexample"]["checker"] == "last-unmap"
    assert found["covered"][0]["depth"] == 2
    holds = json.loads(mmtui_("check", "per-page", *QUICK, "--json").out)
    assert (holds["outcome"], "counterexample" in holds) == ("holds", False)


def test_a_limit_ends_it_with_5(mmtui_) -> None:
    ended = mmtui_("check", "per-page", "--states", "50", "--jobs", "1")
    assert ended.code == 5
    assert ended.lines[0].startswith("unfinished: per-page under kernel 7.3; ")
    assert " of 4 operations after " in ended.out


def test_a_plugin_of_ones_own_is_checked_by_several_processes(process, broken_dir) -> None:
    ended = process("--plugins-dir", broken_dir, "check", "lost", "--depth", "2", "--jobs", "2")
    assert ended.code == 1, ended.err
    assert "A fork B" in ended.out
    assert f"mmtui --plugins-dir {broken_dir} run - --scheme lost" in ended.out


def test_a_scheme_that_raises_is_a_finding(mmtui_, broken_dir) -> None:
    ended = mmtui_("--plugins-dir", broken_dir, "check", "raises", *QUICK)
    assert ended.code == 1
    assert "behaviour: raises raised ZeroDivisionError" in ended.out
    assert os.path.join(str(broken_dir), "raises.py") in ended.out


def test_random_runs_say_that_they_are_no_proof(mmtui_, broken_dir) -> None:
    ended = mmtui_("check", "mm-owners", "--random", "8", "--seed", "3", "--jobs", "1")
    assert ended.code == 0
    assert ended.lines[0] == "holds: mm-owners under kernel 6.16, as far as these runs go"
    assert ended.lines[1].startswith("8 random runs of seed 3, ")
    broken = mmtui_("--plugins-dir", broken_dir, "check", "lost", "--random", "40", "--jobs", "1", "--json")
    assert broken.code == 1
    found = json.loads(broken.out)
    assert found["counterexample"]["ops"] == ["proc A", "A mmap r anon 2", "A write r", "A fork B"]
    assert found["random"]["seed"] == 0


def test_what_was_found_is_saved_as_a_scenario_that_can_be_played(mmtui_, tmp_path, broken_dir) -> None:
    mine = ("--plugins-dir", broken_dir)
    file = tmp_path / "what-is-lost.mmtui.toml"
    ended = mmtui_(*mine, "check", "lost", *QUICK, "--save", file)
    assert ended.code == 1
    assert f"play it with: mmtui {file}" in ended.err
    checked = mmtui_(*mine, "scenario", "check", file)
    assert (checked.code, checked.out) == (0, f"{file}: ok\n")
    assert "doubtful" not in checked.err
    text = file.read_text()
    assert 'ops = """\nproc A\n' in text
    assert "A search has found this run of 4 operations.  At its end the checker " in text
    assert "After A fork B, " in text
    assert all(line.endswith((".", "?", ":")) for line in said_in(text))
    played = mmtui_(*mine, "play", file, stdin="4\n1\n")
    assert "Where lost goes wrong" in played.out


def said_in(text: str) -> list[str]:
    """Return every text of a scenario that a player reads as a whole."""
    raw = tomllib.loads(text)
    hints = [hint for step in raw["step"] for hint in step["hints"]]
    prompts = [step["prompt"] for step in raw["step"]]
    return [raw["teaches"], raw["brief"].strip(), raw["debrief"]["text"].strip(), *prompts, *hints]


def test_what_cannot_be_played_is_not_saved(mmtui_, tmp_path, broken_dir) -> None:
    file = tmp_path / "x.mmtui.toml"
    ended = mmtui_("--plugins-dir", broken_dir, "check", "raises", *QUICK, "--save", file)
    assert (ended.code, file.exists()) == (1, False)
    assert "a scheme that misbehaves cannot be played" in ended.err
    holds = mmtui_("check", "per-page", "--depth", "1", "--jobs", "1", "--save", file)
    assert (holds.code, file.exists()) == (0, False)
    assert "nothing was found" in holds.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("double-mapp",), "there is no scheme 'double-mapp'"),
        (("per-page", "--machine", "huge"), "there is no machine 'huge'; there are anon-huge, file-huge"),
        (("per-page", "--kernel", "5.4"), "no kernel '5.4' is modelled"),
        (
            ("per-page", "--with", "migrat"),
            "no operation 'migrat' can be added to a search; these can: closepipe, cold,",
        ),
        (("per-page", "--pages", "3"), "'3' is not one of"),
    ],
)
def test_what_there_is_not_ends_with_2(mmtui_, args, words) -> None:
    ended = mmtui_("check", *args, "--jobs", "1")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_operations_can_be_left_out(mmtui_) -> None:
    ended = mmtui_(*MIGRATING, "--without", "migrate", "--json")
    assert json.loads(ended.out)["outcome"] == "holds"


def test_a_cluster_that_is_not_there_is_said(mmtui_) -> None:
    ended = mmtui_("check", "per-page", "--dask", "tcp://127.0.0.1:9")
    assert ended.code == 2
    assert "dask" in ended.err


@pytest.mark.parametrize("command", ["check", "race"])
@pytest.mark.parametrize(
    ("where", "said"), [("no/such/x.toml", "there is no folder no/such"), ("here", "it is a folder")]
)
def test_what_cannot_be_saved_is_told_before_the_search(mmtui_, tmp_path, monkeypatch, command, where, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").mkdir()
    ended = mmtui_(command, "vma-count", "--save", where)
    assert (ended.code, ended.out, ended.err) == (2, "", f"mmtui: cannot write {where}: {said}\n")


@pytest.mark.parametrize("command", ["check", "race"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine.py", "mmtui --plugins-dir . plugins list names the schemes in it"),
        ("fork.ops", "mmtui run fork.ops --scheme NAME runs it with a scheme"),
    ],
)
def test_a_file_in_place_of_a_scheme_is_told_its_command(mmtui_, tmp_path, monkeypatch, command, name, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("")
    ended = mmtui_(command, name)
    assert (ended.code, ended.err) == (2, f"mmtui: {name} is a file, not the name of a scheme; {said}\n")
