"""A scenario is solved with the keyboard alone; nothing is confirmed before it is written down."""

import pytest

from mmtui.game import session as sessions
from mmtui.progress import ProgressError


async def test_it_begins_with_the_brief_which_enter_closes(play, scenario):
    async with play(scenario, brief=True) as game:
        assert "is unmapped for the last time" in game.text
        assert "2 questions, about 5 minutes" in game.text
        await game.press("enter")
        assert "question 1 of 2" in game.text
        await game.press("b")
        assert "2 questions, about 5 minutes" in game.text


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_both_questions_are_solved_by_keys(play, scenario, progress, size):
    async with play(scenario, size=size) as game:
        await game.press("enter", "1", "enter")
        assert "Right. After 5 B mprotect r 2 5 ro" in game.text
        await game.press("enter", "right", "right", "enter")
        assert "Right. It is 7 A munmap r 3 4." in game.text
    assert {answer.outcome for answer in progress.answers()} == {"solved"}
    assert "last-unmap" in progress.solved()


async def test_a_wrong_answer_is_explained_and_can_be_given_again(play, scenario, progress):
    async with play(scenario) as game:
        await game.press("enter", "0", "enter")
        assert "Not yet" in game.text
        assert "Splitting a PMD changes one process's page table" in game.text
        assert "question 1 of 2" in game.text
        await game.press("1", "enter")  # the field is still open
        assert "Right." in game.text
    assert [(answer.text, answer.outcome) for answer in progress.answers()] == [
        ("0", "not-yet"),
        ("1", "solved"),
    ]


async def test_pointing_at_the_wrong_operation_says_what_is_still_mapped(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "right", "enter")
        assert "Not yet: after 6 B munmap r 3 4" in game.text
        assert "A's PMD" in game.text


