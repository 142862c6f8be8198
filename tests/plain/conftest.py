from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmtui.catalog import Catalog, bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.progress import Progress, open_progress
from mmtui.scenario import Use, load

EXAMPLE = Path(__file__).with_name("example.mmtui.toml")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's machine is read or written."""
    monkeypatch.setenv("MMTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(Sources(bundled("plugins")))


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path))


@pytest.fixture
def session(scenario_file: Path, catalog: Catalog) -> Session:
    return Session.begin(prepare(load(scenario_file), catalog))


@pytest.fixture
def session_of(session: Session, catalog: Catalog) -> Callable[[str], Session]:
    """Return the example with other operations, ``|`` between them."""

    def session_of(ops: str) -> Session:
        scenario = replace(session.trial.scenario, workload=Use("script", {"ops": ops.replace("|", "\n")}))
        return Session.begin(prepare(scenario, catalog))

    return session_of


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with open_progress(tmp_path / "state" / "progress.db", tool_version="1.2").progress as progress:
        yield progress


class Played:
    """What a game came to."""

    def __init__(self, code: int, lines: list[str], warnings: list[str]) -> None:
        self.code = code
        self.lines = lines
        self.text = "\n".join(lines)
        self.warnings = warnings


@pytest.fixture
def played(session: Session, progress: Progress) -> Callable[..., Played]:
    """Play the example with these lines; ``said`` has only what came after the opening."""

    def played(*lines: str, of: Session = session) -> Played:
        said: list[str] = []
        warnings: list[str] = []
        opened = 0

        def typed() -> Iterator[str]:
            nonlocal opened
            opened = len(said)
            yield from (f"{line}\n" for line in lines)

        code = play(of, typed(), said.append, Diary(progress, warnings.append))
        return Played(code, said[opened:], warnings)

    return played
