"""A file becomes a Scenario, or a list of everything that is wrong with it; never anything else."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mmtui.errors import MmtuiError
from mmtui.kernel.profile import Rules
from mmtui.scenario import (
    MISCONCEPTIONS,
    FindAsk,
    Machine,
    PredictAsk,
    Reject,
    ScenarioInvalid,
    Solution,
    Use,
    Wrong,
    answered,
    load,
    peek,
)
from mmtui.scenario.diagnostics import render_all
from mmtui.scenario.json_schema import json_schema

ASK = '{ counter = "PG_double_map", folio = "L0" }'
FIND = '{ event = "last-unmap", folio = "L0", page = 3 }'


@pytest.fixture
def scenario(write, sample):
    return load(write(sample))


@pytest.fixture
def asked(write, sample):
    """The question of the first step, if it is written so."""

    def asked(ask):
        return load(write(sample.replace(ASK, ask))).steps[0].ask

    return asked


def test_the_head_of_a_scenario_is_read(scenario):
    assert scenario.id == "last-unmap-doublemap"
    assert scenario.title == "Detect the last unmap"
    assert (scenario.format, scenario.chapter, scenario.difficulty, scenario.minutes) == (1, 3, 2, 5)
    assert scenario.requires == ()


def test_the_brief_has_no_blank_lines_around_it(scenario):
    assert scenario.brief.startswith("A touched a huge page")
    assert scenario.brief.endswith("for the last time.")


def test_the_machine_is_read(scenario):
    assert scenario.machine == Machine(scheme="double-map", kernel="6.1", pages_per_pmd=8)


def test_a_pmd_maps_512_pages_unless_said_otherwise(write, sample):
    assert load(write(sample.replace("pages_per_pmd = 8\n", ""))).machine.pages_per_pmd == 512


def test_a_fault_maps_what_the_kernel_maps_unless_the_machine_says_the_folio(write, sample):
    assert load(write(sample)).machine.rules.fault_around == "kernel"
    text = sample.replace('kernel        = "6.1"', 'kernel = "6.1"\nfault_around = "folio"')
    assert load(write(text)).machine.rules.fault_around == "folio"


def test_a_write_reuses_as_the_kernel_does_unless_the_machine_says_the_mapcount(write, sample):
    assert load(write(sample)).machine.rules.reuse == "kernel"
    text = sample.replace('kernel        = "6.1"', 'kernel = "6.1"\nreuse = "mapcount"')
    assert load(write(text)).machine.rules == Rules(reuse="mapcount")


def test_the_schemes_a_player_may_switch_to_are_read(write, sample):
    text = sample.replace('kernel        = "6.1"', 'kernel = "6.1"\nschemes = ["double-map", "per-page"]')
    assert load(write(text)).machine.schemes == ("double-map", "per-page")


def test_use_names_the_plugin_and_the_other_keys_are_its_parameters(write, sample):
    text = sample.replace(
        "[[step]]", '[setup]\nuse = "fork-exit"\ncopy = 2\nvalue = [1, { a = 6.1 }]\n\n[[step]]', 1
    )
    assert load(write(text)).setup == Use("fork-exit", {"copy": 2, "value": [1, {"a": 6.1}]})


def test_a_scenario_may_do_without_a_setup(scenario):
    assert scenario.setup is None
    assert scenario.workload.name == "script"
    assert scenario.workload.params["ops"].startswith("proc A\n")


def test_a_predict_step_is_asked_before_an_operation(scenario):
    step = scenario.steps[0]
    assert (step.kind, step.at) == ("predict", 5)
    assert step.ask == PredictAsk("counter", "PG_double_map", folio="L0")
    assert step.wrong == (Wrong(0, "takes-pmd-split-for-folio-split"),)
    assert step.hints == ("Who else maps the folio with a PMD?", "The flag stands for somebody's PMD.")


def test_a_find_step_is_asked_of_the_whole_run(scenario):
    step = scenario.steps[1]
    assert (step.kind, step.at, step.wrong) == ("find", None, ())
    assert step.ask == FindAsk("last-unmap", "L0", page=3)


def test_the_solution_and_what_it_rejects_are_read(scenario):
    assert scenario.solution == Solution(
        (1, "A munmap r 3 4"),
        (Reject(0, "A munmap r 3 4"), Reject(1, "B munmap r 3 4"), Reject(1, "A exit")),
    )


def test_a_scenario_knows_its_path_and_its_text(write, sample):
    path = write(sample)
    assert (load(path).path, load(str(path)).source) == (path, sample)


def test_a_scenario_does_not_change(scenario):
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.title = "another"


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        (
            '{ counter = "_mapcount", folio = "L0", page = 3, as = "logical" }',
            PredictAsk("counter", "_mapcount", folio="L0", page=3, reading="logical"),
        ),
        (
            '{ truth = "mapped-by", folio = "L0", page = 0 }',
            PredictAsk("truth", "mapped-by", folio="L0", page=0),
        ),
        ('{ truth = "entries", folio = "L0" }', PredictAsk("truth", "entries", folio="L0")),
        ('{ truth = "mapped-pages", folio = "L0" }', PredictAsk("truth", "mapped-pages", folio="L0")),
        ('{ truth = "mms", folio = "L0" }', PredictAsk("truth", "mms", folio="L0")),
        ('{ truth = "vmas", folio = "L0" }', PredictAsk("truth", "vmas", folio="L0")),
        ('{ truth = "partly-mapped", folio = "L0" }', PredictAsk("truth", "partly-mapped", folio="L0")),
        (
            '{ truth = "present", process = "A", region = "r" }',
            PredictAsk("truth", "present", process="A", region="r"),
        ),
        (
            '{ truth = "vma-count", process = "A", region = "r" }',
            PredictAsk("truth", "vma-count", process="A", region="r"),
        ),
        (
            '{ says = "page-mapcount", folio = "L0", page = 3 }',
            PredictAsk("says", "page-mapcount", folio="L0", page=3),
        ),
        ('{ says = "folio-mapcount", folio = "L0" }', PredictAsk("says", "folio-mapcount", folio="L0")),
        ('{ says = "mapped", folio = "L0" }', PredictAsk("says", "mapped", folio="L0")),
        ('{ says = "shared", folio = "L0" }', PredictAsk("says", "shared", folio="L0")),
        ('{ says = "partly-mapped", folio = "L0" }', PredictAsk("says", "partly-mapped", folio="L0")),
        ('{ says = "mapped-pages", folio = "L0" }', PredictAsk("says", "mapped-pages", folio="L0")),
        ('{ cost = "atomics" }', PredictAsk("cost", "atomics")),
        ('{ cost = "reads" }', PredictAsk("cost", "reads")),
        (
            '{ prints = "Pss", process = "A", region = "r" }',
            PredictAsk("prints", "Pss", process="A", region="r"),
        ),
    ],
)
def test_everything_can_be_asked_that_there_is_to_ask(asked, ask, meant):
    assert asked(ask) == meant


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        ('{ event = "first-map", folio = "L0" }', FindAsk("first-map", "L0")),
        ('{ event = "last-unmap", folio = "L0", page = 7 }', FindAsk("last-unmap", "L0", 7)),
        ('{ event = "partly-mapped", folio = "L0" }', FindAsk("partly-mapped", "L0")),
        ('{ event = "pmd-split", folio = "L0" }', FindAsk("pmd-split", "L0")),
        ('{ event = "gone", folio = "s0" }', FindAsk("gone", "s0")),
        ('{ event = "disagree", folio = "L0" }', FindAsk("disagree", "L0")),
        (
            '{ event = "disagree", folio = "L0", page = 2, question = "page-mapcount" }',
            FindAsk("disagree", "L0", 2, "page-mapcount"),
        ),
    ],
)
def test_every_event_can_be_looked_for(write, sample, ask, meant):
    assert load(write(sample.replace(FIND, ask))).steps[1].ask == meant


def test_line_ends_of_another_system_are_no_difference(write, sample):
    there = load(write(sample.replace("\n", "\r\n").encode()))
    assert there.brief == load(write(sample)).brief


def test_a_byte_order_mark_is_no_difference(write, sample):
    assert load(write(b"\xef\xbb\xbf" + sample.encode())).title == "Detect the last unmap"


def test_every_mistake_is_reported_at_once_and_in_the_order_of_the_file(said):
    assert said(
        'id         = "last-unmap-doublemap"',
        'id         = "Last Unmap"',
        "difficulty = 2",
        "difficulty = 9",
        "pages_per_pmd = 8",
        "pages_per_pmd = 64",
        "prompt = \"B's",
        "promt  = \"B's",
        'event = "last-unmap"',
        'event = "last-unmp"',
        "[debrief]\ntext",
        "[debrief]\ntxt ",
        '[1, "A exit"]',
        '[7, "A exit"]',
    ) == [
        '3:14 S007 "id" may only have a-z, 0-9 and -; what it is called on the command line',
        '6:14 S007 "difficulty" must be at most 5, not 9; from 1 (easy) to 5 (hard)',
        '16:17 S007 "pages_per_pmd" cannot be 64; it can be 4, 8, 16 or 512',
        '38:1 S004 unknown key "promt" in [[step]]; did you mean "prompt"?',
        '44:20 S007 "event" cannot be "last-unmp"; did you mean "last-unmap"?',
        '49:1 S004 unknown key "txt" in [debrief]; did you mean "text"?',
        "53:58 S010 there is no step 7; steps are counted from 0, and the last is 1",
    ]


def test_the_error_is_ours_and_ends_a_command_with_3(write):
    with pytest.raises(MmtuiError) as caught:
        load(write("format = 1\n"))
    assert caught.value.exit_code == 3


def test_the_error_says_the_first_problem_and_how_many_more_there_are(write, sample):
    path = write(sample.replace("difficulty = 2", "difficulty = 0").replace("minutes    = 5", "minutes = 0"))
    with pytest.raises(ScenarioInvalid) as caught:
        load(path)
    assert str(caught.value) == (
        f'{path}:6:14: "difficulty" must be at least 1, not 0; from 1 (easy) to 5 (hard) (and 1 more)'
    )


@pytest.mark.parametrize("name", MISCONCEPTIONS)
def test_every_misconception_is_answered_by_one_sentence(name):
    assert answered(name).endswith(".")
    assert answered(name).count(".") == 1
    assert len(answered(name)) < 180


@settings(deadline=None)
@example(b"#\x00")  # refused by the parser, and there is no token in it
@given(st.binary(max_size=200) | st.text(alphabet="[]{}=\"'\\#,.\nab1 ", max_size=80).map(str.encode))
def test_no_bytes_are_a_surprise(raw):
    assert_tame(raw)


@settings(deadline=None)
@given(st.data())
def test_no_change_of_a_good_file_is_a_surprise(sample, data):
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(start + 40, len(sample))))
    middle = data.draw(st.text(max_size=5) | st.sampled_from(sample.split()))
    assert_tame((sample[:start] + middle + sample[end:]).encode(errors="replace"))


def assert_tame(raw):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.mmtui.toml")
        path.write_bytes(raw)
        assert "\n" not in peek(path).problem
        if invalid := refused(path):
            assert "\x1b" not in render_all(invalid)


def refused(path):
    """Why the file is no scenario; None if it is one."""
    try:
        load(path)
    except ScenarioInvalid as invalid:
        return invalid
    return None


def imported(code):
    """The modules that are imported after the code has run in a Python of its own."""
    root = Path(__file__).parents[2]
    code = f"{code}\nimport sys\nprint(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    ).stdout.split()


def test_nobody_pays_for_pydantic_who_only_lists_scenarios(write, sample):
    modules = imported(f"import mmtui.scenario as s\nassert s.peek({str(write(sample))!r}).chapter == 3")
    assert "mmtui.scenario.loading" in modules
    assert not {"pydantic", "difflib"} & set(modules)


def test_editors_are_told_about_every_key_and_that_there_are_no_others():
    schema = json_schema()
    tables = {"ScenarioTable": schema, **schema["$defs"]}
    open_tables = [name for name, table in tables.items() if table["additionalProperties"]]
    assert open_tables == ["UseTable"]
    assert set(schema["properties"]["step"]["items"]) == {"oneOf"}
    assert "as" in schema["$defs"]["Counter"]["properties"]


def test_a_peek_shows_the_head_of_a_scenario(write, sample):
    head = peek(write(sample))
    assert (head.id, head.title, head.chapter) == ("last-unmap-doublemap", "Detect the last unmap", 3)
    assert (head.difficulty, head.minutes, head.kinds, head.problem) == (2, 5, ("predict", "find"), "")
    assert head.teaches.startswith("With two counters")


def test_a_peek_at_a_file_that_breaks_off_shows_what_stands_above(write, sample):
    head = peek(write(sample.replace("at     = 5", "at     = five")))
    assert (head.title, head.chapter) == ("Detect the last unmap", 3)
    assert head.problem == 'line 36: invalid value; a number, a list in [], or a text in "..."'


def test_a_peek_at_no_scenario_shows_the_name_of_the_file(write):
    head = peek(write("]", "my-own.mmtui.toml"))
    assert (head.id, head.title, head.chapter) == ("my-own", "my-own.mmtui.toml", None)


def test_a_peek_at_a_file_that_is_not_there_says_so(tmp_path):
    head = peek(tmp_path / "none.mmtui.toml")
    assert head.problem == "there is no such file; `mmtui list` shows the scenarios"


def test_a_peek_at_a_newer_file_says_what_to_do(write, sample):
    head = peek(write(sample.replace("format     = 1", "format     = 2")))
    assert head.problem == "format 2 is newer than this mmtui, which reads 1; update mmtui"


@pytest.mark.parametrize("change", [("chapter    = 3\n", ""), ("chapter    = 3", 'chapter = "3"')])
def test_a_peek_names_what_it_could_not_read(write, sample, change):
    assert peek(write(sample.replace(*change))).problem == '"chapter" is missing or wrong'


def test_a_peek_shows_nothing_that_moves_the_cursor(write, sample):
    head = peek(write(sample.replace("Detect the", "Detect\\n\\u001b[2J\\u202ethe")))
    assert head.title == "Detect ␛[2J\N{REPLACEMENT CHARACTER}the last unmap"
