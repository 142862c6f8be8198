from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mmtui.catalog import Catalog
from mmtui.game.acting import MOST_OPS, grade_act
from mmtui.game.check import check_scenario
from mmtui.game.doing import begun_with, did, goal_now, redone, undone
from mmtui.game.session import Session
from mmtui.game.shortest import shortest
from mmtui.game.trial import Trial, prepare
from mmtui.game.verdict import Outcome
from mmtui.scenario import ScenarioInvalid, load

FILE = Path(__file__).with_name("two-owners.mmtui.toml")
RIGHT = "A fork B; B write r 2 3"
_FIRST_CLAUSE = 'truth = "mapped-by", folio = "L0", page = 2, is = 1'


@pytest.fixture
def trial(catalog: Catalog) -> Trial:
    return prepare(load(FILE), catalog)


@pytest.fixture
def session(trial: Trial) -> Session:
    return Session.begin(trial).answered("1").gone_on()


def holds(session: Session) -> tuple[bool, ...]:
    return tuple(tick.holds for tick in goal_now(session))


def test_clauses_tick_and_untick_with_the_state(session: Session) -> None:
    assert holds(session) == (True, False)
    forked = did(session, "A fork B")
    assert holds(forked) == (False, True)
    assert [tick.now for tick in goal_now(forked)] == ["now 2", "now 2"]
    assert holds(undone(forked)) == (True, False)
    assert holds(redone(undone(forked))) == (False, True)


def test_any_run_that_reaches_the_goal_solves_it(session: Session) -> None:
    by_b = did(did(session, "A fork B"), "B write r 2 3")
    by_a = did(did(session, "A fork B"), "A write r 2 3")
    longer = did(did(did(session, "A fork B"), "A dontneed r 0 1"), "B dontneed r 2 3")
    for end in (by_b, by_a, longer):
        assert end.solved
        assert end.verdict is not None
        assert end.verdict.outcome is Outcome.SOLVED
    assert by_b.verdict is not None
    assert "takes no fewer" in by_b.verdict.lines[0]
    assert longer.verdict is not None
    assert "it can be done in 2" in longer.verdict.lines[0]


def test_an_operation_on_the_way_is_no_wrong_answer(session: Session) -> None:
    forked = did(session, "A fork B")
    assert forked.verdict is None
    assert forked.tries == session.tries


def test_doing_something_in_the_past_leaves_what_came_after_and_undo_brings_it_back(session: Session) -> None:
    two = did(did(session, "A fork B"), "A dontneed r 0 1")
    other = did(two.back(), "B exit")
    assert [str(op) for op in other.ops[-2:]] == ["A fork B", "B exit"]
    assert undone(other).ops == two.ops
    assert undone(other).cursor == len(two.ops)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A forkk B", "There is no operation forkk; did you mean fork?"),
        ("what?", 'There is no operation what?; allowed are "fork", "write", "exit" and "dontneed".'),
        ("fork B", "Who is to fork? Write the process before it, as in: A fork B."),
        ("A xyzzy" + "y" * 999, "…; allowed are"),
        ("A mremap r 0 1 to=x", "mremap is not allowed here"),
        ("C exit", "There is no process C now"),
        ("", "an empty line"),
        ("A dontneed q", "no region q"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_done(session: Session, text: str, why: str) -> None:
    after = did(session, text)
    assert after.verdict is not None
    assert after.verdict.outcome is Outcome.UNREAD
    assert why in after.verdict.lines[0]
    assert after.ops == session.ops


def test_an_operation_that_the_kernel_refuses_is_part_of_the_run(session: Session) -> None:
    after = did(did(session, "A dontneed r 0 8"), "A fork B")
    assert len(after.ops) == len(session.ops) + 2


def test_the_search_finds_the_fewest_operations(trial: Trial) -> None:
    step = trial.scenario.steps[1]
    found = shortest(trial, step, 4)
    assert found.ops is not None
    assert "; ".join(map(str, found.ops)) == RIGHT
    assert shortest(trial, step, 1).ops is None


def test_a_whole_run_is_graded_by_its_end(trial: Trial) -> None:
    step = trial.scenario.steps[1]
    assert grade_act(trial, step, RIGHT).outcome is Outcome.SOLVED
    assert grade_act(trial, step, f"{RIGHT}; B exit").outcome is Outcome.NOT_YET
    assert grade_act(trial, step, "").outcome is Outcome.UNREAD
    assert grade_act(trial, step, "A fork B; nonsense").outcome is Outcome.UNREAD


@pytest.fixture
def problems(tmp_path: Path, catalog: Catalog) -> Callable[[str, str], str]:
    def problems(old: str, new: str) -> str:
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / FILE.name
        path.write_text(text.replace(old, new), encoding="utf-8")
        try:
            return "\n".join(map(str, check_scenario(load(path), catalog)))
        except ScenarioInvalid as invalid:
            return "\n".join(map(str, invalid.problems))

    return problems


def test_the_example_is_as_it_says(catalog: Catalog) -> None:
    assert check_scenario(load(FILE), catalog) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("par    = 2", "par    = 3", "par is 3, and 2 will do: A fork B; B write r 2 3"),
        ("par    = 2", "par    = 1", "no run of 1 picked operations reaches the goal"),
        ("at-least = 2", "is = 1", "the goal holds before anything is done"),
        ("at-least = 2", "is = 9", "is not solved by"),
        (', [1, "A fork B"]', ', [1, "A fork B; A write r 2 3"]', "it reaches the goal"),
        ('"B exit"]\nverbs', '"B mremap r 0 1 to=x"]\nverbs', 'mremap is not among "verbs"'),
        ('"B exit"]\nverbs', '"B exot"]\nverbs', "unknown operation 'exot'"),
        ('"dontneed"]', '"dontned"]', 'there is no operation "dontned"; did you mean "dontneed"?'),
        (_FIRST_CLAUSE, 'checker = "last-unmp"', "there is no checker"),
        ("page = 2, is = 1", "page = 2", 'a clause needs one of "is", "is-not", "at-least" or "at-most"'),
        ("page = 2, is = 1", "page = 2, is = 1, is-not = 2", "a clause has one test"),
        ("page = 2, is = 1", 'page = 2, is = "untrue"', "can only be asked of what a scheme says"),
        ("page = 2, is = 1", 'page = 2, is = "maybe"', '"is" cannot be "maybe"'),
        ('"A fork B; B write r 2 3"]', "7]", "and 7 is no run"),
        ("par    = 2", "par    = 2\nwrong = []", '"wrong" does not go with kind = "act"'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_act_is_said(
    problems: Callable[[str, str], str], old: str, new: str, said: str
) -> None:
    assert said in problems(old, new)


def test_a_draft_is_done_again_as_far_as_it_can_be(session: Session) -> None:
    again = begun_with(session, "A fork B; A dontneed r 0 1; C exit; B exit")
    assert [str(op) for op in again.ops[-2:]] == ["A fork B", "A dontneed r 0 1"]
    assert not begun_with(session, RIGHT).solved
    assert begun_with(session, "") == session


def test_an_attempt_has_an_end(trial: Trial, session: Session) -> None:
    long = "; ".join(["A write r 0 1"] * (MOST_OPS + 1))
    verdict = grade_act(trial, trial.scenario.steps[1], long)
    assert (verdict.outcome, verdict.lines) == (
        Outcome.UNREAD,
        ("200 operations are the most; take some back.",),
    )
    most = begun_with(session, long)
    assert len(most.ops) == len(session.ops) + MOST_OPS
    assert did(most, "A write r 0 1").ops == most.ops
