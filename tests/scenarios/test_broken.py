"""What is said of files as teachers write them: every mistake at once, each at the place where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mmtui.catalog import Catalog, LoadError, bundled
from mmtui.game.check import check_file, opened
from mmtui.scenario import ScenarioInvalid, course_of
from mmtui.scenario.diagnostics import render, render_each
from mmtui.tui.orders import Refused, made, scenario_order

WHOLE = (bundled("scenarios") / "03-03-last-unmap-doublemap.mmtui.toml").read_text()
SOUND = WHOLE.replace('id         = "last-unmap-doublemap"', 'id         = "mine"')
SOLUTION = next(line for line in SOUND.splitlines() if line.startswith("steps "))
assert SOUND != WHOLE


@pytest.fixture
def said(tmp_path: Path, catalog: Catalog) -> Callable[..., list[str]]:
    """Change a sound file, one text for another, and return what is said: what is marked, code, sentence."""

    def said(*changes: str, name: str = "mine.mmtui.toml", raw: bytes | None = None) -> list[str]:
        text = SOUND
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / name
        path.write_bytes(text.encode() if raw is None else raw)
        checked = check_file(path, catalog, course_of([path]))
        marked = (render(problem, checked.source).split("\n") for problem in checked.problems)
        return [
            f"{_under(lines)}: {problem.code} {problem.sentence}"
            for problem, lines in zip(checked.problems, marked, strict=True)
        ]

    return said


def _under(lines: list[str]) -> str:
    """Return the part of the source line that is marked, and its number."""
    at = next((at for at, line in enumerate(lines) if line.strip(" |") and set(line.strip(" |")) == {"^"}), 0)
    if not at:
        return "the file"
    start, end = lines[at].index("^"), lines[at].rindex("^") + 1
    return f"{lines[at - 1].split(' |')[0].strip()} {lines[at - 1][start:end]}"


def line_of(text: str) -> int:
    return SOUND[: SOUND.index(text)].count("\n") + 1


def test_nothing_is_said_of_a_sound_file(said):
    assert said() == []


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("A write r", "A wirte r", "wirte: S013 unknown operation 'wirte'; did you mean 'write'?"),
        ("A fork B", "A fork", "fork: S013 fork: a name is missing"),
        ("B mprotect r 2 5 ro", "B mprotect r 5 2 ro", "2: S013 mprotect: the range 5 2 is empty; ranges"),
        (
            "B mprotect r 2 5 ro",
            "B mprotect r 2 5 r0",
            "mprotect: S013 mprotect: one of ro, rw, none is missing",
        ),
        (
            "B munmap r 3 4",
            "D munmap r 3 4",
            "D: S013 operation 7, D munmap r 3 4, makes no sense: there is no process D; "
            "processes here: A, B, C",
        ),
        (
            "B munmap r 3 4",
            "B munmap rr 3 4",
            'rr: S013 operation 7, B munmap rr 3 4, makes no sense: B has no region rr; did you mean "r"?',
        ),
    ],
)
def test_an_operation_is_marked_in_its_line_at_the_word_that_is_to_blame(said, old, new, marked):
    first = said(old, new)[0]
    assert first.startswith(f"{line_of(old)} {marked}")


def test_an_operation_in_a_line_with_escapes_is_marked_where_it_is_written(said):
    ops = SOUND[SOUND.index('ops = """') : SOUND.index('"""', SOUND.index('ops = """') + 9) + 3]
    on_one = (
        ops.replace('"""\n', '"').replace('"""', '"').replace("\n", "\\n").replace("A fork B", "A frok B")
    )
    (only,) = said(ops, on_one)
    assert only == f"{line_of('ops =')} frok: S013 unknown operation 'frok'; did you mean 'fork'?"


def test_all_that_is_independent_is_said_at_once(said):
    found = said(
        '"double-map"',
        '"duoble-map"',
        "minutes",
        "minuts",
        "A fork B",
        "A frok B",
        "B exit",
        "B exti",
        'requires   = ["',
        'requires   = ["no-such-scenario", "',
    )
    codes = [one.split(": ", 1)[1].split()[0] for one in found]
    assert codes == ["S004", "S012", "S012", "S013", "S013"]


def test_what_does_not_depend_on_an_unknown_scheme_is_still_proved(said):
    found = said('"double-map"', '"duoble-map"', SOLUTION, SOLUTION.replace('"C exit"', '"A exit"'))
    assert any('S012 there is no scheme "duoble-map"; did you mean "double-map"?' in one for one in found)
    assert any('"A exit": S015 question 4: the run says "C exit" (operation 10)' in one for one in found)


