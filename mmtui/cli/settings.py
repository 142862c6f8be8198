"""What stands before the command: which plugins, which colours, how much to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mmtui.cli.output import note, wants_colour
from mmtui.counted import counted

if TYPE_CHECKING:
    from mmtui.catalog import Catalog, Sources
    from mmtui.progress import Opened, Progress


class Settings(NamedTuple):
    """The global options."""

    plugins_dirs: tuple[str, ...] = ()
    safe_mode: bool = False
    color: str = "auto"
    verbose: bool = False

    @property
    def coloured(self) -> bool:
        """Whether stdout gets colours."""
        return wants_colour(self.color)

    def load_catalog(self) -> Catalog:
        """Load the plugins, and say on stderr which of them are broken."""
        catalog = self.quiet_catalog()
        for error in catalog.errors:
            note(f"mmtui: plugin {error.plugin}: {error}")
        names = ", ".join(plugin.name for plugin in catalog.plugins)
        self.say(f"{counted(len(catalog.plugins), 'plugin')} loaded: {names}")
        return catalog

    def quiet_catalog(self) -> Catalog:
        """Load the plugins."""
        from mmtui.catalog import load_catalog

        return load_catalog(self.sources())

    def sources(self) -> Sources:
        """Return where plugins are looked for; raise ``UsageError`` for a folder that is none."""
        from mmtui.catalog import find_sources

        return find_sources(self.plugins_dirs, safe_mode=self.safe_mode)

    def open_progress(self) -> Progress:
        """Open the player's record, and say on stderr what is wrong with it."""
        opened = self.open_record()
        if opened.notice:
            note(f"mmtui: {opened.notice}")
        self.say(f"answers are kept in {opened.progress.path or 'memory'}")
        return opened.progress

    def open_record(self) -> Opened:
        """Open the player's record."""
        from mmtui import __version__
        from mmtui.progress import open_progress, progress_path

        return open_progress(progress_path(), tool_version=__version__)

    def say(self, text: str) -> None:
        """Say something that only ``-v`` asks for."""
        if self.verbose:
            note(f"mmtui: {text}")
