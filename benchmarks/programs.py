"""The programs that are started in a terminal: mmtui, the smallest Textual apps, and peers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.environment import APPS, Place, SetupError, built
from benchmarks.probe import Program, Size


class Startable(NamedTuple):
    """A program, and how to tell that its first screen is complete."""

    name: str
    argv: tuple[str, ...]
    complete: str
    """Pattern for the screen, all lines of it in one text."""
    quit: tuple[str, ...]
    environ: Mapping[str, str]
    later: str = ""
    """Another pattern, for what is shown some time after."""

    def started(self, size: Size) -> Program:
        return Program(self.argv, size, self.environ)


def mmtui(where: Place, *words: str, complete: str) -> Startable:
    """Return the game."""
    return Startable("mmtui", (where.mmtui, *words), complete, ("q",), where.environ)


def smallest_app(where: Place) -> Startable:
    """Return a Textual app with one line of text."""
    return _app(where, "static", "first frame is complete")


def list_app(where: Place) -> Startable:
    """Return a Textual app with one list."""
    return _app(where, "options", "option 000.*option 020")


def _app(where: Place, name: str, complete: str) -> Startable:
    argv = (str(where.python), str(APPS / f"{name}.py"))
    return Startable(f"smallest Textual app, {name}", argv, complete, ("q",), where.environ)


class _Peer(NamedTuple):
    requirements: tuple[str, ...]
    words: tuple[str, ...]
    complete: str
    quit: tuple[str, ...]


_PEERS = {
    # tree-sitter 0.26 makes posting 2.11 crash at its start
    "posting": _Peer(
        ("posting", "tree-sitter<0.26"), (), "Send.*Collection is empty.*Response.*Quit", ("ctrl+c",)
    ),
    "harlequin": _Peer(("harlequin",), ("-a", "sqlite"), "Data Catalog.*Query Results.*Quit", ("ctrl+q",)),
}


class Peers(NamedTuple):
    """Those that could be installed, and a sentence for each that could not."""

    found: tuple[Startable, ...]
    notes: tuple[str, ...]


def peers(where: Place) -> Peers:
    """Install other programs made with Textual, each in an environment of its own."""
    found, notes = list[Startable](), list[str]()
    for name, peer in _PEERS.items():
        try:
            python = built(where.scratch / f"venv-{name}", *peer.requirements)
        except SetupError as error:
            notes.append(f"{name} is left out: {error}.")
            continue
        argv = (str(python.with_name(name)), *peer.words)
        found.append(Startable(name, argv, peer.complete, peer.quit, _home(where, name)))
    return Peers(tuple(found), tuple(notes))


def _home(where: Place, name: str) -> dict[str, str]:
    home = where.scratch / f"home-{name}"
    home.mkdir()
    folders: dict[str, Path] = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
    }
    return {**where.environ, **{key: str(path) for key, path in folders.items()}}
