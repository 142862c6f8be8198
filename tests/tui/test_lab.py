"""The key that tests a scheme: searches and races with progress, and what they find, opened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from threading import Event
from time import sleep

import pytest

from mmtui.catalog import bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.explore.machines import machines
from mmtui.kernel.profile import profile_of
from mmtui.race.battery import race_named
from mmtui.report.text import line
from mmtui.tui.lab import experiments
from mmtui.tui.lab_bench import Bench, Experiment, Result
from mmtui.tui.lab_lanes import LanesScreen
from mmtui.tui.lab_run import RunScreen
from mmtui.tui.lab_screen import LabScreen
from mmtui.tui.play import PlayScreen

FORGETS = '''
"""per-page, but a folio that fork copies is not counted."""

from mmtui import Claim, Counter, Per, Question, Scheme, hookimpl


class Forgets(Scheme):
    name = "forgets"
    title = "forgets what fork copies"
    exact = frozenset({Question.FOLIO_MAPCOUNT})
    _count = Counter(Per.FOLIO)

    def map_ptes(self, folio, pages, vma):
        print("a plugin that talks")
        yield self._count.add(folio, len(pages))
        return Claim()

    def unmap_ptes(self, folio, pages, vma):
        yield self._count.add(folio, -len(pages))
        return Claim()

    def map_pmd(self, folio, vma):
        yield self._count.inc(folio)
        return Claim()

    def unmap_pmd(self, folio, vma):
        yield self._count.dec(folio)
        return Claim()

    def split_pmd(self, folio, vma):
        yield self._count.add(folio, folio.nr_pages - 1)
        return Claim()

    def dup_ptes(self, folio, pages, vma):
        return Claim()
        yield

    def dup_pmd(self, folio, vma):
        return Claim()
        yield

    def folio_mapcount(self, folio):
        return (yield self._count.read(folio))


@hookimpl
def register_schemes():
    return [Forgets]
'''


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory):
    """A catalog with a scheme that a short run breaks; worker processes find it too."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "forgets.py").write_text(FORGETS)
    catalog = load_catalog(Sources(bundled("plugins"), folders=(folder,)))
    assert not catalog.errors
    return catalog


def numbers(game) -> dict[str, int]:
    """Return the place of each experiment in the list."""
    known = experiments(Bench(game.app.screen.look.session))
    return {one.name: number for number, one in enumerate(known, 1)}


def words(game) -> str:
    """Return what stands on the screen as one line, without the box."""
    return " ".join(game.text.replace("│", " ").split())


async def run(game, name: str) -> None:
    """Choose an experiment, and wait for what it comes to."""
    await game.press("t", *str(numbers(game)[name]), "enter")


async def until(game, text: str) -> None:
    for _ in range(100):
        await game.pilot.pause(0.05)
        if text in game.text:
            return
    pytest.fail(f"{text!r} does not appear:\n{game.text}")


@pytest.fixture
def patient(monkeypatch):
    """An experiment that goes on until it is stopped, and then tells how far it came."""
    begun = Event()

    def waits(tell):
        begun.set()
        done = 0
        try:
            while True:
                done += 1
                sleep(0.01)
                tell(f"{done} things done")
        except KeyboardInterrupt:
            return Result(lambda width: [line("it came to something")])

    monkeypatch.setattr("mmtui.tui.lab.searches", lambda bench: [Experiment("patience", "It waits.", waits)])
    return begun


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_key_opens_the_list_and_says_what_each_test_is(play, scenario, size):
    async with play(scenario, size=size) as game:
        assert ("t test" in game.text) == (size[0] >= 80)  # where there is no room, help and the palette tell
        await game.press("t")
        assert "test double-map · Linux 6.1" in game.text
        assert "every short run" in game.text
        assert "about a minute" in words(game)
        assert all(len(row) <= size[0] for row in game.text.splitlines())
        await game.press("q")
        assert isinstance(game.app.screen, PlayScreen)


