"""``mmtui scenario check`` and ``mmtui play``."""

from __future__ import annotations

import json

import pytest

from mmtui.progress import open_progress, progress_path

TALKS = '''
"""Counts nothing, and says so."""

from mmtui import Claim, Scheme, hookimpl


class Talks(Scheme):
    name = "SCHEME"
    title = "nothing"

    def map_ptes(self, folio, pages, vma):
        print("chatter")
        return Claim()
        yield

    unmap_ptes = map_ptes


@hookimpl
def register_schemes():
    return [Talks]
'''


def test_a_sound_scenario_passes(mmtui_, scenario_file):
    ended = mmtui_("scenario", "check", scenario_file)
    assert (ended.code, ended.out) == (0, f"{scenario_file}: ok\n")
    assert ended.err == "1 checked, 0 with problems\n"


def test_a_folder_is_all_scenarios_in_it(mmtui_, scenario_file):
    deeper = scenario_file.parent / "more"
    deeper.mkdir()
    (deeper / "second.mmtui.toml").write_text(scenario_file.read_text().replace("example-", "second-"))
    (deeper / "notes.toml").write_text("this is no scenario")
    ended = mmtui_("scenario", "check", scenario_file.parent)
    assert ended.code == 0
    assert len(ended.lines) == 2


def test_our_own_scenarios_pass(mmtui_):
    from mmtui.catalog import bundled

    ended = mmtui_("scenario", "check", bundled("scenarios"))
    assert ended.code == 0, ended.out
    assert ended.lines


def test_a_mistake_of_form_ends_with_3_and_is_shown_in_its_line(mmtui_, scenario_file):
    scenario_file.write_text(scenario_file.read_text().replace("difficulty = 2", "dificulty = 2"))
    ended = mmtui_("scenario", "check", scenario_file)
    assert ended.code == 3
    assert f"{scenario_file}:6:1" in ended.out
    assert 'did you mean "difficulty"?' in ended.out


def test_a_wrong_reference_answer_ends_with_3(mmtui_, scenario_file):
    scenario_file.write_text(scenario_file.read_text().replace('[1, "A munmap r 3 4"]', '[1, "B exit"]'))
    ended = mmtui_("scenario", "check", scenario_file)
    assert ended.code == 3
    assert f"--> {scenario_file}:52:14\n" in ended.out
    assert '52 | steps  = [1, "B exit"]' in ended.out


def test_one_bad_file_does_not_hide_the_others(mmtui_, scenario_file):
    scenario_file.with_name("a-bad.mmtui.toml").write_text("format = 2\n")
    ended = mmtui_("scenario", "check", scenario_file.parent)
    assert ended.code == 3
    assert f"{scenario_file}: ok" in ended.lines
    assert "2 checked, 1 with problems" in ended.err


def test_json_has_one_object_for_each_file_with_its_problems(mmtui_, scenario_file):
    scenario_file.with_name("bad.mmtui.toml").write_text("format = 1\nid =\n")
    wrong = scenario_file.read_text().replace('[1, "A munmap r 3 4"]', '[1, "B exit"]')
    wrong = wrong.replace("example-last-unmap", "another")
    scenario_file.with_name("c-wrong.mmtui.toml").write_text(wrong)
    ended = mmtui_("scenario", "check", "--json", scenario_file.parent)
    form, run, good = map(json.loads, ended.lines)
    assert ended.code == 3
    assert good["ok"] is True
    assert good["problems"] == []
    keys = {"file", "line", "column", "key", "code", "message", "help"}
    for bad in (form, run):
        assert bad["ok"] is False
        assert bad["schema"] == 1
        assert all(problem.keys() == keys for problem in bad["problems"])
    assert form["problems"][0]["line"] == 2


def test_the_name_of_a_file_cannot_reach_the_terminal_as_it_is(mmtui_, scenario_file):
    ended = mmtui_("scenario", "check", scenario_file.rename(scenario_file.with_name("\x1b[31m.mmtui.toml")))
    assert ended.code == 0
    assert "\x1b" not in ended.out + ended.err


