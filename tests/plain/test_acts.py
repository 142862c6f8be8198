from __future__ import annotations

from pathlib import Path

import pytest

from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.plain.resume import resumed
from mmtui.scenario import load

FILE = Path(__file__).parent.parent / "scenarios" / "two-owners.mmtui.toml"


@pytest.fixture
def played(catalog, progress):
    """Play lines, going on where the record says, and return what was said and the exit code."""

    def played(*lines: str) -> tuple[int, list[str]]:
        said: list[str] = []
        begins = resumed(Session.begin(prepare(load(FILE), catalog)), progress)
        code = play(begins.session, lines, said.append, Diary(progress, said.append))
        return code, said

    return played


def test_the_goal_is_a_list_that_says_what_holds(played) -> None:
    code, said = played("1", "A fork B")
    assert code == 1
    assert "To do: the number of entries that map page 2 of L0 is 1 (now 2)." in said
    assert "Holds: the number of entries that map page 3 of L0 is at least 2 (now 2)." in said
    assert "Your operations: 1.  Par: 2." in said


def test_operations_are_typed_or_picked(played) -> None:
    code, said = played("1", "do 1", "B write r 2 3")
    assert code == 0
    assert "Right. The goal holds after 2 operations, and it takes no fewer." in said


def test_who_types_only_a_number_is_told_how_to_pick_it(played) -> None:
    said = played("1", "2", "2 B")[1]
    assert "do 2 does the operation with that number; picks lists them." in said
    assert said[-1] == "picks lists operations to do; brief says what it is about."


def test_what_was_done_is_there_again_after_a_crash(played, progress) -> None:
    played("1", "A fork B", "A dontneed r 0 1", "undo")
    assert progress.drafts("two-owners", digest=progress.answers()[0].digest) == {1: "A fork B"}
    code, said = played("B write r 2 3")
    assert code == 0
    assert "After operation 5 of 5: B write r 2 3." in said
    assert [answer.text for answer in progress.answers()] == ["1", "A fork B; B write r 2 3"]


def test_undo_and_redo_say_when_there_is_nothing(played) -> None:
    said = played("1", "undo", "redo", "A fork B", "undo", "redo", "goal")[1]
    assert "There is nothing to take back." in said
    assert "Nothing was taken back." in said
    assert said[-1] == "Your operations: 1.  Par: 2."


def test_commands_of_an_act_say_where_they_belong(played) -> None:
    for command in ("goal", "picks", "do 1", "undo", "redo"):
        assert "This question is not answered by operations of your own." in played(command)[1]


def test_a_mistake_is_said_and_costs_nothing(played, progress) -> None:
    said = played("1", "A frok B", "do 9", "mmap")[1]
    assert any("did you mean" in text for text in said)
    assert "The picks are numbered from 1 to 3." in said
    assert [answer.outcome for answer in progress.answers()] == ["solved"]
