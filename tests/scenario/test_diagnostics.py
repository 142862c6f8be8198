"""Every message an author can see, word for word, and how it is shown."""

from __future__ import annotations

import json
import os

import pytest

from mmtui.scenario import Code, Problem, ScenarioInvalid, load
from mmtui.scenario.diagnostics import as_json, render, render_all

ASK = '{ counter = "PG_double_map", folio = "L0" }'
FIND = '{ event = "last-unmap", folio = "L0", page = 3 }'
HINTS = """["Who else maps the folio with a PMD?", "The flag stands for somebody's PMD."]"""
REJECT = '[[0, "A munmap r 3 4"], [1, "B munmap r 3 4"], [1, "A exit"]]'


@pytest.fixture
def of_the_file(problems):
    """What is said of a file, if it is one thing."""

    def of_the_file(text, name="sample.mmtui.toml"):
        [one] = problems(text, name)
        return f"{one.line}:{one.column} {one.code} {one.sentence}"

    return of_the_file


def test_an_unknown_key_suggests_the_nearest(said):
    assert said('prompt = "Which', 'promt  = "Which') == [
        '45:1 S004 unknown key "promt" in [[step]]; did you mean "prompt"?'
    ]


def test_an_unknown_key_that_is_like_no_other_lists_those_that_are_known(said):
    assert said("[debrief]", "[debrief]\nzzz = 1") == [
        '49:1 S004 unknown key "zzz" in [debrief]; known here: "text"'
    ]


def test_an_unknown_table_is_marked_at_its_header(said):
    assert said("[solution]", "[soluton]") == [
        '51:2 S004 unknown key "soluton" in the file; did you mean "solution"?'
    ]


def test_a_key_of_the_top_that_stands_below_a_header_is_told_where_it_belongs(said):
    assert said("minutes    = 5\n", "", "[machine]\n", "[machine]\nminutes = 5\n") == [
        '15:1 S004 unknown key "minutes" in [machine]; '
        '"minutes" stands at the top of the file, above the first [table]'
    ]


def test_a_missing_key_is_marked_at_the_header_of_its_table(said):
    assert said('prompt = "Which operation is the last unmap of page 3?"\n', "") == [
        '42:1 S005 missing key "prompt" in [[step]]; prompt: what the player is asked'
    ]


def test_a_missing_key_of_the_top_is_marked_at_the_first_line(said):
    assert said("minutes    = 5\n", "") == [
        '1:1 S005 missing key "minutes" in the file; minutes: how long it takes'
    ]


def test_a_missing_table_is_called_as_it_is_written(said):
    text = "[debrief]\ntext   = "
    assert said(text, "#") == ["1:1 S005 missing table [debrief]; what is said at the end, as text"]


def test_a_scenario_has_a_step(problems, sample):
    text = sample[: sample.index("[[step]]")] + sample[sample.index("[debrief]") :]
    assert [one.sentence for one in problems(text)] == ["missing table [[step]]; a question to the player"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "difficulty = 2",
            'difficulty = "2"',
            '6:14 S006 "difficulty" must be a whole number, not a text; write it without quotes: 2',
        ),
        (
            "difficulty = 2",
            "difficulty = true",
            '6:14 S006 "difficulty" must be a whole number, not true or false; from 1 (easy) to 5 (hard)',
        ),
        (
            "difficulty = 2",
            "difficulty = 2.0",
            '6:14 S006 "difficulty" must be a whole number, not a number with a point; '
            "from 1 (easy) to 5 (hard)",
        ),
        (
            "pages_per_pmd = 8",
            "pages_per_pmd = 8.0",
            '16:17 S006 "pages_per_pmd" must be a whole number, not a number with a point; '
            "how many pages a PMD maps",
        ),
        (
            'kernel        = "6.1"',
            "kernel        = 6.1",
            '18:17 S006 "kernel" must be a text, not a number with a point; write it in quotes: "6.1"',
        ),
        (HINTS, '"x"', '39:10 S006 "hints" must be a list, not a text; write it in brackets: ["x"]'),
        (
            HINTS,
            '["x", 1979-05-27]',
            '39:16 S006 "hints[1]" must be a text, not a date; a ladder: each tells a little more',
        ),
        (
            "answer = 0",
            "answer = false",
            '40:22 S006 "answer" must be a whole number or a text, not true or false; write 1 or 0',
        ),
        (
            "[machine]",
            "[[machine]]",
            '15:3 S006 "machine" must be a table, not a list; write [machine], with one bracket',
        ),
        (
            ASK,
            '"L0"',
            '37:10 S006 "ask" must be a table, not a text; '
            'what is asked: { counter = "_mapcount", folio = "L0", page = 3 }',
        ),
    ],
)
def test_a_value_of_a_wrong_type_is_told_what_it_must_be(said, old, new, message):
    assert said(old, new) == [message]