def test_a_folder_without_scenarios_is_a_problem_and_not_all_well(mmtui_, tmp_path):
    (tmp_path / "empty").mkdir()
    ended = mmtui_("scenario", "check", tmp_path / "empty")
    assert ended.code == 3
    assert "there is no *.mmtui.toml in this folder" in ended.out


def test_what_is_written_does_not_depend_on_the_number_of_processes(mmtui_, scenario_file):
    text = scenario_file.read_text()
    for nr in range(6):
        changed = text.replace("example-", f"example-{nr}-").replace(
            "difficulty = 2", "difficulty = 2" if nr % 2 else "x = 1"
        )
        (scenario_file.parent / f"{5 - nr}.mmtui.toml").write_text(changed)
    one, three = (mmtui_("scenario", "check", scenario_file.parent, "--jobs", jobs) for jobs in (1, 3))
    assert (one.code, one.out, one.err) == (three.code, three.out, three.err)
    assert one.err.endswith("7 checked, 3 with problems\n")
    json_one, json_two = (
        mmtui_("scenario", "check", "--json", scenario_file.parent, "--jobs", jobs).out for jobs in (1, 2)
    )
    assert json_one == json_two


def test_on_a_terminal_it_is_said_how_far_it_is(mmtui_, scenario_file, monkeypatch):
    monkeypatch.setattr("mmtui.cli.output.is_watched", lambda: True)
    assert "1 of 1 checked\n" in mmtui_("scenario", "check", scenario_file).err


def test_a_plugin_that_prints_spoils_nothing(mmtui_, scenario_file, tmp_path):
    folder = tmp_path / "talking"
    folder.mkdir()
    scheme = TALKS.replace("SCHEME", "talks")
    (folder / "talks.py").write_text(scheme)
    scenario_file.write_text(scenario_file.read_text().replace('"double-map"', '"talks"'))
    for jobs in (1, 2):
        ended = mmtui_("--plugins-dir", folder, "scenario", "check", "--json", scenario_file, "--jobs", jobs)
        assert "chatter" not in ended.out + ended.err
        assert [json.loads(line)["file"] for line in ended.lines] == [str(scenario_file)]


def test_no_file_at_all_is_wrong_usage(mmtui_):
    assert mmtui_("scenario", "check").code == 2


def test_a_file_that_is_not_there_is_one_problem_in_its_place_among_the_others(mmtui_, scenario_file):
    missing = scenario_file.with_name("missing.mmtui.toml")
    other = scenario_file.with_name("other.mmtui.toml")
    other.write_text(scenario_file.read_text().replace("example-", "other-"))
    ended = mmtui_("scenario", "check", scenario_file, missing, other)
    assert ended.code == 3
    missed = ["error[S001]: there is no such file", f" --> {missing}"]
    assert ended.lines[:3] == [f"{scenario_file}: ok", *missed]
    assert ended.lines[-1] == f"{other}: ok"
    assert "3 checked, 1 with problems" in ended.err


def test_a_doubt_is_shown_in_its_line_and_is_no_problem(mmtui_, scenario_file):
    text = scenario_file.read_text()
    hint = "It is the operation A munmap r 3 4."
    first = text.index('hints  = ["', text.index('kind   = "find"')) + len('hints  = ["')
    scenario_file.write_text(text[:first] + hint + text[text.index('"', first) :])
    line = text[:first].count("\n") + 1
    ended = mmtui_("scenario", "check", scenario_file)
    assert (ended.code, ended.out) == (0, f"{scenario_file}: ok\n")
    assert "doubtful[S018]: question 2: the answer stands in the first hint" in ended.err
    assert f"--> {scenario_file}:{line}:11\n" in ended.err
    (doubt,) = json.loads(mmtui_("scenario", "check", "--json", scenario_file).out)["doubts"]
    assert (doubt["line"], doubt["code"]) == (line, "S018")


def test_right_answers_on_stdin_solve_a_scenario(process, scenario_file):
    ended = process("play", scenario_file, stdin="1\nA munmap r 3 4\n")
    assert (ended.code, ended.err) == (0, "")
    assert "Solved." in ended.lines
    assert ended.lines[0] == "Example: detect the last unmap"


