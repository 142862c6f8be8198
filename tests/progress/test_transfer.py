from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from mmtui.progress import Progress, ProgressError, best_stars, open_progress
from mmtui.progress.transfer import dumped

START = datetime(2031, 5, 4, 12, 0, 0, tzinfo=UTC)


def opened(path: Path, begin: int = 0) -> Progress:
    ticks = (START + timedelta(seconds=second) for second in count(begin))
    return open_progress(path / "progress.db", tool_version="1.2", clock=lambda: next(ticks)).progress


@pytest.fixture
def here(tmp_path: Path):
    with opened(tmp_path / "here") as progress:
        yield progress


@pytest.fixture
def there(tmp_path: Path):
    with opened(tmp_path / "there", 1_000) as progress:
        yield progress


def solve(progress: Progress, name: str = "cow", wrong: int = 0, hints: int = 0, text: str = "2") -> None:
    for _ in range(wrong):
        progress.record_answer(name, 0, "9", "not-yet", digest="d", scheme="s")
    progress.record_answer(name, 0, text, "solved", digest="d", scheme="s", hints_used=hints)
    progress.record_solved(name, digest="d", hints_used=hints)


def test_what_was_solved_there_is_solved_here_too(here: Progress, there: Progress) -> None:
    solve(here, "cow")
    solve(there, "fork")
    there.record_hint("fork", 0, 1)
    there.record_draft("acts", 0, "A exit", digest="d")
    assert here.merged(dumped(there.exported())) == (4, 4)
    assert set(here.solved()) == {"cow", "fork"}
    assert here.hints("fork") == {(0, 1)}
    assert here.drafts("acts", digest="d") == {0: "A exit"}


def test_nothing_is_added_twice(here: Progress, there: Progress) -> None:
    solve(there, wrong=2)
    text = dumped(there.exported())
    assert here.merged(text) == (4, 4)
    assert here.merged(text) == (4, 0)
    assert there.merged(text) == (4, 0)
    assert len(here.answers()) == 3


def test_an_export_of_an_import_is_the_same(here: Progress, there: Progress) -> None:
    solve(there, text="naïve ☃ \ud800".encode(errors="backslashreplace").decode())
    here.merged(dumped(there.exported()))
    assert here.exported() == there.exported()


def test_a_scenario_can_be_begun_anew_and_nothing_is_deleted(here: Progress) -> None:
    solve(here, hints=1)
    here.record_hint("cow", 0, 0)
    here.record_draft("cow", 0, "A exit", digest="d")
    solve(here, "fork")
    here.record_reset("cow")
    assert set(here.solved()) == {"fork"}
    assert here.answers("cow") == ()
    assert here.hints("cow") == frozenset()
    assert here.drafts("cow", digest="d") == {}
    assert len(here.exported()["answer"]) == 2
    solve(here)
    here.record_hint("cow", 0, 0)
    assert set(here.solved()) == {"cow", "fork"}
    assert here.hints("cow") == {(0, 0)}


def test_beginning_anew_there_takes_nothing_away_here(here: Progress, there: Progress) -> None:
    solve(here)
    there.record_reset("cow")
    here.merged(dumped(there.exported()))
    assert set(here.solved()) == {"cow"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"schema": 2}, "schema"),
        ({"kind": "something"}, "kind"),
        ({"answer": [{"scenario_id": 3}]}, "answer[0]"),
        ({"more": 1}, "more"),
        ({"solved": "x"}, "solved"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(here: Progress, changes, place: str) -> None:
    solve(here)
    before = here.exported()
    with pytest.raises(ProgressError) as refused:
        here.merged(json.dumps(before | changes))
    assert str(refused.value).startswith(place)
    assert "mmtui export" in str(refused.value)
    assert here.exported() == before


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "null", "[" * 100_000])
def test_what_is_no_json_of_ours_is_refused(here: Progress, text: str) -> None:
    with pytest.raises(ProgressError):
        here.merged(text)


def test_one_wrong_row_and_none_is_taken(here: Progress, there: Progress) -> None:
    solve(there)
    record = there.exported()
    record["solved"][0]["hints_used"] = -1
    with pytest.raises(ProgressError, match=r"solved\[0\].hints_used"):
        here.merged(json.dumps(record))
    assert here.answers() == ()


@pytest.mark.parametrize(
    ("wrong", "hints", "text", "pars", "stars"),
    [
        (0, 0, "2", [None], 3),
        (0, 1, "2", [None], 2),
        (1, 0, "2", [None], 2),
        (1, 1, "2", [None], 1),
        (0, 0, "A fork B; A exit", [2], 3),
        (0, 0, "A fork B; B exit; A exit", [2], 2),
        (0, 0, "A fork B; B exit; A exit", [], 3),
    ],
)
def test_stars(here: Progress, wrong: int, hints: int, text: str, pars, stars: int) -> None:
    solve(here, wrong=wrong, hints=hints, text=text)
    assert best_stars(here.games()["cow"], pars) == stars


def test_the_best_game_counts_and_each_has_its_own_answers(here: Progress) -> None:
    solve(here, wrong=3, hints=2)
    assert best_stars(here.games()["cow"], [None]) == 1
    solve(here)
    assert [game.wrong for game in here.games()["cow"]] == [3, 0]
    assert best_stars(here.games()["cow"], [None]) == 3
    solve(here, wrong=1, hints=1)
    assert best_stars(here.games()["cow"], [None]) == 3


def test_what_was_never_solved_has_no_stars(here: Progress) -> None:
    assert best_stars(here.games().get("cow", ()), [None]) == 0