def test_a_table_for_a_list_of_tables_is_told_about_the_brackets(problems, sample):
    second = sample.index("[[step]]", sample.index("[[step]]") + 1)
    text = sample[:second].replace("[[step]]", "[step]") + sample[sample.index("[debrief]") :]
    assert [one.sentence for one in problems(text)] == [
        '"step" must be a list, not a table; write [[step]], with two brackets'
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "difficulty = 2",
            "difficulty = 0",
            '6:14 S007 "difficulty" must be at least 1, not 0; from 1 (easy) to 5 (hard)',
        ),
        ('"Detect the last unmap"', '" "', '4:14 S007 "title" is empty; the name that players see'),
        (
            '"Detect the last unmap"',
            '"a\\nb"',
            '4:14 S007 "title" must be one line; the name that players see',
        ),
        (
            '"Detect the last unmap"',
            f'"{"x" * 81}"',
            '4:14 S007 "title" has more than 80 characters; the name that players see',
        ),
        (
            '"last-unmap-doublemap"',
            '"last_unmap"',
            '3:14 S007 "id" may only have a-z, 0-9 and -; what it is called on the command line',
        ),
        (
            '"last-unmap-doublemap"',
            f'"{"x" * 41}"',
            '3:14 S007 "id" has more than 40 characters; what it is called on the command line',
        ),
        (
            '"6.1"',
            '"new"',
            '18:17 S007 "kernel" must be a version such as "6.1" or "7.3-nopmc"; '
            'the kernel whose behaviour is meant: "6.1"',
        ),
        (HINTS, "[]", '39:10 S007 "hints" is empty; a ladder: each tells a little more'),
        (
            HINTS,
            str(["x"] * 11),
            '39:10 S007 "hints" has 11 items; at most 10; a ladder: each tells a little more',
        ),
        (
            REJECT,
            "[[0]]",
            '53:11 S007 "reject[0]" needs a step and an answer; '
            "wrong answers, each as [step counted from 0, answer]",
        ),
        (
            'kind   = "find"',
            'kind   = "quiz"',
            '43:10 S007 "kind" cannot be "quiz"; '
            'it can be "predict", "find", "name", "act", "race" or "build"',
        ),
        (
            '"takes-pmd-split-for-folio-split"',
            '"takes-pmd-split"',
            '40:35 S007 "because" names no misconception: '
            '"takes-pmd-split"; did you mean "takes-pmd-split-for-folio-split"?',
        ),
    ],
)
def test_a_value_that_cannot_be_is_told_what_can(said, old, new, message):
    assert said(old, new) == [message]


def test_because_may_be_a_sentence(write, sample):
    text = sample.replace('"takes-pmd-split-for-folio-split"', '"B needs it."')
    assert load(write(text)).steps[0].wrong[0].because == "B needs it."