def test_a_wrong_answer_does_not(process, scenario_file):
    ended = process("play", scenario_file, stdin="1\nB munmap r 3 4\n")
    assert ended.code == 1
    assert "Not yet" in ended.out


def test_no_answer_at_all_is_not_solved(mmtui_, scenario_file):
    assert mmtui_("play", scenario_file).code == 1


def test_a_scenario_is_found_by_its_id(mmtui_, plugins_dir):
    ended = mmtui_("--plugins-dir", plugins_dir, "play", "example-last-unmap", stdin="1\n7\n")
    assert ended.code == 0


def test_what_was_played_is_in_the_record(mmtui_, scenario_file):
    mmtui_("play", scenario_file, stdin="0\nhint\n1\n7\n")
    with open_progress(progress_path(), tool_version="1").progress as progress:
        assert [answer.outcome for answer in progress.answers()] == ["not-yet", "solved", "solved"]
        assert len(progress.hints("example-last-unmap")) == 1
        assert "example-last-unmap" in progress.solved()


def test_another_scheme_can_be_looked_through_from_the_start(mmtui_, scenario_file):
    ended = mmtui_("play", scenario_file, "--scheme", "per-page", stdin="1\n7\n")
    assert ended.code == 0
    assert "Scheme: per-page." in ended.lines


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["last-unmap-smal"], 2, "did you mean 'last-unmap-small'?"),
        (["missing.mmtui.toml"], 2, "there is no file missing.mmtui.toml"),
        (["last-unmap-small", "--scheme", "per-pge"], 2, "did you mean 'per-page'?"),
    ],
)
def test_what_cannot_be_played_says_why(mmtui_, args, code, said):
    ended = mmtui_("play", *args)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_two_scenarios_of_one_id_are_not_told_apart_by_luck(mmtui_, plugins_dir, scenario_file):
    (scenario_file.with_name("twin.mmtui.toml")).write_text(scenario_file.read_text())
    ended = mmtui_("--plugins-dir", plugins_dir, "play", "example-last-unmap")
    assert ended.code == 2
    assert "twin.mmtui.toml" in ended.err


def test_an_invalid_scenario_ends_with_3_and_its_place(mmtui_, scenario_file):
    scenario_file.write_text("format = 1\nid =\n")
    ended = mmtui_("play", scenario_file)
    assert ended.code == 3
    assert f"--> {scenario_file}:2:1\n  |\n2 | id =\n" in ended.err


def test_who_plays_a_broken_file_is_shown_what_the_check_shows(mmtui_, scenario_file):
    text = scenario_file.read_text().replace('"double-map"', '"duoble-map"').replace("A fork B", "A frok B")
    scenario_file.write_text(text)
    checked, played = mmtui_("scenario", "check", scenario_file), mmtui_("play", scenario_file)
    assert (checked.code, played.code, played.out) == (3, 3, "")
    assert checked.out == played.err
    assert 'did you mean "double-map"?' in played.err
    assert "26 | A frok B\n   |   ^^^^\n   = help: did you mean 'fork'?" in played.err


def test_a_copy_in_the_same_folder_has_an_id_that_is_taken(mmtui_, scenario_file):
    twin = scenario_file.with_name("twin.mmtui.toml")
    twin.write_text(scenario_file.read_text())
    for path, other in ((twin, scenario_file), (scenario_file, twin)):
        ended = mmtui_("scenario", "check", path)
        assert ended.code == 3
        assert f"--> {path}:" in ended.out
        assert str(other) in ended.out


def test_two_files_of_one_id_are_told_of_in_the_list(mmtui_, plugins_dir, scenario_file):
    twin = scenario_file.with_name("twin.mmtui.toml")
    twin.write_text(scenario_file.read_text())
    ended = mmtui_("--plugins-dir", plugins_dir, "list", "--json")
    problems = {one["path"]: one["problem"] for one in map(json.loads, ended.lines)}
    assert problems[str(twin)] == f"its id is also that of {scenario_file}"
    assert problems[str(scenario_file)] == ""


def test_the_schema_is_printed_as_it_is_shipped(mmtui_):
    from mmtui.catalog import bundled

    ended = mmtui_("scenario", "schema")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (bundled("scenarios") / "scenario-1.schema.json").read_text()