async def test_nothing_advances_by_itself(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter")
        assert "question 1 of 2" in game.text
        assert "operation 4/9" in game.text
        await game.press("right")
        assert "question 1 of 2" in game.text
        await game.press("enter")
        assert "question 2 of 2" in game.text


async def test_what_is_asked_is_not_shown_before_it_is_answered(play, scenario):
    async with play(scenario) as game:
        await game.press("right")
        assert "operation 4/9" in game.text
        assert "it runs when you have answered" in game.text
        assert "6 ?" in game.text


async def test_an_empty_answer_is_none(play, scenario, progress):
    async with play(scenario) as game:
        await game.press("enter", "enter")
        assert "Type a number, then press Enter." in game.text
        assert game.app.screen.field is not None
        await game.press("1")
        assert "Type a number" not in game.text
        await game.press("backspace", "escape")
        assert game.app.screen.field is None
        assert "Type a number" not in game.text
    assert progress.answers() == ()


async def test_what_cannot_be_read_as_an_answer_is_not_counted(play, scenario, progress):
    async with play(scenario) as game:
        await game.press("enter")
        await game.type("1 or 2")
        await game.press("enter")
        assert "Answer with a number" in game.text
        assert "1 or 2" in game.text
    assert progress.answers() == ()


async def test_hints_are_a_ladder(play, scenario, progress):
    async with play(scenario) as game:
        await game.press("h")
        assert "Hint 1: Who else maps the folio with a PMD?" in game.text
        assert "Hint 2" not in game.text
        await game.press("h")
        assert "Hint 2: The flag stands for somebody's PMD." in game.text
        assert "hints 2 of 2" in game.text
        await game.press("h")
        assert "There are no more hints." in game.text
        await game.press("enter", "1", "enter")
    assert {hint.nr for hint in progress.hints("last-unmap")} == {0, 1}
    assert progress.answers()[0].hints_used == 2


async def test_hints_can_be_read_after_solving(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "g", "7", "enter", "enter")
        assert "no entry reaches the page" in game.text
        assert "Hint 1 (not used): Who else maps the folio" in game.text


async def test_going_on_one_stands_where_the_next_question_is_about(play, scenario):
    text = scenario.read_text()
    first = text[text.index("[[step]]") : text.index("[[step]]", text.index("[[step]]") + 1)]
    later = first.replace("at     = 5", "at     = 8").replace("answer = 0", "answer = 7")
    text = text.replace(first, first + later).replace("steps  = [1,", "steps  = [1, 0,")
    scenario.write_text(text.replace('reject = [[0, 0], [1, "', 'reject = [[0, 0], [2, "'))
    async with play(scenario) as game:
        await game.press("home", "enter", "1", "enter")
        assert "operation 0/9" in game.text
        await game.press("enter")
        assert "question 2 of 3" in game.text
        assert "operation 7/9" in game.text
        assert "You stand at operation 7 now." in game.text
        await game.press("left", "left", "left")
        assert "operation 4/9" in game.text


async def test_before_an_operation_is_looked_for_one_sees_what_was_predicted(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter")
        assert "operation 5/9" in game.text
        assert "~ PTE 0-7      L0[0-7]  was PMD" in game.text


async def test_an_operation_chosen_from_the_list_is_the_answer(play, scenario, progress):
    async with play(scenario, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "g", "6")
        assert game.text.splitlines()[-1].startswith(" Enter answer  Space only go there")
        await game.press("enter")
        assert "Not yet: after 6 B munmap r 3 4" in game.text
        assert "operation 6/9" in game.text
        await game.press("g", "8", "space")
        assert "operation 8/9" in game.text
        await game.press("g", "7", "enter")
        assert "Right. It is 7 A munmap r 3 4." in game.text
    assert [answer.text for answer in progress.answers()] == ["1", "B munmap r 3 4", "A munmap r 3 4"]


async def test_enter_goes_from_the_debrief_to_the_next_scenario(play, scenario, course):
    other = scenario.read_text().replace('"last-unmap"\n', '"other"\n', 1)
    (course / "z.mmtui.toml").write_text(other.replace('title      = "', 'title      = "Another: ', 1))
    async with play(size=(80, 24)) as game:
        await game.press("enter", "enter", "enter", "1", "enter", "enter", "g", "7", "enter", "enter")
        assert "solved: Detect the last unmap" in game.text
        for text in ("Read on", "What next", 'Enter goes on to "Another: Detect the last unmap".'):
            assert text in game.text
        await game.press("enter")
        assert "╭─ Another: Detect the last unmap" in game.text
        await game.press("enter")
        assert "question 1 of 2" in game.text


@pytest.mark.parametrize(
    ("keys", "earned"),
    [(["enter", "1"], "3 of 3 stars"), (["h", "enter", "0", "enter", "1"], "1 of 3 stars")],
)
async def test_above_the_debrief_stands_what_the_game_earned(play, scenario, keys, earned):
    async with play(scenario, size=(80, 24)) as game:
        await game.press(*keys, "enter", "enter", "g", "7", "enter", "enter")
        assert f"solved: Detect the last unmap · {earned}" in game.text


async def test_a_debrief_that_is_closed_leaves_one_to_look_around(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "g", "7", "enter", "enter", "q")
        assert "All is solved." in game.text
        await game.press("left")
        assert "operation 6/9" in game.text


async def test_the_debrief_has_the_reasons(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "g", "7", "enter", "enter")
        assert "7 A munmap r 3 4: from 1 to 0" in game.text


async def test_after_solving_q_goes_home_to_the_next_scenario(play, scenario, course):
    (course / "z.mmtui.toml").write_text(scenario.read_text().replace('"last-unmap"\n', '"other"\n', 1))
    async with play() as game:
        await game.press("enter", "enter", "enter", "1", "enter", "enter", "g", "7", "enter", "enter")
        assert "solved: Detect the last unmap" in game.text
        await game.press("q", "q")
        assert "1 of 2 solved" in game.text
        assert game.app.screen.shelf.head(game.app.screen.query_one("#scenarios").cursor).id == "other"


async def test_q_goes_home_without_asking(play, scenario):
    async with play(scenario) as game:
        await game.press("q")
        assert "0 of 1 solved" in game.text
        await game.press("q")
    assert game.app.return_code == 0


async def test_hints_and_answers_are_written_down_before_they_are_shown(play, scenario, progress):
    shown = {"record_hint": "Hint 1", "record_answer": "Right."}
    seen = []

    class Watching:
        def __getattr__(self, name):
            if name in shown:
                seen.append((name, shown[name] in game.text))
            return getattr(progress, name)

    async with play(scenario, record=Watching()) as game:
        await game.press("h", "enter", "1", "enter")
    assert seen == [("record_hint", False), ("record_answer", False)]


async def test_a_record_that_cannot_be_written_does_not_stop_the_game(play, scenario, progress):
    class Full:
        def __getattr__(self, name):
            if name.startswith("record_"):
                raise ProgressError("not saved: the disk is full")
            return getattr(progress, name)

    async with play(scenario, record=Full()) as game:
        await game.press("enter", "1", "enter")
        assert "not saved: the disk is full" in game.text
        assert "Right." in game.text


async def test_an_exception_in_grading_is_not_the_players_mistake(play, scenario, progress, monkeypatch):
    def explode(trial, number, text):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(sessions, "grade", explode)
    async with play(scenario) as game:
        await game.press("enter", "1", "enter")
        assert "This is not your mistake" in game.text
        assert "question 1 of 2" in game.text
    assert [answer.outcome for answer in progress.answers()] == ["tool-error"]
    assert progress.tries("last-unmap", 0) == 0


# -- the field to answer in


async def test_digits_after_a_wrong_answer_are_the_next_answer(play, scenario, progress):
    async with play(scenario, size=(80, 24)) as game:
        await game.press("enter", "0", "enter", "2", "3", "enter")
        assert "[1 folio L0]" in game.text
    assert [answer.text for answer in progress.answers()] == ["0", "23"]


async def test_an_empty_field_leaves_other_keys_to_the_screen(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "left")
        assert "operation 3/9" in game.text
        await game.press("1", "h")  # now it is part of what is typed
        assert "Hint 2" not in game.text
        assert "1h" in game.text.splitlines()[-2]


async def test_the_field_can_be_used_by_mouse(play, scenario):
    async with play(scenario) as game:
        await game.click_on("Enter answer")
        await game.press("1")
        await game.click_on("Enter answer")
        assert "Right." in game.text
        await game.click_on("Enter go on")
        assert "question 2 of 2" in game.text


async def test_after_a_right_answer_nobody_is_told_to_answer(play, scenario):
    text = scenario.read_text()
    first = text[text.index("[[step]]") : text.index("[[step]]", text.index("[[step]]") + 1)]
    text = text.replace(first, first + first).replace("steps  = [1,", "steps  = [1, 1,")
    scenario.write_text(text.replace('reject = [[0, 0], [1, "', 'reject = [[0, 0], [2, "'))
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "right")
        assert "Question 2 asks about what comes next; Enter goes on to it." in game.text
        assert "when you have answered" not in game.text


async def test_the_question_is_asked_once(play, scenario):
    async with play(scenario) as game:
        assert "Enter to answer, with a number." in game.text
        assert "PG_double_map of L0 after" not in game.text


async def test_the_last_scenario_ends_the_course(play, scenario):
    async with play() as game:
        await game.press("enter", "enter", "enter", "1", "enter", "enter", "g", "7", "enter", "enter")
        await game.press("enter")
        assert "you have solved every scenario there is" in game.text
        assert "docs/plugins.md" in game.text
        await game.press("enter")
        assert "1 of 1 solved" in game.text
        await game.press("enter", "q")  # opened again and left, it does not end once more
        assert "every scenario there is" not in game.text


async def test_a_wrong_answer_leads_to_the_operation_that_made_it_so(play, scenario):
    async with play(scenario) as game:
        await game.press("y")
        assert "There is no wrong answer that names an operation." in game.text
        await game.press("enter", "0", "enter", "escape")
        assert "y: why, at operation 3" in game.text  # there the folio was made, with the flag as it is
        await game.press("enter", "1", "enter", "enter", "home", "right", "right", "enter")
        assert "y: why" not in game.text  # one is there already
        await game.press("right")
        assert "y: why, at operation 2" in game.text
        await game.press("y")
        assert "operation 2/9" in game.text
