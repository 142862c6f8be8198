from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from mmtui.catalog import Catalog, Sources, load_catalog

_SCHEME = """
from mmtui import Claim, Counter, Scheme, hookimpl

class Fine(Scheme):
    name = "{name}"
    _sum = Counter()

    def map_ptes(self, folio, pages, vma):
        return Claim(first=(yield self._sum.add(folio, len(pages))))

    def unmap_ptes(self, folio, pages, vma):
        return Claim(gone=(yield self._sum.add(folio, -len(pages))))

@hookimpl
def register_schemes():
    return [Fine]
"""


@pytest.fixture
def scheme_text() -> Callable[[str], str]:
    """The text of a plugin that is in order, by the name of its scheme."""
    return lambda name: _SCHEME.format(name=name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ``--plugins-dir``."""
    made = tmp_path / "plugins"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Write a plugin into the folder, or into another one."""

    def write(name: str, text: str, where: Path = folder) -> Path:
        where.mkdir(parents=True, exist_ok=True)
        path = where / name
        path.write_text(dedent(text).lstrip())
        return path

    return write


@pytest.fixture
def write_scheme(write: Callable[..., Path], scheme_text: Callable[[str], str]) -> Callable[..., Path]:
    """Write a plugin that is in order, with one scheme."""

    def write_scheme(file: str, scheme: str, where: Path | None = None) -> Path:
        text = scheme_text(scheme)
        return write(file, text, where) if where else write(file, text)

    return write_scheme


@pytest.fixture
def load(folder: Path, tmp_path: Path) -> Callable[..., Catalog]:
    """Load the folder and nothing else, unless the test says so."""
    nothing = tmp_path / "no built-in plugins"
    nothing.mkdir()

    def load(*, budget: float = 20.0, builtin: Path = nothing, **sources: object) -> Catalog:
        return load_catalog(Sources(builtin, **{"folders": (folder,), **sources}), budget=budget)

    return load
