"""A player's file is examined in a process of its own, and whatever it does there the game goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest

from mmtui.catalog import Sources, bundled
from mmtui.catalog.exercises import exercise_text
from mmtui.catalog.workshop import begun, loaded, workshop
from mmtui.game.build_apart import ENDS, Asked, Report, examined_apart
from mmtui.game.building import LOADS
from mmtui.game.handing_in import built, handed_in
from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.game.verdict import Outcome
from mmtui.scenario import load

FILE = Path(__file__).with_name("mend-it.mmtui.toml")
LINE = "            yield self.double_map.exchange(folio, 1)\n"
MENDED = (
    "            if not (yield self.double_map.exchange(folio, 1)):\n"
    "                yield from self._added(folio, folio.pages)\n"
)
IN_SPLIT = "        yield from self._added(folio, folio.pages)\n        if (yield"


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    sources = Sources(bundled("plugins"), own=tmp_path / "plugins")
    path = begun(workshop(sources, "mend-it"), "first-scheme")
    return Asked(load(FILE), 0, sources, path, quickly=True)


@pytest.fixture
def session(catalog) -> Session:
    return Session.begin(prepare(load(FILE), catalog))


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def whys(report: Report) -> list[str]:
    return [check.why for check in report.checks if not check.passed]


def test_it_says_what_is_wrong_and_shows_the_run(asked: Asked) -> None:
    report = examined_apart(asked)
    assert [check.passed for check in report.checks] == [True, True, True, False]
    assert report.example is not None
    assert str(report.example.ops[-1]) == "B mprotect r 2 5 ro"
    assert report.answer == f"first-scheme {report.digest[:16]}"


def test_a_mended_file_solves_the_question(asked: Asked, session: Session) -> None:
    changed(asked.path, LINE, MENDED)
    told: list[str] = []
    report = examined_apart(replace(asked, quickly=False), lambda text, checks: told.append(text))
    after = handed_in(session, report)
    assert after.solved, report
    assert after.verdict is not None
    assert after.verdict.answer == report.answer
    assert any(text.startswith("runs of ") for text in told)


def test_what_is_quickly_checked_leaves_out_the_search(asked: Asked) -> None:
    changed(asked.path, LINE, MENDED)
    report = examined_apart(asked)
    assert all(check.passed for check in report.checks)
    assert len(report.checks) == 5


@pytest.mark.parametrize(
    ("old", "new", "what", "why"),
    [
        (
            "from __future__",
            "import posix; posix._exit(3)\nfrom __future__",
            ENDS,
            "it ended the process, with 3",
        ),
        (IN_SPLIT, f"        import posix; posix._exit(7)\n{IN_SPLIT}", ENDS, "it ended the process, with 7"),
        (IN_SPLIT, f"        import os; os.kill(os.getpid(), 9)\n{IN_SPLIT}", ENDS, "was ended by signal 9"),
        (IN_SPLIT, f"        ' ' * 2**33\n{IN_SPLIT}", "tells the truth", "MemoryError"),
        (
            IN_SPLIT,
            f"        import os; os._exit(7)\n{IN_SPLIT}",
            "tells the truth",
            "SystemExit: os._exit(7)",
        ),
        (IN_SPLIT, f"        raise SystemExit(3)\n{IN_SPLIT}", "tells the truth", "SystemExit"),
        (IN_SPLIT, f"        1 / 0\n{IN_SPLIT}", "tells the truth", "ZeroDivisionError"),
        (IN_SPLIT, f"        while True: pass\n{IN_SPLIT}", "tells the truth", "still running after 5 s"),
        ("class FirstScheme", "class FirstScheme(", LOADS, "first_scheme.py:"),
        ("    return [FirstScheme]", "    return []", LOADS, "offers"),
    ],
)
def test_what_a_file_does_is_a_check_that_failed(
    asked: Asked, old: str, new: str, what: str, why: str
) -> None:
    changed(asked.path, old, new)
    if "_exit(3)" in new:  # the import from the future must stand first
        text = asked.path.read_text(encoding="utf-8").replace("from __future__ import annotations\n", "")
        asked.path.write_text(text, encoding="utf-8")
    report = examined_apart(asked)
    (failed,) = [check for check in report.checks if not check.passed]
    assert what in failed.what
    assert why in failed.why


def test_a_file_that_keeps_the_interpreter_to_itself_is_ended(asked: Asked) -> None:
    endless = '        import re; re.match("(a+)+$", "a" * 40 + "b")\n'
    changed(asked.path, IN_SPLIT, endless + IN_SPLIT)
    report = examined_apart(asked, silence=4)
    assert whys(report) == ["nothing was heard of it for 4 s, so it was ended"]


def test_a_file_that_prints_is_not_heard(asked: Asked, capfd: pytest.CaptureFixture[str]) -> None:
    changed(asked.path, IN_SPLIT, f'        print("I am here", flush=True)\n{IN_SPLIT}')
    examined_apart(asked)
    assert "I am here" not in "".join(capfd.readouterr())


def test_who_dies_when_a_screen_asks_dies_apart(asked: Asked) -> None:
    """No checker asks this question of this scheme, and a screen does."""
    changed(
        asked.path,
        "    def shared(self",
        "    def shared(self, folio):\n        import posix; posix._exit(5)\n\n    def _(self",
    )
    assert whys(examined_apart(asked)) == ["it ended the process, with 5, as os._exit() does"]


def test_it_is_stopped_at_once_and_counts_for_nothing(asked: Asked, session: Session) -> None:
    changed(asked.path, IN_SPLIT, f"        import time; time.sleep(100)\n{IN_SPLIT}")
    report = examined_apart(asked, halted=lambda: True)
    after = handed_in(session, report)
    assert report.stopped
    assert (after.solved, after.tries) == (False, (0,))
    assert after.verdict is not None
    assert after.verdict.outcome is Outcome.UNREAD
    assert after.verdict.lines == ("It was stopped, so nothing is said of the file.",)


def test_a_file_that_is_changed_meanwhile_is_not_judged(asked: Asked, session: Session) -> None:
    changed(asked.path, LINE, MENDED)

    def edit(text: str, checks: object) -> None:
        asked.path.write_text("# nothing\n", encoding="utf-8")

    after = handed_in(session, examined_apart(asked, edit))
    assert not after.solved
    assert after.verdict is not None
    assert after.verdict.outcome is Outcome.UNREAD


def test_a_file_that_is_none_is_no_wrong_answer(asked: Asked, session: Session) -> None:
    asked.path.write_text("def (\n", encoding="utf-8")
    after = handed_in(session, examined_apart(asked))
    assert after.tries == (0,)


def test_a_scheme_that_fails_is_a_wrong_answer(asked: Asked, session: Session) -> None:
    after = built(session, examined_apart(asked).checks, "mine")
    assert after.tries == (1,)
    assert after.verdict is not None
    assert after.verdict.outcome is Outcome.NOT_YET


def test_the_file_is_found_though_only_some_plugins_are_wanted(asked: Asked) -> None:
    few = replace(asked.sources, only=frozenset({"something"}))
    assert loaded(few, asked.path).name == "first-scheme"


def test_no_process_is_left(asked: Asked) -> None:
    from multiprocessing import active_children

    before = set(active_children())
    examined_apart(asked)
    sleep(0.05)
    assert set(active_children()) <= before


@pytest.mark.parametrize(
    ("number", "start", "fails", "solved"),
    [
        ("09-01", "first-scheme", "it tells the truth in the 9 operations of this scenario", ""),
        ("09-02", "no-page-state", "a folio of 8 pages takes at most 8 bytes", "no-page-state-solved"),
        (
            "09-03",
            "exclusive-exactly",
            "it tells the truth in the 13 operations of this scenario",
            "exclusive-exactly-solved",
        ),
    ],
)
def test_what_ships_fails_as_it_should_and_can_be_mended(
    tmp_path: Path, number: str, start: str, fails: str, solved: str
) -> None:
    (file,) = bundled("scenarios").glob(f"{number}-*.mmtui.toml")
    scenario = load(file)
    sources = Sources(bundled("plugins"), own=tmp_path / "plugins")
    path = begun(workshop(sources, scenario.id), start)
    asked = Asked(scenario, len(scenario.steps) - 1, sources, path, quickly=True)
    assert [check.what for check in examined_apart(asked).checks if not check.passed] == [fails]
    if solved:
        path.write_text(exercise_text(solved), encoding="utf-8")
    else:
        changed(path, LINE, MENDED)
    assert whys(examined_apart(asked)) == []
