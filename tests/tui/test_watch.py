"""``mmtui live watch`` in panes: who is watched here exists only in this file."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from mmtui.errors import UsageError
from mmtui.live.proc import Area
from mmtui.live.watched import Folio, Run, Vma
from mmtui.live.watching import MOST_RUNS, Seen, Watcher, chosen_of
from mmtui.tui.watch_app import WatchApp


def vma(start, path, *folios, small=3):
    area = Area(start, start + 1024, "rw-p", 0, "", path, {"Rss": 64, "Pss": 64}, ())
    return Vma(area, folios, small)


HUGE = Folio("L0", 9, True, 512, ("pmd",), ((2, 512),))
VMAS = (vma(0x1000, "[heap]"), vma(0x7000, "", HUGE, small=0))
RUNS = {
    0x1000: (Run(0, 4, "", 0, 0, False, "pte", True, 1),),
    0x7000: (Run(0, 512, "L0", 0, 9, False, "pmd", False, 2),),
}


class Fake(Watcher):
    """Counts how often it looks, and what it was asked for."""

    def __init__(self):
        self.looks = []
        self.gone = False
        self.runs = dict(RUNS)

    def look(self, start):
        self.looks.append(start)
        if self.gone:
            raise UsageError("there is no process 7")
        chosen = chosen_of(VMAS, start)
        return Seen(VMAS, chosen, self.runs[chosen.area.start])


@pytest.fixture
def watcher():
    return Fake()


@asynccontextmanager
async def watching(watcher, size=(80, 24)):
    app = WatchApp(7, watcher)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.2)
        yield app, pilot


def text(app):
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size))


async def until(app, pilot, holds):
    for _ in range(100):
        await pilot.pause(0.05)
        if holds():
            return
    pytest.fail(text(app))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_vmas_entries_and_folios_have_a_pane_each(watcher, size):
    async with watching(watcher, size) as (app, _):
        shown = text(app)
        assert "process 7   every 1 s   Rss 128 kB" in shown
        assert "> 7000000-7400000" in shown
        assert "PMD 0-511" in shown
        assert "L0[0-511] - 2" in shown
        assert "L0 order 9 anon" in shown
        assert shown.splitlines()[-1].endswith("q quit")
        assert all(len(row) <= size[0] for row in shown.splitlines())


async def test_another_vma_is_chosen_by_key_and_by_click(watcher):
    async with watching(watcher) as (app, pilot):
        await pilot.press("n")
        await until(app, pilot, lambda: "PTE 0-3" in text(app))
        assert "4 small x 1" in text(app)
        assert "no large folio in this VMA" in text(app)
        assert watcher.looks[-1] == 0x1000
        row = next(y for y, line in enumerate(text(app).splitlines()) if "7000000-7400000" in line)
        await pilot.click(offset=(10, row))
        await until(app, pilot, lambda: "PMD 0-511" in text(app))


async def test_it_looks_again_and_stands_still_when_it_is_paused(watcher):
    async with watching(watcher) as (app, pilot):
        await pilot.press("plus", "plus", "plus")
        assert "every 0.25 s" in text(app)
        before = len(watcher.looks)
        await until(app, pilot, lambda: len(watcher.looks) >= before + 2)
        await pilot.press("space")
        await pilot.pause(0.3)
        assert "paused" in text(app)
        before = len(watcher.looks)
        await pilot.pause(0.8)
        assert len(watcher.looks) == before
        await pilot.press("n")
        await until(app, pilot, lambda: "PTE 0-3" in text(app))
        assert "paused" in text(app)
        await pilot.press("space")
        await until(app, pilot, lambda: len(watcher.looks) > before + 1)


async def test_slower_has_an_end(watcher):
    async with watching(watcher) as (app, pilot):
        await pilot.press(*["minus"] * 9)
        assert "every 30 s" in text(app)


async def test_a_process_that_ends_stays_on_the_screen(watcher):
    async with watching(watcher) as (app, pilot):
        watcher.gone = True
        await pilot.press("n")
        await until(app, pilot, lambda: "! there is no process 7   this is the last look" in text(app))
        assert "> 7000000-7400000" in text(app)
        assert "PMD 0-511" in text(app)
        await pilot.press("p")
        assert "PMD 0-511" in text(app)


async def test_there_is_an_end_to_what_is_shown(watcher):
    run = RUNS[0x1000][0]
    watcher.runs[0x7000] = tuple(run._replace(page=5 * at) for at in range(MOST_RUNS + 1))
    async with watching(watcher) as (app, _):
        lines = app.screen.query_one("#tables").lines
        assert len(lines) == MOST_RUNS + 1
        assert lines[-1][0].text == "and more"


async def test_help_and_the_way_out(watcher):
    async with watching(watcher) as (app, pilot):
        await pilot.press("question_mark")
        assert "help: a process that runs" in text(app)
        await pilot.press("q")
        await pilot.press("q")
        await pilot.pause()
    assert app.return_value == 0


async def test_interrupted_it_ends_with_130(watcher):
    async with watching(watcher) as (app, pilot):
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert app.return_value == 130
