"""``kill -9`` at any moment loses nothing that was confirmed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

ANSWER = """
def answer(text):
    progress.record_answer("first-fork", 0, text, "not-yet", digest="d", scheme="s")
progress = open_progress(path, tool_version="1").progress
"""

# Kill ourselves just before the nth time that something is done to the disk.
KILL_AT = """
import itertools, os, signal, sys
left = itertools.count({nth} - 1, -1)
def hook(event, _):
    if event in ("os.mkdir", "os.rename", "sqlite3.connect") and next(left) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
open_progress(path, tool_version="1")
print("survived")
"""


def test_an_answer_confirmed_just_before_the_kill_is_there(game, reopen):
    player = game(ANSWER + "answer('42'); print('confirmed', flush=True); input()")
    assert player.stdout.readline() == "confirmed\n"
    player.kill()
    player.wait()
    assert [given.text for given in reopen().progress.answers()] == ["42"]


def test_hints_and_marks_confirmed_just_before_the_kill_are_there(game, reopen):
    player = game(
        ANSWER
        + "progress.record_hint('first-fork', 0, 1); progress.record_solved('first-fork', digest='d')\n"
        + "print('confirmed', flush=True); input()"
    )
    assert player.stdout.readline() == "confirmed\n"
    player.kill()
    player.wait()
    progress = reopen().progress
    assert progress.hints("first-fork") == {(0, 1)}
    assert set(progress.solved()) == {"first-fork"}


@pytest.mark.parametrize("wait_for", [1, 2, 30])
def test_a_kill_amid_the_writing_loses_nothing_confirmed(game, reopen, path, integrity, wait_for):
    player = game(ANSWER + "for nr in range(100_000): answer(str(nr)); print(nr, flush=True)")
    confirmed = [player.stdout.readline() for _ in range(wait_for)]
    player.kill()
    confirmed += player.stdout.readlines()
    kept = [int(given.text) for given in reopen().progress.answers()]
    assert kept == list(range(len(kept)))
    assert len(kept) >= len(confirmed)
    assert integrity(path) == "ok"


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_kill_while_the_record_is_made_does_no_harm(game, reopen, path, nth):
    """The folder is made, the lock is taken, the file is opened."""
    assert game(KILL_AT.format(nth=nth)).communicate()[0] == ""
    opened = reopen()
    assert opened.notice is None
    assert opened.progress.path == path


@pytest.mark.parametrize("nth", [3, 4, 5])
def test_a_kill_while_a_file_is_set_aside_loses_no_byte_of_it(game, reopen, path, nth):
    """The folder is there, the lock is taken, then: two files are renamed, the new one is opened."""
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    path.with_name("progress.db-wal").write_bytes(b"log" * 1000)
    assert game(KILL_AT.format(nth=nth)).communicate()[0] == ""
    # A file without its log might pass for a sound one, so the file goes first.
    assert path.with_name("progress.db-wal").exists() or not path.exists()
    opened = reopen()
    assert opened.progress.path == path
    found = {file.read_bytes() for file in path.parent.iterdir()}
    assert {b"damaged" * 1000, b"log" * 1000} <= found


def test_a_transaction_that_was_cut_off_before_there_was_a_log_is_rolled_back(reopen, path, tmp_path):
    """A new file is first written with a journal; so are all, where the disk cannot have a log."""
    with reopen().progress as progress:
        kept = progress.record_answer("first-fork", 0, "42", "not-yet", digest="d", scheme="s")
    away = tmp_path / "away.db"
    path.rename(away)
    with closing(sqlite3.connect(away, isolation_level=None)) as connection:
        for line in (
            "PRAGMA journal_mode = DELETE",
            "PRAGMA cache_size = 1",  # so that pages are written before the commit that never comes
            "BEGIN",
            "UPDATE answer SET text = hex(zeroblob(100000))",
        ):
            connection.execute(line)
        shutil.copy(away, path)
        shutil.copy(f"{away}-journal", f"{path}-journal")
    opened = reopen()
    assert opened.notice is None
    assert opened.progress.answers() == (kept,)
