"""What docs/findings.md says is so: exhibits show it, mistakes are found, and nothing is out of date."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from mmtui.catalog import find_sources, load_catalog
from mmtui.cli import main
from tools.findings.__main__ import PAGE, SECTIONS, section
from tools.findings.commands import ROOT, Ended
from tools.findings.exhibits import Shown, exhibits, printed, spaced
from tools.findings.mistakes import MMTUI, Mistake, mistakes, races
from tools.findings.shows import costs, puzzle

TEXT = PAGE.read_text()
MISTAKES = mistakes()
SHIPPED = load_catalog(find_sources(safe_mode=True))


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command as the tables do, but in this process."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(line: str) -> Ended:
        capsys.readouterr()
        words = shlex.split(line)
        assert words[0] == "mmtui"
        return Ended(main(words[1:]), capsys.readouterr().out, 0.0)

    return run


@pytest.mark.parametrize("exhibit", exhibits("puzzles"), ids=lambda exhibit: exhibit.path.stem)
def test_a_puzzle_comes_out_as_the_page_says(exhibit, run):
    assert spaced(puzzle(exhibit, run)) in spaced(section(TEXT, "puzzles"))
    assert all(shown.expected for shown in exhibit.shown)
    assert any(exhibit.path.name in shown.command for shown in exhibit.shown)


@pytest.mark.parametrize("exhibit", exhibits("costs"), ids=lambda exhibit: exhibit.path.stem)
def test_an_event_costs_what_its_script_says(exhibit, run):
    (shown,) = exhibit.shown
    event, atomics = printed(shown, run(shown.command).out)
    assert exhibit.path.name in shown.command
    assert exhibit.path.read_text().splitlines()[-1] in event
    assert atomics.startswith("atomics")


def test_what_must_be_printed_is_missed_when_it_is_not_there_or_not_in_its_turn():
    shown = Shown("mmtui ...", ("2 B exit ...", "L0 shared no ~yes"))
    assert printed(shown, "2 B exit  truth\n  L0   shared   no ~yes\n") == (
        "2 B exit  truth",
        "L0   shared   no ~yes",
    )
    for wrong in ("2 B exit  truth\n L0 shared no yes\n", "L0 shared no ~yes\n2 B exit  truth\n"):
        with pytest.raises(LookupError, match="L0 shared no ~yes"):
            printed(shown, wrong)


def test_every_puzzle_is_shown():
    shown = {int(exhibit.title.partition(".")[0]) for exhibit in exhibits("puzzles")}
    assert shown == set(range(1, 39))


def test_the_table_of_costs_is_that_of_the_scripts():
    """The scripts say what is expected, and another test that it is printed."""

    def expected(line: str) -> Ended:
        wanted = next(each.shown[0] for each in exhibits("costs") if each.shown[0].command == line)
        return Ended(0, "\n".join(wanted.expected), 0.0)

    assert section(TEXT, "costs") == costs(expected)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_is_in_the_page(name):
    assert len(section(TEXT, name).splitlines()) > 10


@pytest.mark.parametrize("name", SHIPPED.schemes)
def test_every_scheme_that_ships_is_in_every_table(name):
    assert f"| `mmtui check {name}` |" in section(TEXT, "check")
    assert f"| `mmtui race {name}` |" in section(TEXT, "race")
    assert f"| {name} |" in section(TEXT, "claims")


@pytest.mark.parametrize("name", ["per-page", "double-map", "nr-pages-mapped", "large-mapcount", "mm-owners"])
def test_the_schemes_of_the_kernels_hold_in_the_table(name):
    assert f"| `mmtui check {name}` | holds |" in section(TEXT, "check")


def test_the_proposal_is_broken_by_the_two_page_tables():
    row = next(line for line in section(TEXT, "race").splitlines() if "`mmtui race vma-count`" in line)
    assert "| broken in 1 of " in row
    assert "`two-tables`" in row


def test_there_are_mistakes_of_both_kinds_and_each_is_explained():
    assert len(MISTAKES) >= 16
    assert {mistake.races for mistake in MISTAKES} == {True, False}
    assert all(mistake.name.startswith(f"{mistake.base}-") for mistake in MISTAKES)
    assert all(mistake.about in section(TEXT, "variants") for mistake in MISTAKES)


def row_of(mistake: Mistake) -> str:
    """Return what the page says of a mistake."""
    return next(line for line in section(TEXT, "variants").splitlines() if f"| `{mistake.name}` |" in line)


@pytest.mark.parametrize(
    "mistake", [each for each in MISTAKES if not each.races], ids=lambda mistake: mistake.name
)
def test_a_mistake_is_found_by_the_run_in_the_page(mistake, run):
    """In the machine and at the depth where the search of all machines has found it."""
    where, ops = re.search(r"machine `([^`]+)`: `([^`]+)`", row_of(mistake)).groups()
    depth = max(1, len(ops.split("; ")) - setup_of(where))  # one is wrong at the end of the setup
    line = f"{MMTUI} check {mistake.name} --machine {where} --depth {depth} --jobs 1 --json"
    ended = run(line)
    found = json.loads(ended.out)
    assert ended.code == 1
    assert "; ".join(found["counterexample"]["ops"]) == ops


def setup_of(machine: str) -> int:
    """Return how many operations come before a search begins."""
    from mmtui.explore.machines import machines
    from mmtui.kernel.profile import NEWEST, profile_of

    every = machines(profile_of(NEWEST), pages=4, mms=2)
    return len(next(each for each in every if each.name == machine).setup)


@pytest.mark.parametrize(
    "mistake", [each for each in MISTAKES if each.races], ids=lambda mistake: mistake.name
)
def test_a_mistake_is_found_by_the_race_in_the_page_and_its_base_holds(mistake, run):
    name, schedule = re.search(r"race `([^`]+)`: .* schedule `([a-h]+)`", row_of(mistake)).groups()
    (race,) = races(run(f"{MMTUI} race {mistake.name} --race {name} --replay {schedule} --json").out)
    assert race["outcome"] == "broken"
    (race,) = races(run(f"mmtui race {mistake.base} --race {name} --json").out)
    assert race["outcome"] == "holds"
