"""A damaged file is set aside with a message, never deleted."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmtui.progress import ProgressError, open_progress


def random_bytes(path: Path):
    path.write_bytes(bytes(range(256)) * 64)


def cut_in_half(path: Path):
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 + 100])


def cut_to_a_stub(path: Path):
    path.write_bytes(path.read_bytes()[:60])


def zeros_over_the_header(path: Path):
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def zeros_over_a_page(path: Path):
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(4096) + whole[8192:])


def a_directory(path: Path):
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("kept")


def emptied_beside_its_log(path: Path):
    path.write_bytes(b"")
    path.with_name("progress.db-wal").write_bytes(b"log" * 100)


def gone_but_its_log_is_there(path: Path):
    path.unlink()
    path.with_name("progress.db-wal").write_bytes(b"log" * 100)


def another_program(path: Path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")


def without_a_table(path: Path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE hint")


def a_version_that_cannot_be(path: Path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = -7")


NOON = datetime(2031, 5, 4, 12, 0, 0, tzinfo=UTC)
DAMAGES = [
    random_bytes,
    cut_in_half,
    cut_to_a_stub,
    zeros_over_the_header,
    zeros_over_a_page,
    a_directory,
    emptied_beside_its_log,
    gone_but_its_log_is_there,
    another_program,
    without_a_table,
    a_version_that_cannot_be,
]


@pytest.fixture
def old(reopen, path) -> Path:
    """A record with something in it, closed."""
    with reopen().progress as progress:
        for nr in range(50):
            progress.record_answer("first-fork", nr, "2", "solved", digest="d", scheme="s")
    return path


def contents(folder: Path) -> list[bytes]:
    return sorted(file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.stat().st_size)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_set_aside_and_the_game_goes_on(old, reopen, damage):
    damage(old)
    opened = reopen()
    assert opened.progress.path == old
    assert opened.progress.answers() == ()
    opened.progress.record_solved("first-fork", digest="d")
    assert set(reopen().progress.solved()) == {"first-fork"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_byte_of_a_damaged_file_is_lost(old, reopen, damage):
    damage(old)
    before = contents(old.parent)
    reopen()
    kept = sorted(old.parent.glob("progress.damaged-20310504-120000.db*"))
    assert kept
    for content in before:
        assert content in contents(old.parent)


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_notice_names_both_files_and_comes_once(old, reopen, damage):
    damage(old)
    notice = reopen().notice
    assert notice.startswith(f"{old} was damaged (")
    assert str(old.with_name("progress.damaged-20310504-120000.db")) in notice
    assert reopen().notice is None


def test_damage_in_the_same_second_gets_a_number(reopen, path):
    for content in b"first", b"second", b"third":
        reopen().progress.close()
        path.write_bytes(content * 1000)
    reopen()
    kept = {file.name: file.read_bytes() for file in path.parent.glob("progress.damaged-*.db")}
    assert kept == {
        "progress.damaged-20310504-120000.db": b"first" * 1000,
        "progress.damaged-20310504-120000-2.db": b"second" * 1000,
        "progress.damaged-20310504-120000-3.db": b"third" * 1000,
    }


def test_a_damaged_file_and_its_log_are_kept_together_as_they_were(reopen, path, tmp_path):
    """SQLite copies the log into the file, and deletes the log, unless it is kept from doing so."""
    running = reopen().progress
    for nr in range(50):
        running.record_answer("first-fork", nr, "2" * 100, "solved", digest="d", scheme="s")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    last = running.record_answer("first-fork", 50, "the last", "solved", digest="d", scheme="s")
    crashed = tmp_path / "crashed" / "progress.db"
    crashed.parent.mkdir()
    for name in "progress.db", "progress.db-wal":
        shutil.copy(path.with_name(name), crashed.with_name(name))
    cut_in_half(crashed)
    file, log = crashed.read_bytes(), crashed.with_name("progress.db-wal").read_bytes()
    assert last.text.encode() in log

    with open_progress(crashed, tool_version="1", clock=lambda: NOON).progress:
        kept = crashed.with_name("progress.damaged-20310504-120000.db")
        assert kept.read_bytes() == file
        assert kept.with_name(kept.name + "-wal").read_bytes() == log


def test_a_letter_gone_bad_does_not_make_the_rest_unreadable(reopen, path):
    with reopen().progress as progress:
        for text in "twofold", "three":
            progress.record_answer("first-fork", 0, text, "not-yet", digest="d", scheme="s")
    path.write_bytes(path.read_bytes().replace(b"twofold", b"tw\xfffold"))
    assert [given.text for given in reopen().progress.answers()] == [
        "tw\N{REPLACEMENT CHARACTER}fold",
        "three",
    ]


def test_a_game_whose_file_was_set_aside_by_another_says_so(old, reopen):
    """It would otherwise go on writing into the damaged file."""
    running = reopen().progress
    random_bytes(old)
    assert reopen().notice
    with pytest.raises(ProgressError, match="was moved or replaced; start mmtui again"):
        running.record_solved("first-fork", digest="d")


def test_a_game_whose_file_was_deleted_says_so(reopen, path):
    running = reopen().progress
    path.unlink()
    with pytest.raises(ProgressError, match="was moved or replaced; start mmtui again"):
        running.record_solved("first-fork", digest="d")


def test_a_game_whose_file_goes_bad_under_it_says_so(old, reopen):
    running = reopen().progress
    old.write_bytes(old.read_bytes()[:4096] + b"x" * 20480)
    with pytest.raises(ProgressError, match=r"cannot be read: .*; start mmtui again"):
        running.solved()