def test_because_lists_the_misconceptions(said):
    [message] = said('"takes-pmd-split-for-folio-split"', '"nonsense"')
    assert message.startswith(
        '40:35 S007 "because" names no misconception: "nonsense"; write a sentence, or name one of '
    )
    assert '"forgets-the-minus-one"' in message


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            '{ counter = "c" }',
            '37:10 S005 missing key "folio" in ask; folio: which folio, by its label: "L0"',
        ),
        (
            '{ counter = "c", folio = "L0", as = "storred" }',
            '37:46 S007 "as" cannot be "storred"; did you mean "stored"?',
        ),
        (
            '{ counter = "c", folio = "L0", page = -1 }',
            '37:48 S007 "page" must be at least 0, not -1; which page of the folio, counted from 0',
        ),
        (
            '{ counter = "c", folio = "L0", page = 8 }',
            '37:48 S010 "page" must be at most 7, not 8; a folio has no more than 8 pages',
        ),
        (
            '{ truth = "mapped-by", folio = "L0" }',
            '37:10 S005 missing key "page" in ask; page: which page of the folio, counted from 0',
        ),
        (
            '{ truth = "entries", folio = "L0", page = 1 }',
            '37:45 S004 "page" does not go with truth = "entries"; known here: "truth" and "folio"',
        ),
        (
            '{ truth = "present", process = "A" }',
            '37:10 S005 missing key "region" in ask; region: which region of it: "r"',
        ),
        (
            '{ truth = "maped-by", folio = "L0" }',
            '37:20 S007 "truth" cannot be "maped-by"; did you mean "mapped-by"?',
        ),
        (
            '{ says = "shared", folio = "L0", as = "stored" }',
            '37:43 S004 "as" does not go with says = "shared"; known here: "says" and "folio"',
        ),
        ('{ cost = "time" }', '37:19 S007 "cost" cannot be "time"; it can be "atomics" or "reads"'),
        (
            '{ cost = "reads", folio = "L0" }',
            '37:28 S004 "folio" does not go with cost = "reads"; known here: "cost"',
        ),
        (
            '{ truth = "mms", says = "shared", folio = "L0" }',
            '37:27 S010 ask has both "truth" and "says"; ask for one thing in one step',
        ),
        (
            '{ folio = "L0" }',
            '37:10 S005 missing key "counter", "truth", "says", "cost" or "prints" in ask; '
            "it says what is asked",
        ),
        (
            '{ cuonter = "c", folio = "L0" }',
            '37:12 S004 unknown key "cuonter" in ask; did you mean "counter"?',
        ),
    ],
)
def test_a_question_has_one_subject_and_exactly_its_companions(said, ask, message):
    assert said(ASK, ask) == [message]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            '{ event = "pmd-split", folio = "L0", page = 3 }',
            '44:47 S004 "page" does not go with event = "pmd-split"; known here: "event" and "folio"',
        ),
        (
            '{ event = "last-unmap", folio = "L0", question = "shared" }',
            '44:48 S004 "question" does not go with event = "last-unmap"; '
            'known here: "event", "folio" and "page"',
        ),
        (
            '{ event = "disagree", folio = "L0", question = "shred" }',
            '44:57 S007 "question" cannot be "shred"; did you mean "shared"?',
        ),
        (
            '{ event = "first-map" }',
            '44:10 S005 missing key "folio" in ask; folio: which folio, by its label: "L0"',
        ),
        (
            '{ folio = "L0" }',
            '44:10 S005 missing key "event" in ask; '
            'it can be "first-map", "last-unmap", "partly-mapped", "pmd-split", "gone" or "disagree"',
        ),
    ],
)
def test_an_event_has_exactly_its_companions(said, ask, message):
    assert said(FIND, ask) == [message]


def test_a_predict_step_needs_at(said):
    assert said("at     = 5  ", "#") == [
        '34:1 S005 missing key "at" in [[step]]; at: the operation it is asked before, counted from 1'
    ]


