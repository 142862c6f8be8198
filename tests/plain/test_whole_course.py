"""Every scenario is solved line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmtui.catalog import Catalog, Sources, bundled, load_catalog
from mmtui.game.handing_in import file_of
from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.progress import open_progress
from mmtui.scenario import ActAsk, BuildAsk, load

FILES = sorted(bundled("scenarios").glob("*.mmtui.toml"))
FOLDERS = (bundled("plugins"), bundled("plugins") / "exercises")


def _id(path: Path) -> str:
    return path.name.split("-", 2)[-1].removesuffix(".mmtui.toml")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(Sources(bundled("plugins")), budget=60.0)


def typed(session: Session) -> Iterator[str]:
    """Yield what a player types who knows everything."""
    for step, answer in zip(
        session.trial.scenario.steps, map(str, session.trial.scenario.solution.steps), strict=True
    ):
        if isinstance(step.ask, BuildAsk):
            yield "file"  # it is there then
            name = f"{answer.replace('-', '_')}.py"
            source = next(folder / name for folder in FOLDERS if (folder / name).exists())
            text = source.read_text().replace(f'"{answer}"', f'"my-{answer}"')  # a name of its own
            open_ = Session.begin(session.trial)
            while open_.question is not step:
                open_ = open_.answered(str(session.trial.scenario.solution.steps[open_.step]))
            file_of(open_).write_text(text)
            yield "examine"
        elif isinstance(step.ask, ActAsk):
            yield from (op.strip() for op in answer.split(";"))
        else:
            yield answer


@pytest.mark.parametrize("path", FILES, ids=map(_id, FILES))
def test_it_is_solved_in_plain_text(path: Path, catalog: Catalog, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path / "data"))
    session = Session.begin(prepare(load(path), catalog))
    said: list[str] = []
    with open_progress(tmp_path / "progress.db", tool_version="test").progress as progress:
        code = play(session, typed(session), said.append, Diary(progress, pytest.fail), to_the_end=False)
        assert code == 0, "\n".join(said[-12:])
        (games,) = progress.games().values()
        assert games[0].stars([getattr(step.ask, "par", None) for step in session.trial.scenario.steps]) == 3
