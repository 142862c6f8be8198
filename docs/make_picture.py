"""Make docs/play.svg from the running game: ``python docs/make_picture.py``."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from mmtui.catalog import bundled, find_sources, load_catalog
from mmtui.progress import open_progress
from mmtui.tui.app import MmtuiApp

KEYS = ("enter", "enter", "1", "enter", "enter", "enter", "1", "enter", "enter")
"""Close the brief, answer the first two questions; the third is asked behind B's munmap."""


async def picture(app: MmtuiApp, keys: tuple[str, ...]) -> str:
    """Return the screen as SVG after these keys, at 120 x 40."""
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("", *keys):
            await app.workers.wait_for_complete()
            await pilot.press(*([key] if key else []))
            await pilot.pause()
        return app.export_screenshot(title="mmtui")


def main() -> None:
    catalog = load_catalog(find_sources(safe_mode=True))
    scenario = next(bundled("scenarios").glob("*-last-unmap-doublemap.mmtui.toml"))
    with tempfile.TemporaryDirectory() as folder:
        opened = open_progress(Path(folder) / "progress.db", tool_version="picture")
        with opened.progress as progress:
            svg = asyncio.run(picture(MmtuiApp(catalog, progress=progress, scenario=scenario), KEYS))
    Path(__file__).with_name("play.svg").write_text(svg)


if __name__ == "__main__":
    main()