def test_a_find_step_refuses_at(said):
    assert said('kind   = "find"', 'kind   = "find"\nat     = 3') == [
        '44:1 S004 "at" does not go with kind = "find"; '
        'known here: "prompt", "hints", "wrong", "kind" and "ask"'
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '[1, "A munmap r 3 4"]      #',
            "[1]  #",
            '52:10 S010 "steps" has 1 answer for 2 steps; give one answer for each [[step]], in their order',
        ),
        (
            '[1, "A munmap r 3 4"]      #',
            "[1, 7]  #",
            "52:14 S010 question 2 is a find, and 7 is not an operation; "
            'write it as it stands in the script: "A exit"',
        ),
        (REJECT, "[[2, 3]]", "53:12 S010 there is no step 2; steps are counted from 0, and the last is 1"),
        (
            REJECT,
            '[[1, "A  munmap r 3 4"]]',
            '53:15 S010 "A  munmap r 3 4" is also the answer of [solution] to question 2; '
            "it cannot be right and wrong",
        ),
        (
            "answer = 0",
            "answer = 1",
            "40:22 S010 1 is also the answer of [solution] to question 1; it cannot be right and wrong",
        ),
        (
            "minutes    = 5",
            'minutes = 5\nrequires = ["last-unmap-doublemap"]',
            "8:13 S010 a scenario cannot require itself; take it out",
        ),
    ],
)
def test_a_file_that_contradicts_itself_is_told_where(said, old, new, message):
    assert said(old, new) == [message]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("2", "2:14 S003 format 2 is newer than this mmtui, which reads 1; update mmtui"),
        (
            "0",
            "2:14 S003 format 0 is older than any that mmtui reads; "
            "write format = 1 and see what `mmtui scenario check` says",
        ),
        ("true", '2:14 S003 "format" must be 1, not true; write format = 1'),
        ("1.0", '2:14 S003 "format" must be 1, not 1.0; write format = 1'),
        ('"1"', '2:14 S003 "format" must be 1, not "1"; write format = 1'),
    ],
)
def test_a_file_of_another_format_is_told_what_to_do(said, given, message):
    assert said("format     = 1", f"format     = {given}") == [message]


def test_a_file_without_a_format_is_told_to_name_it(said):
    assert said("format     = 1\n", "") == [
        '1:1 S003 missing key "format" in the file; write format = 1 at the top'
    ]


def test_of_a_newer_format_nothing_else_is_said(of_the_file):
    assert of_the_file("format = 2\nnew = true\n").startswith("1:10 S003 format 2 is newer")


def test_a_file_of_an_older_format_is_judged_all_the_same(said):
    assert len(said("format     = 1", "format     = 0", "difficulty = 2", "difficulty = 9")) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "minutes    = 5",
            "minutes    = five",
            '7:14 S002 invalid value; a number, a list in [], or a text in "..."',
        ),
        ("minutes    = 5", "minutes    : 5", "7:12 S002 expected '=' after a key in a key/value pair"),
        (
            "minutes    = 5",
            "minutes    = 5\nminutes    = 5",
            "8:1 S002 this is here for the second time; give each key once",
        ),
        (
            'text   = "The',
            'text   = """The',
            "49:10 S002 unterminated string; close it with the quotes it begins with",
        ),
        (
            "A's PMD reaches it too.",
            "A's PMD reaches\n",
            '46:1 S002 illegal character \'\\n\'; close the text in its line, or write it between """',
        ),
    ],
)
def test_what_is_not_toml_is_one_problem_with_its_place(said, old, new, message):
    assert said(old, new) == [message]


