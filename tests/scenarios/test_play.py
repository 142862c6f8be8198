"""Every scenario is played to its end, by somebody who knows and by somebody who errs."""

from __future__ import annotations

import pytest

from mmtui.catalog import bundled
from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.scenario import ActAsk, BuildAsk, FindAsk, PredictAsk, RaceAsk, answered, load

TYPED = [
    path
    for path in sorted(bundled("scenarios").glob("*.mmtui.toml"))
    if not any(isinstance(step.ask, BuildAsk) for step in load(path).steps)
]
"""Those of which every answer can be typed; what is built is examined in ``test_builds.py``."""


@pytest.fixture(params=TYPED, ids=lambda path: path.name.split("-", 2)[-1].removesuffix(".mmtui.toml"))
def scenario(request):
    return load(request.param)


def at_each_question(session):
    """Yields the session at each question, which is then answered rightly."""
    for number, answer in enumerate(session.trial.scenario.solution.steps):
        assert session.step == number
        yield session
        session = session.answered(str(answer))
        assert session.verdict.outcome is Outcome.SOLVED, session.verdict
    yield session


def questions(session):
    return list(at_each_question(session))[:-1]


def rejected(session):
    return [r.answer for r in session.trial.scenario.solution.reject if r.step == session.step]


def test_it_is_unsolved_as_shipped(session):
    assert not session.solved
    assert session.step == 0


def test_the_reference_answers_solve_it(session):
    *_, end = at_each_question(session)
    assert end.solved
    assert sum(end.tries) == 0
    assert end.horizon == len(end.trial.ops)


def test_it_can_be_solved_without_taking_a_step(session):
    *_, end = at_each_question(session)
    assert end.cursor == session.cursor


def test_an_answer_that_is_listed_as_wrong_is_refused_and_counted(session):
    for here in questions(session):
        for count, answer in enumerate(rejected(here), 1):
            here = here.answered(str(answer))
            assert here.verdict.outcome is Outcome.NOT_YET, (answer, here.verdict)
            assert here.verdict.lines[0].startswith("Not yet: ")
            assert here.tries[here.step] == count


def test_somebody_who_gives_every_wrong_answer_first_gets_to_the_end(session):
    for answer in session.trial.scenario.solution.steps:
        for wrong in rejected(session):
            session = session.answered(str(wrong))
        session = session.answered(str(answer))
    assert session.solved
    assert sum(session.tries) == len(session.trial.scenario.solution.reject)


def test_a_foreseen_wrong_answer_is_told_why(session):
    for here in questions(session):
        for wrong in here.question.wrong:
            lines = here.answered(str(wrong.answer)).verdict.lines
            assert answered(wrong.because) in lines


def test_a_wrong_answer_does_not_tell_the_right_one(session):
    for here in questions(session):
        right = str(session.trial.scenario.solution.steps[here.step])
        for answer in rejected(here):
            verdict = here.answered(str(answer)).verdict
            assert right != verdict.answer
            if here.by_pointing:
                assert not any(right in line for line in verdict.lines), verdict.lines


@pytest.mark.parametrize("text", ["", "   ", "what?", "1e3", "0x1", "A exit now", "99999999999"])
def test_what_is_no_answer_does_not_count(session, text):
    for here in questions(session):
        after = here.answered(text)
        assert after.verdict.outcome is Outcome.UNREAD
        assert (after.step, after.tries) == (here.step, here.tries)


def test_pointing_is_asked_for_where_the_player_does_not_stand(session):
    """Enter, pressed where one is when the question comes, or after stepping over what was predicted."""
    for here in questions(session):
        if not here.by_pointing:
            continue
        before = [step.at for step in here.trial.scenario.steps[: here.step] if step.at is not None]
        for cursor in (here.cursor, *before[-1:]):
            assert here.seek(cursor).pointed().verdict.outcome is Outcome.NOT_YET


def test_pointing_at_the_answer_solves_it(session):
    for here in questions(session):
        if here.by_pointing:
            texts = [str(op) for op in here.trial.ops]
            n = texts.index(str(here.trial.scenario.solution.steps[here.step])) + 1
            assert here.seek(n).pointed().verdict.outcome is Outcome.SOLVED