async def test_the_key_can_be_clicked(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.click_on("t test")
        assert "every short run" in game.text


async def test_work_shows_its_progress_and_the_screen_goes_on(play, scenario, patient):
    async with play(scenario) as game:
        await game.pilot.press("t", "enter")
        await until(game, "things done")
        assert patient.is_set()
        assert "running" in game.text
        before = game.text
        await until(game, "running, ")
        for _ in range(60):
            await game.pilot.pause(0.05)
        assert game.text != before
        await game.pilot.press("escape")
        await until(game, "it came to something")  # what is known is shown
        await game.press("q")
        assert "patience" in game.text  # the list is back
        await game.press("q")
        assert isinstance(game.app.screen, PlayScreen)


async def test_whoever_leaves_the_program_ends_the_work(play, scenario, patient):
    async with play(scenario) as game:
        await game.pilot.press("t", "enter")
        await until(game, "things done")
        await game.pilot.press("ctrl+c")
        async with asyncio.timeout(10):
            await game.app.workers.wait_for_complete()
        assert game.app.return_value == 130


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_a_search_finds_is_opened_on_the_timeline(play, scenario, forgetful, monkeypatch, size):
    one = [machine for machine in machines(profile_of("6.1"), pages=4, mms=2) if machine.name == "anon-huge"]
    monkeypatch.setattr("mmtui.tui.lab_search.machines", lambda *_, **__: one)
    async with play(scenario, size=size, source=forgetful, scheme="forgets") as game:
        was = game.app.screen.look
        await run(game, "every short run")
        assert "broken: forgets under kernel 6.1" in game.text
        assert "A fork B" in game.text
        assert "a plugin that talks" not in game.text
        await game.press("enter")
        assert isinstance(game.app.screen, RunScreen)
        assert "what breaks forgets" in game.text
        assert ">4 A fork B" in game.text  # at the operation that breaks it
        assert "Nothing is asked here" in game.text
        await game.press("left")
        assert ">3 A write r" in game.text
        await game.press("o")
        assert "Sandbox" in game.text
        await game.press("enter", "enter")
        await game.type("B exit")
        await game.press("enter")
        assert ">5 B exit" in game.text
        await game.press("escape", "u", "u", "q")
        assert isinstance(game.app.screen, RunScreen)
        assert ">3 A write r" in game.text
        await game.press("escape")
        assert "broken: forgets" in game.text
        await game.press("q", "q")
        assert isinstance(game.app.screen, PlayScreen)
        assert game.app.screen.look == was


async def test_random_runs_are_told_and_made_small(play, scenario, forgetful):
    async with play(scenario, source=forgetful, scheme="forgets") as game:
        await run(game, "1,000 long random runs")
        assert "broken: forgets" in game.text
        assert game.app.screen._result.example.ops[-1].verb == "fork"


async def test_a_race_is_gone_through_step_by_step(play, scenario):
    async with play(scenario, scheme="vma-count") as game:
        await run(game, "race two-tables")
        assert "vma-count: broken in 1 of 1 race: two-tables" in game.text
        await game.press("enter")
        screen = game.app.screen
        assert isinstance(screen, LanesScreen)
        assert "CPU a: A dontneed r 0 2" in game.text
        assert "after 0 of 6 steps" in game.text
        assert "mapped by  1 1 1 1" in game.text
        await game.press("right")
        assert "after 1 of 6 steps" in game.text
        assert "~ mapped by  1->0 1->0 1 1" in game.text
        await game.press("left")
        assert "after 0 of 6 steps" in game.text
        await game.press("end", "right")
        assert "after 6 of 6 steps" in game.text
        assert "! a counter went below zero" in game.text
        await game.press("q", "q", "q")
        assert isinstance(game.app.screen, PlayScreen)


async def test_a_race_shows_the_source_of_the_scheme_and_the_line_about_to_run(play, scenario):
    async with play(scenario, scheme="vma-count") as game:
        await run(game, "race two-tables")
        await game.press("enter")
        assert "> the kernel takes mmap_lock of A" in game.text
        await game.press("right")
        assert "in unmap_ptes()" in game.text
        marked = [text for text in game.text.splitlines() if "> " in text]
        assert any(text.lstrip().startswith(">") and "if len(pages) <" in text for text in marked)
        assert any("> the kernel takes mmap_lock" in text for text in marked), "the other CPU"
        assert "nothing is wrong so far" in game.text
        await game.press("s")
        assert "in unmap_ptes()" not in game.text
        assert "looks for a PMD leaf" in game.text


async def test_a_click_on_a_step_of_a_race_goes_there(play, scenario):
    async with play(scenario, scheme="vma-count") as game:
        await run(game, "race two-tables")
        await game.press("enter", "s")
        await game.click_on("looks for a PMD leaf", 1)
        assert "after 2 of 6 steps" in game.text


async def test_all_races_tell_which_of_them_break_the_scheme(play, scenario, monkeypatch):
    some = tuple(map(race_named, ("halves", "two-tables")))
    monkeypatch.setattr("mmtui.tui.lab_races.BATTERY", some)
    async with play(scenario, scheme="vma-count") as game:
        await run(game, "all 2 races")
        assert "vma-count: broken in 1 of 2 races: two-tables" in game.text
        assert game.text.index("two-tables  broken") < game.text.index("halves  Never")


async def test_a_race_that_is_stopped_says_how_far_it_came(play, scenario, monkeypatch):
    def stopped(self, tell):
        tell(7, 1)
        raise KeyboardInterrupt

    monkeypatch.setattr("mmtui.race.arena.Arena.decided", stopped)
    async with play(scenario) as game:
        await run(game, "all 16 races")
        assert "double-map: unfinished" in game.text
        assert "7 states" in game.text
        assert "not begun: two-tables-map" in game.text


async def test_the_comparison_tells_nothing_that_was_not_shown(play, scenario):
    async with play(scenario) as game:
        session = game.app.screen.look.session
        assert session.reached < len(session.trial.ops)
        await game.press("t", *str(numbers(game)["compare the schemes on this run"]))
        assert f"the first {session.reached} of {len(session.trial.ops)} operations" in words(game)
        await game.press("enter")
        assert isinstance(game.app.screen, LabScreen)
        written = "\n".join("".join(span.text for span in text) for text in game.app.screen._text.lines)
        late = [f"{n} {op}" for n, op in enumerate(session.trial.ops, 1) if n > session.reached]
        assert written
        assert not any(text in written for text in late)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_schemes_are_compared_in_columns_that_fit(play, scenario, size):
    async with play(scenario, size=size) as game:
        session = game.app.screen.look.session
        ended = replace(session, step=len(session.trial.scenario.steps))
        game.app.screen.show(replace(game.app.screen.look, session=ended))
        await run(game, "compare the schemes on this run")
        screen = game.app.screen
        assert isinstance(screen, LabScreen)
        words = ["".join(span.text for span in text) for text in screen._text.lines]
        assert any("first divergence" in text for text in words)
        for name in session.schemes:
            assert any(name in text for text in words), name
        assert all(len(text.rstrip()) <= screen._text.columns for text in words)


async def test_a_scheme_that_no_worker_finds_is_said_and_nothing_is_lost(play, scenario, broken_catalog):
    async with play(scenario, source=broken_catalog, scheme="breaks") as game:
        await run(game, "every short run")
        assert "This cannot be done: there is no scheme 'breaks'" in game.text
        await game.press("q", "q")
        assert isinstance(game.app.screen, PlayScreen)


async def test_without_colours_the_step_is_still_marked(play, scenario, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with play(scenario, size=(80, 24), scheme="vma-count") as game:
        await run(game, "race two-tables")
        await game.press("enter", "right", "s")
        assert "a>looks for a PMD leaf" in game.text
