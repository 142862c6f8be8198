from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mmtui.catalog import Catalog, Sources, bundled
from mmtui.catalog.workshop import begun, loaded, started_over, workshop
from mmtui.errors import UsageError
from mmtui.explore.workers import workers
from mmtui.game.building import Check, examined, judged, planned
from mmtui.game.check import check_scenario, opened
from mmtui.game.session import Session
from mmtui.game.trial import Trial, prepare
from mmtui.game.verdict import Outcome
from mmtui.scenario import GuessLimit, ScenarioInvalid, load

FILE = Path(__file__).with_name("mend-it.mmtui.toml")
START, MISSING = (
    "first-scheme",
    "            yield from self._added(folio, folio.pages)\n        if (yield self.compound",
)


@pytest.fixture
def trial(catalog: Catalog) -> Trial:
    return prepare(load(FILE), catalog)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return Sources(bundled("plugins"), own=tmp_path / "plugins")


@pytest.fixture
def file(sources: Sources) -> Path:
    return begun(workshop(sources, "mend-it"), START)


def report(trial: Trial, sources: Sources, file: Path) -> list[Check]:
    found = loaded(sources, file)
    assert found.name, found.problem
    with workers(1) as here:
        return list(examined(trial, trial.scenario.steps[0], found.catalog, found.name, here))


def mended(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    old = "            yield self.double_map.exchange(folio, 1)\n"
    assert old in text
    new = "            if not (yield self.double_map.exchange(folio, 1)):\n"
    file.write_text(text.replace(old, f"{new}                yield from self._added(folio, folio.pages)\n"))


def test_the_file_that_the_player_begins_with_does_not_pass(
    trial: Trial, sources: Sources, file: Path
) -> None:
    checks = report(trial, sources, file)
    assert judged(checks, START).outcome is Outcome.NOT_YET
    assert [check.passed for check in checks] == [True, True, True, False]
    assert "5 B mprotect r 2 5 ro" in checks[-1].why


def test_the_mended_file_passes_everything(trial: Trial, sources: Sources, file: Path) -> None:
    mended(file)
    checks = report(trial, sources, file)
    assert judged(checks, START).outcome is Outcome.SOLVED, checks
    assert [check.what for check in checks][-2:] == [
        "the run costs at most 60 atomics",
        "no run of 2 operations breaks it",
    ]
    assert "all there are" in checks[-1].why


def test_what_the_player_wrote_is_never_overwritten(sources: Sources, file: Path) -> None:
    file.write_text("mine\n", encoding="utf-8")
    assert begun(file.parent, START).read_text(encoding="utf-8") == "mine\n"
    kept = started_over(file, START)
    assert kept.read_text(encoding="utf-8") == "mine\n"
    assert "class FirstScheme" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "why"),
    [("def (\n", ":1: "), ("x = 1\n", "register"), ("raise SystemExit(3)\n", "sys.exit()")],
)
def test_a_file_that_cannot_be_loaded_is_told_why(sources: Sources, file: Path, text: str, why: str) -> None:
    file.write_text(text, encoding="utf-8")
    found = loaded(sources, file)
    assert not found.name
    assert why in found.problem
    assert file.name in found.problem
    assert "double-map" in found.catalog.schemes


def without_search(trial: Trial, name: str, **asked) -> dict[str, Check]:
    step = trial.scenario.steps[0]
    ask = replace(step.ask, **asked)
    with workers(1) as here:
        checks = examined(trial, replace(step, ask=ask), trial.catalog, name, here, quickly=True)
        return {check.what: check for check in checks}


def test_a_promise_that_is_not_made_is_missed(trial: Trial) -> None:
    asked = {"exact": ("mapped",), "never_misses": ("shared",), "never_invents": ("partly-mapped",)}
    found = without_search(trial, "large-mapcount", **asked)
    what = 'it claims to know exactly "mapped"; never to miss "shared"; never to invent "partly-mapped"'
    assert found[what] == Check(what, False, 'not in never_misses: "shared"')  # of parts it knows exactly
    assert without_search(trial, "no-page-mapcount", **asked)[what].passed


