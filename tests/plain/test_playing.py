"""The game as a conversation: what a line leads to, and what the end is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.plain.resume import resumed
from mmtui.plain.tell import opening

RIGHT = ("1", "A munmap r 3 4")


def test_right_answers_solve_the_scenario(played):
    game = played(*RIGHT)
    assert game.code == 0
    assert "Solved." in game.lines


def test_what_the_game_earned_is_said_at_its_end(played):
    lines = played("hint", *RIGHT).lines
    assert lines[-2] == "This game earned 2 of 3 stars."
    assert lines[-1].startswith("You can go on looking;")


def test_no_end_is_said_where_the_next_problem_follows(session, progress):
    said: list[str] = []
    play(session, RIGHT, said.append, Diary(progress, said.append), to_the_end=False)
    assert "Solved." in said
    assert not [text for text in said if "go on looking" in text or "stars" in text]


def test_a_game_that_ends_early_is_not_solved(played):
    assert played("1").code == 1


def test_no_line_at_all_is_not_solved(played):
    assert played().code == 1


def test_a_wrong_answer_does_not_open_the_next_question(played):
    game = played("0")
    assert game.code == 1
    assert game.lines[0].startswith("Not yet:")


def test_a_known_wrong_answer_is_told_its_misconception(played):
    assert "the folio stays whole" in " ".join(played("0").lines)


def test_the_sources_are_called_what_they_are(played, session):
    cites = session.trial.scenario.cites
    assert cites
    assert {f"Read on: {cite}" for cite in cites} <= set(played(*RIGHT).lines)


def test_the_debrief_is_read_when_all_is_solved(played):
    assert "the offset" in played(*RIGHT).text
    assert "the offset" not in played("1").text


def test_the_number_of_an_operation_answers_a_find(played):
    assert played("1", "7").code == 0


def test_here_answers_a_find_with_the_operation_one_is_at(played):
    assert played("1", "g 7", "here").code == 0


def test_here_at_another_operation_is_a_wrong_answer(played):
    game = played("1", "g 6", "here")
    assert game.code == 1
    assert "Not yet" in game.text


def test_here_at_the_start_is_no_answer(played, progress):
    game = played("1", "g 0", "here")
    assert "You are before the first operation; go to one." in game.lines
    assert len(progress.answers()) == 1


def test_here_does_not_answer_a_prediction(played, progress):
    assert played("here").lines[0] == "This question is not answered by an operation."
    assert progress.answers() == ()


def test_blanks_around_an_answer_do_not_matter(played):
    assert played("  1 ", "\tA  munmap r 3 4").code == 0


def test_the_game_goes_on_after_it_is_solved(played):
    game = played(*RIGHT, "state", "7")
    assert game.lines[-1] == "All questions are solved.  Type help for the commands."
    assert game.code == 0


def test_quit_ends_the_game_where_it_is(played):
    assert played("quit", *RIGHT).code == 1
    assert played(*RIGHT, "q").code == 0


def test_an_empty_line_says_the_question_again_and_answers_nothing(played, progress):
    game = played("")
    assert game.lines[0] == "Question 1 of 2:"
    assert progress.answers() == ()


def test_what_cannot_be_read_as_an_answer_does_not_count(played, progress):
    game = played("perhaps")
    assert game.lines == ["Answer with a number, such as 0, 2 or -1."]
    assert progress.answers() == ()


def test_a_number_that_is_too_long_is_no_answer(played, progress):
    assert played("9" * 10).lines == ["No number here has more than nine digits."]
    assert progress.answers() == ()


def test_a_misspelt_command_is_recognised(played):
    assert played("stae").lines[-1] == "Did you mean the command state?"


def test_an_operation_that_begins_like_a_command_is_an_answer(played):
    assert played("1", "back to the start").lines[-1].startswith("Answer with the number of an operation")


def test_n_is_not_taken_for_no_where_yes_or_no_is_asked(played, session, progress):
    ask = replace(session.question.ask, subject="says", name="shared")
    first, *rest = session.trial.scenario.steps
    steps = (replace(first, ask=ask), *rest)
    trial = replace(session.trial, scenario=replace(session.trial.scenario, steps=steps))
    game = played("n", "no", "yes", of=replace(session, trial=trial))
    assert game.lines[0] == "Type no to answer, or next to go on."
    assert [answer.text for answer in progress.answers()] == ["no", "yes"]
    assert [answer.outcome for answer in progress.answers()] == ["not-yet", "solved"]


def test_a_question_the_program_cannot_answer_is_neither_solved_nor_failed(played, session):
    ask = replace(session.question.ask, folio="L7")
    first, *rest = session.trial.scenario.steps
    steps = (replace(first, ask=ask), *rest)
    trial = replace(session.trial, scenario=replace(session.trial.scenario, steps=steps))
    game = played("1", of=replace(session, trial=trial))
    assert game.lines[0].startswith("This is not your mistake:")
    assert game.code == 3


@pytest.mark.parametrize("word", ["brief", "state", "events", "ops", "schemes", "question", "help"])
def test_looking_changes_nothing(played, progress, word):
    assert played(word).lines
    assert played(word, *RIGHT).code == 0


def test_every_answer_is_written_down_before_it_is_confirmed(session, progress):
    kept: list[int] = []

    def say(text: str) -> None:
        if text.startswith(("Right.", "Not yet")):
            kept.append(len(progress.answers()))

    play(session, ["0\n", "1\n", "7\n"], say, Diary(progress, print))
    assert kept == [1, 2, 3]


def test_the_scenario_is_marked_as_solved_before_the_player_is_told(session, progress):
    solved: list[bool] = []

    def say(text: str) -> None:
        if text == "Solved.":
            solved.append("example-last-unmap" in progress.solved())

    play(session, ["1\n", "7\n"], say, Diary(progress, print))
    assert solved == [True]


def test_hints_are_written_down_and_counted(played, progress):
    played("hint", "h", "1", "7")
    assert sorted(progress.hints("example-last-unmap")) == [(0, 0), (0, 1)]
    assert [answer.hints_used for answer in progress.answers()] == [2, 0]
    assert progress.solved()["example-last-unmap"].hints_used == 2


def test_a_record_that_fails_is_said_and_the_game_goes_on(session, tmp_path):
    from mmtui.progress import open_progress

    path = tmp_path / "other" / "progress.db"
    progress = open_progress(path, tool_version="1").progress
    warnings: list[str] = []
    path.rename(tmp_path / "gone.db")
    code = play(session, ["1\n", "7\n"], lambda text: None, Diary(progress, warnings.append))
    progress.close()
    assert code == 0
    assert len(warnings) == 3
    assert all("not saved" in warning for warning in warnings)


def test_the_opening_has_brief_machine_state_and_question_in_this_order(session):
    text = "\n".join(opening(session))
    parts = [
        "A touched a huge page",
        "Machine: Linux 6.1",
        "Operation 4: A fork B",
        "Folio L0",
        "Question 1 of 2",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


# -- going on


def test_it_goes_on_at_the_question_where_it_was_left(played, session, progress):
    played("1")
    begins = resumed(session, progress)
    assert begins.notice == "You go on where you left: at question 2 of 2."
    game = played("7", of=begins.session)
    assert game.code == 0


def test_what_was_told_before_is_told_again_and_no_more(played, session, progress):
    played("1")
    went_on = resumed(session, progress).session
    assert went_on.cursor == went_on.reached == 5
    assert went_on.told == session.seek(0).answered("1").seek(5).told


def test_no_answer_or_only_wrong_ones_begin_at_the_beginning(played, session, progress):
    assert resumed(session, progress) == (session, "")
    played("0", "2")
    assert resumed(session, progress) == (session, "")


def test_a_changed_file_begins_anew(played, session, progress):
    played("1")
    scenario = replace(session.trial.scenario, source=f"{session.trial.scenario.source}# more")
    other = replace(session, trial=replace(session.trial, scenario=scenario))
    begins = resumed(other, progress)
    assert begins.session == other
    assert "has changed" in begins.notice


def test_restart_begins_again(played):
    game = played("1", "restart")
    assert "You start over. What is in your record stays there." in game.lines
    assert "Question 1 of 2:" in game.lines[-4:]


def test_the_notice_is_read_first(session):
    assert next(iter(opening(session, "You go on."))) == "You go on."


# -- the words of the screen's keys


@pytest.mark.parametrize(("word", "place"), [("left", "After operation 3"), ("right", "After operation 4")])
def test_the_names_of_the_arrows_step(played, word, place):
    assert any(line.startswith(place) for line in played("go 4", word).lines)


def test_a_place_that_is_none_is_answered_by_those_there_are(played, progress):
    for nonsense in ("go there", "go 99999999", "go -1", "go"):
        assert played(nonsense).lines == ["The run has 9 operations: go 0 is the start, go 9 the end."]
    assert progress.answers() == ()
