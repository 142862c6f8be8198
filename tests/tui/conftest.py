"""A game to play by keys and clicks: two questions about nine operations, on a screen of a fixed size."""

import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from mmtui.catalog import Catalog, Offer, bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.progress import Progress, open_progress
from mmtui.scheme import Claim, Scheme
from mmtui.tui.app import MmtuiApp

sys.path.append(str(Path(__file__).parents[1] / "live"))  # fake_kernel belongs to no package

TWO_STEPS = Path(__file__).with_name("two_steps.mmtui.toml").read_text()
EIGHT_PROCESSES = "\n".join(
    [
        "proc A",
        "A mmap r anon 512",
        "A write r",
        *(f"A fork {name}" for name in "BCDEFGH"),
        "B mprotect r 64 128 ro",
        "C munmap r 0 100",
        "D write r 3 200",
        "E munmap r 10 20",
        "F mprotect r 5 6 ro",
        "G write r 1 9",
        "E munmap r 100 110",
        "E mprotect r 300 310 ro",
    ]
)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLORFGBG", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _nothing_set_aside() -> Iterator[None]:
    # the app sets aside what it has imported; a hundred of them would be kept for ever
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(Sources(bundled("plugins")))


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with open_progress(tmp_path / "progress.db", tool_version="test").progress as opened:
        yield opened


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with one scenario, to which a test adds what it needs."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "a.mmtui.toml").write_text(TWO_STEPS)
    return folder


@pytest.fixture
def scenario(course: Path) -> Path:
    return course / "a.mmtui.toml"


@pytest.fixture
def eight_processes(course: Path) -> Path:
    script = TWO_STEPS[TWO_STEPS.index("proc A") : TWO_STEPS.index('"""\n\n[[step]]')]
    text = TWO_STEPS.replace(script, EIGHT_PROCESSES + "\n").replace(
        "pages_per_pmd = 8", "pages_per_pmd = 512"
    )
    text = text.replace('event = "last-unmap"', 'event = "first-map"')  # nothing here unmaps page 3 for good
    path = course / "b.mmtui.toml"
    path.write_text(text.replace("at     = 5", "at     = 11").replace('"last-unmap"\n', '"eight"\n', 1))
    return path


class Breaks(Scheme):
    """Counts nothing, and dies of a PMD split."""

    name = "breaks"
    title = "nothing"

    def map_ptes(self, folio, pages, vma):
        return Claim()
        yield

    unmap_ptes = map_ptes

    def split_pmd(self, folio, vma):
        raise RuntimeError("no idea how")


@pytest.fixture
def broken_catalog(catalog: Catalog) -> Catalog:
    schemes = {**catalog.schemes, "breaks": Offer(Breaks, "breaks", __file__)}
    return replace(catalog, schemes=schemes)


@dataclass
class Game:
    """The app and the player's hands."""

    app: MmtuiApp
    pilot: Pilot[int]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def settle(self) -> None:
        with suppress(WorkerCancelled):  # the key may have stopped what is waited for
            await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def click_on(self, text: str, nth: int = 0) -> None:
        """Click on the ``nth`` place of the screen where a text stands."""
        places = [
            (line.index(text) + len(text) // 2, y)
            for y, line in enumerate(self.text.splitlines())
            if text in line
        ]
        assert places, f"{text!r} is not on the screen:\n{self.text}"
        await self.pilot.click(offset=places[nth])
        await self.settle()

    @property
    def text(self) -> str:
        """What stands on the screen."""
        app = self.app
        return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size))


Play = Callable[..., AbstractAsyncContextManager[Game]]


@pytest.fixture
def play(catalog: Catalog, progress: Progress, course: Path) -> Play:
    """Open the game, as ``play(scenario, size=(80, 24))``; without a scenario it is at the course."""

    @asynccontextmanager
    async def opened(
        scenario=None, *, size=(120, 40), brief=False, settle=True, source=None, record=None, **more
    ) -> AsyncIterator[Game]:
        app = MmtuiApp(
            source or catalog, progress=record or progress, scenario=scenario, folder=course, **more
        )
        async with app.run_test(size=size) as pilot:
            game = Game(app, pilot)
            if settle:
                await game.settle()
            if scenario is not None and not brief:
                await game.press("enter")
            yield game

    return opened