def test_hints_are_read_one_by_one_to_the_end(session):
    for here in questions(session):
        hints = here.question.hints
        assert here.shown_hints == ()
        for count in range(1, len(hints) + 1):
            here = here.hinted()
            assert here.shown_hints == hints[:count]
        assert here.hinted() == here
        assert here.tries == session.tries


def test_a_prediction_is_not_on_the_screen_before_it_is_made(session):
    known = max(session.cursor, session.trial.nr_setup)
    for here in questions(session):
        if here.question.at is None:
            known = len(here.trial.ops)  # to find an operation one may look at all of them
        elif isinstance(here.question.ask, PredictAsk) and here.question.at > known:
            assert here.seek(here.question.at).cursor == here.question.at - 1
            assert here.told == here.question.at, "the operation itself is told"


def test_both_ends_of_what_may_be_seen_can_be_reached(session):
    for here in at_each_question(session):
        assert here.seek(0).cursor == 0
        assert here.seek(-5).cursor == 0
        assert here.seek(len(here.trial.ops) + 5).cursor == here.horizon
        assert here.seek(here.horizon).forward() == here.seek(here.horizon)


def test_a_player_who_steps_through_everything_sees_no_error(session):
    for here in at_each_question(session):
        for n in range(here.horizon + 1):
            moment = here.seek(n).moment
            assert moment.result.ok, moment.result
            assert moment.fault is None
            assert moment.wrong == (), "a counter came out wrong"


def test_all_offered_schemes_can_be_looked_through(session):
    *_, end = at_each_question(session)
    for name in end.trial.schemes:
        through = end.with_scheme(name)
        for n in range(len(end.trial.ops) + 1):
            assert through.seek(n).moment.fault is None
            assert through.seek(n).moment.world == end.seek(n).moment.world, "a scheme only counts"


def test_looking_through_another_scheme_does_not_change_what_is_right(session):
    for name in session.trial.schemes:
        through = session.with_scheme(name)
        for answer in session.trial.scenario.solution.steps:
            through = through.answered(str(answer))
        assert through.solved


def test_two_players_see_the_same_run(scenario, trial, catalog):
    again = prepare(scenario, catalog)
    assert again.ops == trial.ops
    assert again.timeline()[len(again.ops)] == trial.timeline()[len(trial.ops)]


def test_every_reason_is_a_sentence(session):
    for here in questions(session):
        for line in here.answered(str(here.trial.scenario.solution.steps[here.step])).verdict.lines:
            assert line.endswith("."), line
            assert "None" not in line


def test_a_find_is_answered_by_number_or_by_text(session):
    for here in questions(session):
        if isinstance(here.question.ask, FindAsk):
            text = str(here.trial.scenario.solution.steps[here.step])
            number = [str(op) for op in here.trial.ops].index(text) + 1
            spaced = f"  {text.replace(' ', '   ')} "
            assert all(
                Session.answered(here, given).step == here.step + 1 for given in (str(number), text, spaced)
            )


def test_going_on_leads_to_where_the_next_question_is_about(session):
    steps, nr_setup = session.trial.scenario.steps, session.trial.nr_setup
    for before in questions(session):
        here = before.seek(0)
        session = here.answered(str(session.trial.scenario.solution.steps[before.step])).gone_on()
        asked, was = session.question, steps[before.step]
        assert session.verdict is None
        if asked is not None and asked.at is not None:
            assert session.cursor == max(nr_setup, asked.at - 1)
        elif asked is not None and isinstance(asked.ask, ActAsk | RaceAsk):
            assert session.cursor == len(session.trial.ops)
        else:
            assert session.cursor == (0 if was.at is None else was.at)
        assert session.reached >= before.reached


def test_an_operation_that_was_told_stays_told(session):
    told = [at.told for at in at_each_question(session)]
    assert told == sorted(told)


def test_a_wrong_answer_about_what_has_run_is_not_about_what_will_be(session):
    for at in questions(session):
        step = at.question
        for wrong in rejected(at):
            said = at.answered(str(wrong)).verdict.lines[0]
            if isinstance(step.ask, PredictAsk):
                assert (" will not be " in said) == (step.at > at.trial.nr_setup), said