@pytest.mark.parametrize(
    ("new", "name"),
    [
        ("Det\x1b[2Ject", "U+001B (a control character)"),
        ("Det\\u001b[2Ject", "U+001B (a control character)"),
        ("Det\\bect", "U+0008 (a control character)"),
        ("Det\x7fect", "U+007F (a control character)"),
        ("Det\x9b2Ject", "U+009B (a control character)"),
        ("Det\u202eect", "U+202E (right-to-left override)"),
        ("Det\\u202eect", "U+202E (right-to-left override)"),
        ("Det\\U00002066ect", "U+2066 (left-to-right isolate)"),
        ("Det\u2028ect", "U+2028 (line separator)"),
    ],
)
def test_what_would_move_the_cursor_is_refused_where_it_stands(said, new, name):
    assert said("Detect", new) == [f"4:18 S008 {name} may not be in a scenario; take it out"]


def test_tabs_newlines_and_quoted_backslashes_are_harmless(write, sample):
    assert load(write(sample.replace("Which operation", "Which\\t\\n\\\\u202e operation")))


def test_parameters_of_plugins_and_comments_are_looked_at_too(said):
    assert said('use = "script"', 'use = "script"  # \u202e\n"\\u001b" = "\\u200f"') == [
        "21:19 S008 U+202E (right-to-left override) may not be in a scenario; take it out",
        "22:2 S008 U+001B (a control character) may not be in a scenario; take it out",
        "22:13 S008 U+200F (right-to-left mark) may not be in a scenario; take it out",
    ]


def test_a_file_is_not_nested_deep(said):
    assert said('use = "script"', 'use = "script"\nlist = [[[[[[[[[1]]]]]]]]]') == [
        "22:16 S009 more than 8 tables and lists, one in the other; a scenario needs no more than 4"
    ]
    assert said('use = "script"', 'use = "script"\na.a.a.a.a.a.a.a.a.a = 1') == [
        "22:18 S009 more than 8 tables and lists, one in the other; a scenario needs no more than 4"
    ]


def test_a_list_is_not_long(said):
    assert said('use = "script"', f'use = "script"\nlist = [{"0," * 1001}]') == [
        '22:8 S009 "list" has 1001 items; at most 1000; make it shorter'
    ]


def test_a_number_is_not_long(said):
    assert said("minutes    = 5", f"minutes    = {'9' * 5000}") == [
        "7:14 S009 a word of 5000 characters; at most 200; a text stands in quotes"
    ]


def test_a_file_is_not_large(of_the_file):
    assert of_the_file("#" * (256 * 1024 + 1)) == (
        "0:0 S009 the file is larger than 256 KiB; a scenario teaches one thing: make it shorter"
    )


def test_a_file_with_endless_mistakes_says_how_many_are_not_shown(problems):
    found = problems("\n".join(f"k{n} = 1" for n in range(500)))
    assert len(found) < 105
    assert "more problems, here and below, are not shown; correct the others first" in found[-1].sentence


def test_an_empty_file_is_told_how_to_begin(of_the_file):
    assert of_the_file(" \n") == "0:0 S001 the file is empty; begin with the one in docs/scenarios.md"


def test_a_file_that_is_not_utf_8_is_told_where(of_the_file):
    assert of_the_file(b"format = 1\nid = '\xff'") == "2:7 S001 the file is not UTF-8; save it as UTF-8"


