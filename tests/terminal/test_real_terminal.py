"""The game as a person meets it: a terminal, keys, and whatever happens to either.

Nothing here looks at the clock; each test waits until what it needs is on the screen.
"""

from __future__ import annotations

import json

import pytest

# pytest-xdist runs tests beside a thread of its own
pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")

TITLE = "Seen from outside"
SCENARIO = "in-a-terminal"


def opened(game, says) -> None:
    """From the course to the question."""
    every = len(says("list", "--json").splitlines())
    game.wait_for(f"0 of {every} solved")  # the scenarios of plugins have been found
    game.press("/")
    game.wait_for("search title")
    game.press("outside")
    game.wait_for(TITLE)
    game.press("enter")  # from the field to what was found
    game.press_until("enter", "Enter begin|← → move")
    begin(game)


def begin(game) -> None:
    """From the brief, if it is shown, to the question."""
    if "begin" in game.wait_for(r"Enter begin|← → move")[0]:
        game.press("enter")
    game.wait_for("← → move")


def answered(game) -> None:
    """Answer the question, and wait until the answer is confirmed."""
    game.press("enter")
    game.wait_for("put away")  # so it has the focus
    game.press("2")
    game.wait_for(r"(?m)^ *2$")
    game.press("enter")
    game.wait_for("Right")


def solved(says) -> bool:
    records = [json.loads(text) for text in says("list", "--json").splitlines()]
    return next(record["solved"] for record in records if record["id"] == SCENARIO)


def test_a_scenario_is_played_from_the_first_picture_to_the_last(start, mmtui_says) -> None:
    game = start()
    opened(game, mmtui_says)
    game.wait_for("operation 4/6")
    game.press("left", "left")
    game.wait_for("operation 2/6")
    game.press("right")
    game.wait_for("operation 3/6")
    answered(game)
    game.press("q")
    game.wait_for("1 of [0-9]+ solved")
    game.press("q")

    assert game.ended() == 0
    assert solved(mmtui_says)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", 130)])
def test_the_terminal_is_given_back_as_it_was(start, key, code) -> None:
    game = start()
    game.wait_for("q quit")
    game.press(key)

    assert game.ended() == code
    assert given_back(game.written)


def test_ctrl_c_ends_the_game_in_the_middle_of_an_answer(start) -> None:
    game = start(SCENARIO)
    begin(game)
    game.press("enter")
    game.wait_for("put away")  # so it has the focus
    game.press("ctrl+c")

    assert game.ended() == 130
    assert given_back(game.written)
    assert b"Traceback" not in game.written


def given_back(written: bytes) -> bool:
    """Whether what was switched on last is off again: the other screen, no cursor, the mouse, pasted text."""
    on = [b"\x1b[?1049h", b"\x1b[?25l", b"\x1b[?1000h", b"\x1b[?2004h"]
    off = [b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"]
    return all(written.rfind(last) > written.rfind(first) >= 0 for first, last in zip(on, off, strict=True))


def test_a_small_terminal_asks_for_room_and_goes_on_where_it_was(start) -> None:
    game = start(SCENARIO)
    begin(game)
    game.wait_for("operation 4/6")
    game.press("left")
    game.wait_for("operation 3/6")
    game.resize(50, 15)
    game.wait_for("this terminal has\\s+50x15")
    game.resize(80, 24)
    game.wait_for("operation 3/6")
    game.press("right")
    game.wait_for("operation 4/6")
    game.press("q")
    game.wait_for("q quit")
    game.press("q")

    assert game.ended() == 0


def test_an_answer_that_was_confirmed_survives_a_kill(start, mmtui_says) -> None:
    game = start(SCENARIO)
    begin(game)
    assert not solved(mmtui_says)
    answered(game)
    game.kill()

    assert solved(mmtui_says)
    again = start()
    again.wait_for("1 of [0-9]+ solved")


def test_the_largest_terminal_and_the_smallest(start) -> None:
    for columns, rows in ((60, 20), (240, 70)):
        game = start(SCENARIO, columns=columns, rows=rows)
        begin(game)
        game.press("left")
        game.wait_for("operation 3/6")