def test_two_parts_that_disagree_do_not_keep_the_run_from_being_looked_at(said):
    found = said(SOLUTION, SOLUTION.replace('"C exit"', '"A exit"'))
    assert any("S010" in one and "is also the answer of [solution] to question 4" in one for one in found)
    assert any('S015 question 4: the run says "C exit"' in one for one in found)


def test_an_unknown_kernel_and_a_question_behind_the_end(said):
    at = next(line for line in SOUND.splitlines() if line.startswith("at "))
    found = said('kernel        = "6.1"', 'kernel        = "6.11"', at, "at = 50")
    assert [one.split(";")[0] for one in found] == [
        f'{line_of("kernel        =")} "6.11": S012 no kernel "6.11" is modelled',
        f"{line_of(at)} 50: S014 operation 50 is asked about",
    ]


def test_a_folio_and_a_counter_that_do_not_exist_are_two_mistakes(said):
    ask = next(line for line in SOUND.splitlines() if line.startswith("ask "))
    found = said(ask, 'ask = { counter = "PG_doublemap", folio = "L1" }')
    assert [one.split(" ", 1)[1] for one in found] == [
        '"PG_doublemap": S014 the run has no answer: double-map has no counter PG_doublemap; '
        'did you mean "PG_double_map"?',
        '"L1": S014 the run has no answer: there is no folio L1 by operation 6; known here: L0',
    ]


def test_parameters_of_a_workload_are_marked_one_by_one(said):
    script = SOUND[SOUND.index('use = "script"') : SOUND.index("[[step]]")]
    found = said(script, 'use = "fork-exit"\nprocesses = "3"\npagess = 8\n\n')
    assert [one.split(" ", 1)[1] for one in found[:2]] == [
        "\"3\": S007 workload fork-exit: processes is a whole number, not '3'",
        "pagess: S004 workload fork-exit: it has no parameter 'pagess'; did you mean 'pages'?",
    ]


def test_a_workload_that_does_not_exist(said):
    first = said('use = "script"', 'use = "scrpt"')[0]
    assert first == f'{line_of("use =")} "scrpt": S012 there is no workload "scrpt"; did you mean "script"?'


def test_an_answer_that_is_no_operation_suggests_the_one_that_is_meant(said):
    found = said(SOLUTION, SOLUTION.replace('"C exit"', '"C exits"'))
    assert len(found) == 1
    assert found[0].endswith('[solution] says "C exits"; did you mean "C exit"?')


def test_a_step_in_single_brackets_is_told_what_to_write(said):
    (only,) = said("[[step]]", "[step]")
    assert "S002 this is here for the second time; a [table] stands once; where there may be many" in only


def test_a_key_that_stands_twice_is_marked_itself(said):
    at = next(line for line in SOUND.splitlines() if line.startswith("at "))
    (only,) = said(at, f"{at}\n{at}")
    assert only == f"{line_of(at) + 1} at: S002 this is here for the second time; give each key once"


def test_line_ends_and_a_mark_of_windows_change_no_place(said):
    raw = b"\xef\xbb\xbf" + SOUND.replace("A fork B", "A frok B").replace("\n", "\r\n").encode()
    (only,) = said(raw=raw)
    assert only.startswith(f"{line_of('A fork B')} frok: S013")


def test_the_line_that_is_not_utf8_is_shown(said):
    (only,) = said(raw=SOUND.replace("teaches", "t\xe9aches").encode("latin-1"))
    assert only.startswith(f"{line_of('teaches')} \N{REPLACEMENT CHARACTER}: S001 the file is not UTF-8")


def test_a_large_file_is_refused_before_it_is_read(said):
    assert said(raw=SOUND.encode() + b"# more\n" * 1_500_000)[0].startswith(
        "the file: S009 the file is larger"
    )


def test_everything_fits_into_80_columns(tmp_path, catalog):
    path = tmp_path / "x.mmtui.toml"
    path.write_text(SOUND.replace("A write r", "A mlock r").replace('"double-map"', '"duoble-map"'))
    checked = check_file(path, catalog, course_of([path]))
    lines = render_each(checked.problems, checked.source).split("\n")
    assert [line for line in lines if len(line) > 80 and str(path) not in line] == []


# -- the course


def test_an_id_that_two_files_have_is_told_of_both(tmp_path, catalog):
    one, two = tmp_path / "one.mmtui.toml", tmp_path / "two.mmtui.toml"
    one.write_text(SOUND)
    two.write_text(SOUND)
    for path, other in ((one, two), (two, one)):
        (problem,) = check_file(path, catalog, course_of([path])).problems
        assert (problem.code, problem.file) == ("S016", str(path))
        assert str(other) in problem.message