def test_a_file_with_another_name_is_told_how_to_call_it(of_the_file, sample):
    assert of_the_file(sample, "last-unmap.toml") == (
        '0:0 S011 the name of a scenario file ends in ".mmtui.toml"; rename it to "last-unmap.mmtui.toml"'
    )


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    path = tmp_path / "none.mmtui.toml"
    with pytest.raises(
        ScenarioInvalid, match="there is no such file; `mmtui list` shows the scenarios"
    ) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_folder_is_told_that_it_is_one(tmp_path):
    with pytest.raises(ScenarioInvalid, match=r"there is no \*\.mmtui\.toml in this folder; name a file"):
        load(tmp_path)
    (tmp_path / "a.mmtui.toml").touch()
    with pytest.raises(ScenarioInvalid, match="this is a folder; name a file"):
        load(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mmtui.toml")
    with pytest.raises(ScenarioInvalid, match="this is not a plain file"):
        load(tmp_path / "pipe.mmtui.toml")


def shown(problem, source):
    return render(problem, source).split("\n")


def a_problem(line, column, message='unknown key "promt" in [[step]]'):
    return Problem(
        "x.mmtui.toml", line, column, "step[0].promt", Code.UNKNOWN_KEY, message, 'did you mean "prompt"?'
    )


def test_a_problem_is_shown_as_a_compiler_does():
    assert shown(a_problem(31, 1), "\n" * 30 + 'promt = "Which?"\n') == [
        'error[S004]: unknown key "promt" in [[step]]',
        "  --> x.mmtui.toml:31:1",
        "   |",
        '31 | promt = "Which?"',
        "   | ^^^^^",
        '   = help: did you mean "prompt"?',
    ]


@pytest.mark.parametrize(
    ("line", "column", "mark"),
    [
        ('a = "b c" # d', 5, "^^^^^"),
        ("a = 'b c'", 5, "^^^^^"),
        ("[[step]]", 1, "^^^^^^^^"),
        ("a = [1, 2]", 5, "^^^^^^"),
        ("a = 6.1", 5, "^^^"),
        ('a = """', 5, "^^^"),
        ("a = { b = 1 }", 5, "^"),
        ('a = "x\\u202ey"', 7, "^^^^^^^"),
        ("a", 2, "^"),
    ],
)
def test_the_mark_is_as_long_as_what_is_wrong(line, column, mark):
    assert shown(a_problem(1, column), line)[4] == f"  | {' ' * (column - 1)}{mark}"


def test_the_mark_stands_right_below_tabs_and_wide_characters():
    assert shown(a_problem(1, 8), "\t=é\u0301字'x")[3:5] == ["1 |     =é\u0301字'x", "  |           ^"]


def test_of_a_long_line_the_part_around_the_problem_is_shown():
    text, mark = shown(a_problem(1, 1001), "x" * 999 + " promt " + "x" * 999)[3:5]
    assert len(text) < 110
    assert text[mark.index("^") :].startswith("promt")
    assert text.endswith("…")


def test_nothing_that_is_shown_moves_the_cursor():
    text = render(a_problem(1, 1, message="\x1b[2J"), "\x1b[2J\u202e")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "␛[2J" in text


def test_a_problem_of_the_whole_file_has_no_line():
    problem = Problem("x.toml", 0, 0, "", Code.FILE_NAME, "the name", "rename it")
    assert shown(problem, "a = 1") == ["error[S011]: the name", " --> x.toml", "  = help: rename it"]


def test_a_place_behind_the_last_line_is_shown_as_well_as_it_can_be():
    assert shown(a_problem(3, 1), "a\nb")[1:3] == [
        " --> x.mmtui.toml:3:1",
        '  = help: did you mean "prompt"?',
    ]


def test_all_problems_are_shown_and_counted(write, sample):
    path = write(sample.replace("difficulty = 2", "difficulty = 9").replace("minutes    = 5", "minutes = 0"))
    with pytest.raises(ScenarioInvalid) as caught:
        load(path)
    text = render_all(caught.value)
    assert text.count("error[S007]: ") == 2
    assert "6 | difficulty = 9\n  |              ^\n" in text
    assert text.endswith("\n\n2 problems")


def test_a_problem_is_an_object_in_json():
    assert json.loads(json.dumps(as_json(a_problem(31, 1)))) == {
        "file": "x.mmtui.toml",
        "line": 31,
        "column": 1,
        "key": "step[0].promt",
        "code": "S004",
        "message": 'unknown key "promt" in [[step]]',
        "help": 'did you mean "prompt"?',
    }


def test_a_problem_names_its_key_as_one_would_write_it(problems, sample):
    keys = [
        one.key for one in problems(sample.replace("answer = 0", "answer = 1").replace('folio = "L0" }', "}"))
    ]
    assert keys == ["step[0].ask.folio", "step[0].wrong[0].answer"]
