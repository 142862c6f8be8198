"""A machine to do anything on, and a run of it that becomes a scenario."""

from pathlib import Path

import pytest

from mmtui.catalog import Catalog
from mmtui.errors import UsageError
from mmtui.game.acting import MOST_OPS
from mmtui.game.attempt import Attempt
from mmtui.game.check import check_scenario
from mmtui.game.doing import did, undone
from mmtui.game.picking import picks
from mmtui.game.sandbox import is_sandbox, sandbox, sandbox_after
from mmtui.game.saving import CannotSave, save_run
from mmtui.kernel.profile import Rules
from mmtui.model.ops import parse_script
from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.plain.resume import resumed
from mmtui.report.question import opening_lines
from mmtui.report.text import plain
from mmtui.scenario import load

RUN = ("proc A", "A mmap r anon 8", "A write r", "A fork B", "B dontneed r 0 2")


def done(session, *ops):
    for op in ops:
        session = did(session, op)
        assert session.verdict is None, session.verdict
    return session


def test_everything_can_be_done_and_nothing_is_ever_solved(catalog: Catalog) -> None:
    session = done(sandbox(catalog, scheme="double-map"), *RUN)
    assert is_sandbox(session)
    assert not session.solved
    assert session.trial.scenario.machine.kernel == "6.1"


def test_what_can_be_picked_makes_sense_at_every_moment(catalog: Catalog) -> None:
    session = sandbox(catalog)
    for _ in range(12):
        ask = session.acting
        assert ask is not None
        ready = picks(ask, session.moment)
        for op in ready:
            after = did(session, op)
            assert after.verdict is None, (op, after.verdict)
        session = did(session, ready[len(session.ops) * 5 % len(ready)])


@pytest.mark.parametrize("wish", [{"scheme": "none"}, {"kernel": "2.6"}, {"pages_per_pmd": 9}])
def test_what_there_is_not_is_refused(catalog: Catalog, wish) -> None:
    with pytest.raises(UsageError):
        sandbox(catalog, **wish)


def test_a_run_is_saved_as_a_scenario_that_holds(catalog: Catalog, tmp_path: Path) -> None:
    session = done(sandbox(catalog, scheme="double-map"), *RUN)
    path = save_run(session, tmp_path / "my-run")
    assert path.name == "my-run.mmtui.toml"
    assert check_scenario(load(path), catalog) == ()
    with pytest.raises(CannotSave, match="is there already"):
        save_run(session, path)


@pytest.mark.parametrize(
    "rules", [Rules(fault_around="folio"), Rules(reuse="mapcount"), Rules("folio", "mapcount")]
)
def test_a_run_is_saved_with_its_rules(catalog: Catalog, tmp_path: Path, rules: Rules) -> None:
    session = done(sandbox(catalog, scheme="vma-count", rules=rules), *RUN)
    scenario = load(save_run(session, tmp_path / "mail"))
    assert scenario.machine == session.trial.scenario.machine
    assert check_scenario(scenario, catalog) == ()


def test_a_run_in_which_nothing_is_mapped_is_no_scenario(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(CannotSave, match="nothing to ask about"):
        save_run(done(sandbox(catalog), "proc A"), tmp_path / "empty")
    with pytest.raises(CannotSave, match="cannot be written"):
        save_run(done(sandbox(catalog), *RUN), tmp_path / "no" / "folder")
    assert not list(tmp_path.iterdir())


def test_nothing_is_asked_and_no_question_is_counted(catalog: Catalog, progress) -> None:
    session, said = sandbox(catalog), []
    play(session, [], said.append, Diary(progress, said.append))
    assert said[:3] == [
        "Sandbox",
        "",
        "A machine of your own. The kernel is Linux 7.3, a PMD maps 8 pages, and mm-",
    ]
    assert not [text for text in said if text.startswith("Chapter")]
    shown = "\n".join(map(plain, opening_lines(session, 70)))
    assert "mm-owners counts." in shown
    assert "question" not in shown


def test_a_script_is_not_done_behind_what_was_done_before(catalog: Catalog, progress) -> None:
    before = done(sandbox(catalog), "proc A")
    Diary(progress, pytest.fail).acted(sandbox(catalog), before)
    assert resumed(sandbox(catalog), progress).session.ops == before.ops
    scripted = sandbox(catalog, ops=parse_script("proc B"))
    assert [str(op) for op in resumed(scripted, progress).session.ops] == ["proc B"]


def test_a_run_goes_on_in_a_sandbox_with_its_machine(catalog: Catalog) -> None:
    session = done(
        sandbox(catalog, scheme="vma-count", pages_per_pmd=4, rules=Rules(fault_around="folio")), *RUN[:3]
    )
    after = sandbox_after(session)
    assert after.trial.scenario.machine == session.trial.scenario.machine
    assert after.moment == session.moment
    assert [str(op) for op in undone(undone(after)).ops] == ["proc A"]


def test_the_longest_script_can_be_gone_on_with_and_a_longer_one_is_refused(catalog: Catalog) -> None:
    lines = ["proc A", "A mmap r anon 8", *(f"A write r {n % 8} {n % 8 + 1}" for n in range(MOST_OPS))]
    ops = parse_script("\n".join(lines))
    session = sandbox(catalog, ops=ops[:MOST_OPS])
    assert session.moment.n == MOST_OPS
    session = done(undone(session), "A exit")
    for _ in range(MOST_OPS):
        session = undone(session)
    assert session.ops == ()
    with pytest.raises(UsageError, match="holds 200 operations, and these are 202"):
        sandbox(catalog, ops=ops)


def test_a_run_of_which_nothing_is_kept_is_run_however_long_it_is(catalog: Catalog) -> None:
    ops = parse_script("proc A\nA mmap r anon 8\n" + "A write r\n" * 2_000)
    assert sandbox(catalog).trial.branch(Attempt(0, ops))[len(ops)].n == len(ops)
