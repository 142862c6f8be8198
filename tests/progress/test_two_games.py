"""Two running games do not corrupt the record."""

from __future__ import annotations

import subprocess

import pytest

WRITE = """
input()
progress = open_progress(path, tool_version="1").progress
for nr in range({number}):
    progress.record_answer("first-fork", 0, f"{name} {{nr}}", "not-yet", digest="d", scheme="s")
progress.close()
"""

# Find the damage, then wait for a word before renaming.
HESITATE = """
import sys
def hook(event, _):
    if event == "os.rename":
        print("renaming", flush=True)
        input()
sys.addaudithook(hook)
open_progress(path, tool_version="1").progress.close()
"""


def play_at_once(game, *, number, names):
    games = [game(WRITE.format(number=number, name=name)) for name in names]
    for one in games:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in games:
        assert one.wait() == 0


def test_two_games_that_write_at_once_lose_nothing(game, reopen, path, integrity):
    play_at_once(game, number=200, names="AB")
    texts = [given.text for given in reopen().progress.answers()]
    assert len(texts) == 400
    for name in "AB":
        assert [text for text in texts if text.startswith(name)] == [f"{name} {nr}" for nr in range(200)]
    assert integrity(path) == "ok"


def test_games_that_all_make_the_record_make_one(game, reopen):
    play_at_once(game, number=1, names="ABCDEF")
    assert {given.text[0] for given in reopen().progress.answers()} == set("ABCDEF")


def test_games_that_all_find_it_damaged_set_it_aside_once(game, reopen, path):
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    play_at_once(game, number=1, names="ABCDEF")
    (kept,) = path.parent.glob("*.damaged-*")
    assert kept.read_bytes() == b"damaged" * 1000
    assert {given.text[0] for given in reopen().progress.answers()} == set("ABCDEF")


def test_a_game_that_found_damage_never_takes_away_what_another_began_meanwhile(game, reopen, path):
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    slow = game(HESITATE)
    assert slow.stdout.readline() == "renaming\n"
    quick = game(WRITE.format(number=1, name="quick"))
    with pytest.raises(subprocess.TimeoutExpired):
        quick.communicate("go\n", timeout=0.5)
    slow.communicate("go\n")
    quick.communicate()
    assert len([*path.parent.glob("*.damaged-*")]) == 1
    assert [given.text for given in reopen().progress.answers()] == ["quick 0"]


def test_what_one_game_records_the_other_sees(reopen):
    one, other = reopen().progress, reopen().progress
    one.record_solved("first-fork", digest="d")
    assert set(other.solved()) == {"first-fork"}


def test_two_games_that_solve_the_same_scenario_both_keep_the_mark(reopen):
    one, other = reopen().progress, reopen().progress
    one.record_solved("first-fork", digest="d", hints_used=2)
    other.record_solved("first-fork", digest="d", hints_used=1)
    assert one.solved() == other.solved()
    assert one.solved()["first-fork"].hints_used == 1