def test_guesses_are_counted_in_the_run(trial: Trial) -> None:
    """After 6 B munmap r 3 4 nobody can see that, and A is gone after 7: B is left alone with seven pages."""
    limits = (GuessLimit("shared", "yes"), GuessLimit("shared", "no", 2))
    found = without_search(trial, "zero-one-two-many", guesses=limits)
    yes = found["in this run what one process maps is never called shared"]
    assert not yes.passed
    assert yes.why == "it happens 1 time, the first time after 7 A exit"
    assert yes.example is not None
    assert str(yes.example.ops[-1]) == "A exit"
    no = found["in this run what several processes map is at most 2 times called exclusive"]
    assert (no.passed, no.why, no.example) == (True, "it happens 0 times", None)


def test_who_cannot_say_is_wrong(trial: Trial) -> None:
    found = without_search(trial, "no-page-state", guesses=(GuessLimit("shared", "no", 1),))
    check = found["in this run what several processes map is at most once called exclusive"]
    assert not check.passed
    assert check.why == "it happens 3 times, the first time after 4 A fork B"


def test_what_is_checked_is_known_before(trial: Trial) -> None:
    step = trial.scenario.steps[0]
    limits = (GuessLimit("partly-mapped", "yes"), GuessLimit("partly-mapped", "no"))
    step = replace(step, ask=replace(step.ask, guesses=limits))
    with workers(1) as here:
        made = [check.what for check in examined(trial, step, trial.catalog, "double-map", here)]
    assert planned(trial, step) == tuple(made)


def test_a_name_is_no_answer(trial: Trial) -> None:
    after = Session.begin(trial).answered("double-map")
    assert not after.solved
    assert after.verdict is not None
    assert after.verdict.outcome is Outcome.UNREAD


def test_an_exercise_is_in_no_list_and_can_be_named(catalog: Catalog) -> None:
    assert START not in catalog.schemes
    assert catalog.scheme(START).name == START
    with pytest.raises(UsageError, match="there is no scheme 'second-scheme'"):
        catalog.scheme("second-scheme")


def test_a_scenario_without_its_exercise_is_not_opened(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / FILE.name
    text = FILE.read_text(encoding="utf-8").replace('"first-scheme"', '"first-schem"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioInvalid, match="there is no exercise 'first-schem'"):
        opened(path, catalog)


def test_the_example_is_as_it_says(catalog: Catalog) -> None:
    assert check_scenario(load(FILE), catalog) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"first-scheme"', '"first-schem"', "there is no exercise 'first-schem'"),
        ('["last-of-page", "page', '["last-of-pages", "page', 'did you mean "last-of-page"?'),
        ('["double-map"]', '["vma-count"]', "also the answer of [solution]"),
        ('["double-map"]', '["no-page-mapcount"]', "is not solved by no-page-mapcount"),
        ('[[0, "vma-count"]]', '[[0, "nr-pages-mapped"]]', "it passes or is no scheme"),
        ("depth  = 2", 'depth  = 2\nnever_misses = ["share"]', 'did you mean "shared"?'),
        (
            "depth  = 2",
            'depth = 2\nnever_invents = ["shared"]',
            '"shared" cannot be promised in "never_invents"',
        ),
        (
            "depth  = 2",
            'depth = 2\nguesses = [{ says = "mapped", wrongly = "no" }]',
            '"says" cannot be "mapped"',
        ),
        ("bytes  = 40", "bytes  = 4", "a folio of 8 pages takes at most 4 bytes: it takes 36.125"),
        ("atomics = 60", "atomics = 6", "the run costs at most 6 atomics"),
    ],
)
def test_what_is_wrong_with_a_build_is_said(
    tmp_path: Path, catalog: Catalog, old: str, new: str, said: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / FILE.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    try:
        problems = check_scenario(load(path), catalog)
    except Exception as error:
        problems = error.problems
    assert said in "\n".join(map(str, problems))