def test_an_id_of_a_shipped_scenario_is_taken(tmp_path, catalog):
    path = tmp_path / "mine.mmtui.toml"
    path.write_text(WHOLE)
    (problem,) = check_file(path, catalog, course_of([path])).problems
    assert "03-03-last-unmap-doublemap.mmtui.toml" in problem.message


def test_what_is_required_may_stand_beside_the_file_or_be_shipped(tmp_path, catalog):
    path, beside = tmp_path / "mine.mmtui.toml", tmp_path / "other.mmtui.toml"
    required = next(line for line in SOUND.splitlines() if line.startswith("requires"))
    path.write_text(SOUND.replace(required, 'requires = ["one-page", "the-other", "one-pge"]'))
    beside.write_text(SOUND.replace('"mine"', '"the-other"'))
    (problem,) = check_file(path, catalog, course_of([path])).problems
    assert problem.sentence == 'there is no scenario "one-pge"; did you mean "one-page"?'


def test_files_deeper_in_the_folder_of_a_file_are_not_its_neighbours(tmp_path, catalog):
    (tmp_path / "old").mkdir()
    path = tmp_path / "mine.mmtui.toml"
    for each in (path, tmp_path / "old" / "mine.mmtui.toml"):
        each.write_text(SOUND)
    assert check_file(path, catalog, course_of([path])).problems == ()


# -- playing


def test_who_opens_a_broken_file_is_told_what_the_check_tells(tmp_path, catalog):
    path = tmp_path / "mine.mmtui.toml"
    path.write_text(SOUND.replace('"double-map"', '"duoble-map"', 1).replace("minutes", "minuts"))
    with pytest.raises(ScenarioInvalid) as caught:
        opened(path, catalog)
    assert caught.value.problems == check_file(path, catalog, course_of([path])).problems
    assert len(caught.value.problems) == 2


def test_a_question_that_the_run_cannot_answer_keeps_a_file_from_being_opened(tmp_path, catalog):
    path = tmp_path / "mine.mmtui.toml"
    at = next(line for line in SOUND.splitlines() if line.startswith("at "))
    path.write_text(SOUND.replace(at, "at = 50", 1))
    with pytest.raises(ScenarioInvalid, match="operation 50 is asked about"):
        opened(path, catalog)


def test_a_wrong_solution_is_nothing_to_a_player(tmp_path, catalog):
    path = tmp_path / "mine.mmtui.toml"
    path.write_text(SOUND.replace(SOLUTION, SOLUTION.replace('"C exit"', '"A fork C"')))
    checked = check_file(path, catalog, course_of([path]))
    assert checked.problems
    assert opened(path, catalog).scenario.id == "mine"


def test_the_screen_shows_what_the_check_prints(tmp_path, catalog):
    path = tmp_path / "mine.mmtui.toml"
    path.write_text(SOUND.replace("A fork B", "A frok B").replace("B exit", "B exti"))
    refused = made(scenario_order(path), lambda: catalog)
    checked = check_file(path, catalog, course_of([path]))
    assert isinstance(refused, Refused)
    assert "\n".join(refused.lines) == render_each(checked.problems, checked.source)
    assert "   |   ^^^^" in refused.lines


def test_a_misspelt_parameter_is_not_missing_too(said):
    found = said("ops = ", "opps = ")
    assert [one.split("; ")[1] for one in found if "S004" in one] == ["did you mean 'ops'?"]
    assert not any("S005" in one for one in found)


def test_two_operations_that_read_alike_are_told_apart_by_number(said):
    found = said(
        "B exit", "B read r 0\nB read r 0\nB exit", SOLUTION, SOLUTION.replace('"C exit"', '"B read r 0"')
    )
    assert found[-1].endswith('there are 2 such operations; write the number of one: "9" or "10"')


def test_a_scheme_whose_plugin_is_broken_says_so_instead_of_suggesting_another(tmp_path, catalog):
    error = LoadError("mine", "/x/mine.py", 3, "raised NameError", "correct it", ("duoble-map",))
    path = tmp_path / "mine.mmtui.toml"
    path.write_text(SOUND.replace('"double-map"', '"duoble-map"', 1))
    checked = check_file(path, replace(catalog, errors=(error,)), course_of([path]))
    assert checked.problems[0].sentence == (
        'there is no scheme "duoble-map", because its plugin is broken: '
        "/x/mine.py:3: raised NameError; correct it"
    )
