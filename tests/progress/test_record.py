from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count

import pytest

from mmtui.progress import Answer, Progress, Solved, open_progress


def answer(progress, step=0, text="2", outcome="not-yet", *, scenario_id="first-fork", **more):
    return progress.record_answer(
        scenario_id, step, text, outcome, **{"digest": "d1", "scheme": "page-mapcount"} | more
    )


def test_an_answer_is_kept_with_everything_around_it(progress: Progress):
    answer(progress, 3, "pages 1-4", "solved", seed=7, hints_used=2)
    assert progress.answers() == (
        Answer(
            scenario_id="first-fork",
            digest="d1",
            step=3,
            text="pages 1-4",
            outcome="solved",
            hints_used=2,
            scheme="page-mapcount",
            seed=7,
            at="2031-05-04T12:00:00.000000+00:00",
            tool_version="1.2",
            session=progress.session,
        ),
    )


def test_recording_an_answer_returns_what_was_kept(progress: Progress):
    assert (answer(progress),) == progress.answers()


def test_the_same_answer_given_twice_is_kept_twice(progress: Progress):
    answer(progress)
    answer(progress)
    assert len(progress.answers()) == 2


def test_answers_come_back_in_the_order_they_were_given(progress: Progress):
    given = [answer(progress, text=text) for text in "cab"]
    assert list(progress.answers()) == given


def test_answers_to_one_scenario_can_be_asked_for(progress: Progress):
    answer(progress, scenario_id="one")
    answer(progress, scenario_id="two")
    assert [given.scenario_id for given in progress.answers("two")] == ["two"]
    assert progress.answers("three") == ()


@pytest.mark.parametrize("text", ["", "naïve ☃", "two\nlines", "nul \0 within", "'); DROP TABLE answer; --"])
def test_any_text_is_an_answer(progress: Progress, text: str):
    answer(progress, text=text)
    assert progress.answers()[0].text == text


def test_bytes_that_are_not_unicode_are_kept_so_that_they_can_be_read(progress: Progress):
    assert answer(progress, text="2\udcff").text == r"2\udcff"
    assert progress.answers()[0].text == r"2\udcff"


@pytest.mark.parametrize("seed", [None, 0, -1, 2**100])
def test_any_seed_comes_back_as_it_was(progress: Progress, seed: int | None):
    answer(progress, seed=seed)
    assert progress.answers()[0].seed == seed


def test_answers_cannot_be_changed(progress: Progress):
    with pytest.raises(FrozenInstanceError):
        answer(progress).text = "3"


def test_time_is_kept_in_utc_whatever_the_clock_says(path):
    east = datetime(2031, 5, 4, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    with open_progress(path, tool_version="1", clock=lambda: east).progress as progress:
        assert answer(progress).at == "2031-05-03T23:30:00.000000+00:00"


def test_each_opening_is_a_session_of_its_own(reopen):
    assert reopen().progress.session != reopen().progress.session


def test_everything_is_there_when_the_record_is_opened_again(reopen):
    with reopen().progress as before:
        given = answer(before, outcome="solved")
        before.record_hint("first-fork", 0, 1)
        before.record_solved("first-fork", digest="d1")
        solved = before.solved()
    after = reopen().progress
    assert after.answers() == (given,)
    assert after.hints("first-fork") == {(0, 1)}
    assert after.solved() == solved


def test_a_new_record_is_empty(progress: Progress):
    assert progress.answers() == ()
    assert progress.hints("first-fork") == frozenset()
    assert progress.solved() == {}
    assert progress.steps_solved("first-fork") == {}
    assert progress.tries("first-fork", 0) == 0


def test_a_hint_shown_twice_is_one_hint(progress: Progress):
    for step, nr in [(0, 0), (0, 0), (0, 1), (2, 0)]:
        progress.record_hint("first-fork", step, nr)
    assert progress.hints("first-fork") == {(0, 0), (0, 1), (2, 0)}


def test_hints_belong_to_their_scenario(progress: Progress):
    progress.record_hint("one", 0, 0)
    assert progress.hints("two") == frozenset()


def test_an_answer_that_solves_makes_the_step_solved(progress: Progress):
    given = answer(progress, 1, outcome="solved", hints_used=1)
    assert progress.steps_solved("first-fork").get(1) == Solved(given.at, 1, frozenset({"d1"}))
    assert progress.steps_solved("first-fork").get(0) is None
    assert set(progress.steps_solved("first-fork")) == {1}


def test_an_answer_that_does_not_solve_makes_no_mark(progress: Progress):
    answer(progress, outcome="not-yet")
    assert progress.steps_solved("first-fork").get(0) is None


def test_a_wrong_answer_later_does_not_take_the_mark_away(progress: Progress):
    answer(progress, outcome="solved")
    answer(progress, outcome="not-yet")
    assert progress.steps_solved("first-fork").get(0) is not None


def test_all_steps_solved_is_not_yet_the_scenario_solved(progress: Progress):
    answer(progress, outcome="solved")
    assert progress.solved() == {}


def test_solving_again_keeps_the_first_time_and_the_fewest_hints(path):
    noon = datetime(2031, 5, 4, 12, tzinfo=UTC)
    hours = count()
    with open_progress(
        path, tool_version="1", clock=lambda: noon + timedelta(hours=next(hours))
    ).progress as progress:
        for hints_used in 2, 0, 3:
            progress.record_solved("first-fork", digest="d1", hints_used=hints_used)
        assert progress.solved() == {
            "first-fork": Solved("2031-05-04T12:00:00.000000+00:00", 0, frozenset({"d1"}))
        }


def test_a_solved_scenario_stays_solved_when_it_is_played_again_and_failed(progress: Progress):
    progress.record_solved("first-fork", digest="d1")
    before = progress.solved()
    answer(progress, outcome="not-yet")
    answer(progress, outcome="tool-error")
    assert progress.solved() == before


def test_a_mark_says_in_which_versions_of_the_file_it_was_earned(progress: Progress):
    for digest in "d1", "d2", "d1":
        progress.record_solved("first-fork", digest=digest)
    assert progress.solved()["first-fork"].digests == {"d1", "d2"}


def test_what_was_begun_is_told_by_scenario_and_version(progress: Progress):
    for step, outcome in (0, "solved"), (0, "solved"), (2, "solved"), (1, "not-yet"):
        progress.record_answer("first-fork", step, "2", outcome, digest="d1", scheme="s")
    progress.record_answer("first-fork", 4, "2", "solved", digest="d2", scheme="s")
    progress.record_answer("other", 1, "2", "not-yet", digest="d3", scheme="s")
    assert progress.begun() == {"first-fork": {"d1": {0, 2}, "d2": {4}}}


def test_tries_are_counted_for_each_step(progress: Progress):
    for step, outcome in (0, "not-yet"), (0, "solved"), (1, "not-yet"):
        answer(progress, step, outcome=outcome)
    assert progress.tries("first-fork", 0) == 2
    assert progress.tries("first-fork", 1) == 1


def test_an_error_of_the_tool_is_kept_but_never_counts_against_the_player(progress: Progress):
    answer(progress, outcome="tool-error")
    assert progress.answers()[0].outcome == "tool-error"
    assert progress.tries("first-fork", 0) == 0
    assert progress.steps_solved("first-fork") == {}


def test_two_sessions_differ_in_nothing_but_their_session(reopen):
    one, two = answer(reopen().progress), answer(reopen().progress)
    assert replace(one, session=two.session) == two
