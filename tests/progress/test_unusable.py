"""Where nothing can be saved, the game goes on and says so."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
from contextlib import closing, contextmanager

import pytest

from mmtui.errors import MmtuiError
from mmtui.progress import ProgressError, open_progress


@contextmanager
def full_disk():
    """Let no file grow, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def make_newer(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def solve(progress, scenario_id="first-fork"):
    progress.record_solved(scenario_id, digest="d")


def test_the_folder_is_made_for_the_player_alone(reopen, path):
    assert reopen().notice is None
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_where_no_folder_can_be_made_the_game_is_played_in_memory(tmp_path):
    """Below a file there can be no folder, not even for root."""
    (tmp_path / "file").write_text("not a folder")
    path = tmp_path / "file" / "mmtui" / "progress.db"
    opened = open_progress(path, tool_version="1")
    with opened.progress as progress:
        assert progress.path is None
        solve(progress)
        assert set(progress.solved()) == {"first-fork"}
    assert opened.notice.startswith(f"Progress is not saved: {path}: Not a directory. ")
    assert "MMTUI_STATE_DIR" in opened.notice


def test_a_full_disk_at_the_start_is_found_out_at_the_start(reopen, path):
    with full_disk():
        opened = reopen()
    assert opened.progress.path is None
    assert opened.notice.startswith(f"Progress is not saved: {path}: ")
    solve(opened.progress)


def test_a_full_disk_takes_nothing_from_an_old_record(reopen):
    with reopen().progress as before:
        solve(before)
    with full_disk():
        assert reopen().notice
    assert set(reopen().progress.solved()) == {"first-fork"}


def test_a_disk_that_fills_up_is_an_error_that_can_be_shown(progress):
    solve(progress, "before")
    with full_disk(), pytest.raises(ProgressError, match=r"^not saved in .*; see that its disk has room"):
        solve(progress, "meanwhile")
    assert set(progress.solved()) == {"before"}


def test_saving_works_again_when_the_disk_has_room_again(progress, reopen):
    with full_disk(), pytest.raises(ProgressError):
        solve(progress, "meanwhile")
    solve(progress, "after")
    assert set(reopen().progress.solved()) == {"after"}


def test_a_progress_error_is_shown_like_any_other():
    assert issubclass(ProgressError, MmtuiError)


def test_a_file_that_merely_cannot_be_opened_is_not_set_aside(reopen, path):
    with reopen().progress as before:
        solve(before)
    in_the_way = path.with_name("progress.db-wal")
    in_the_way.mkdir()
    opened = reopen()
    assert opened.progress.path is None
    assert opened.notice.startswith(f"Progress is not saved: {path}: unable to open database file.")
    in_the_way.rmdir()
    assert set(reopen().progress.solved()) == {"first-fork"}


def test_an_outcome_that_is_none_is_refused(progress):
    with pytest.raises(ProgressError):
        progress.record_answer("first-fork", 0, "2", "almost", digest="d", scheme="s")
    assert progress.answers() == ()


def test_a_record_by_a_newer_mmtui_is_refused_and_left_untouched(reopen, path):
    with reopen().progress as progress:
        solve(progress)
    make_newer(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    opened = reopen()
    solve(opened.progress, "second")
    assert opened.progress.path is None
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert opened.notice == (
        f"Progress is not saved: {path} was written by a newer mmtui (format 99, this one reads 2);"
        " update mmtui. The file was not touched."
    )


def test_a_newer_record_is_not_set_aside_even_if_it_looks_damaged(reopen, path):
    """What is damage to us may be how a later version keeps things."""
    with reopen().progress as progress:
        solve(progress)
    make_newer(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE hint")
    assert "newer mmtui" in reopen().notice
    assert os.listdir(path.parent).count("progress.db") == 1
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_running_game_stops_saving_when_a_newer_mmtui_takes_over(progress, path):
    make_newer(path)
    with pytest.raises(ProgressError, match=r"a newer mmtui has taken over .*; start mmtui again"):
        solve(progress)


def test_a_closed_record_takes_no_more_answers(reopen):
    with reopen().progress as progress:
        pass
    with pytest.raises(ProgressError):
        solve(progress)
