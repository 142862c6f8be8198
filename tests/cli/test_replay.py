"""``mmtui replay``: what is said of recordings that agree, differ, or cannot be followed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from mmtui.cli import output, replay
from mmtui.recording.fields import NOT_COMPARED

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
TRACE = RECORDED / "6.1" / "03-doublemap-two-pmd-mappers.jsonl.gz"


@pytest.fixture
def changed(tmp_path):
    """A copy of a recording, its records changed."""

    def changed(change) -> Path:
        records = [json.loads(line) for line in gzip.decompress(TRACE.read_bytes()).decode().splitlines()]
        change(records)
        path = tmp_path / "changed.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    return changed


def count_of_a_page(records) -> None:
    run = next(record for record in records if record["t"] == "map" and record["runs"])["runs"][0]
    run[7] += 1


def another_op(records) -> None:
    next(record for record in records if record.get("n") == 3)["op"] = "A fly r 0 1"


def test_a_recording_that_agrees(mmtui_):
    ended = mmtui_("replay", TRACE)
    assert ended.code == 0
    assert "03-doublemap-two-pmd-mappers: agrees, " in ended.out
    assert "1 trace: 1 agrees; " in ended.err


def test_a_difference_has_its_step_both_sides_and_the_page_tables_around(mmtui_, changed):
    ended = mmtui_("replay", changed(count_of_a_page))
    assert ended.code == 1
    assert "differs at step 2, A write r" in ended.out
    assert "kpagecount: recorded 2, ours 1" in ended.out
    assert "page table of A r, recorded and ours:" in ended.out
    assert "!     0  L0[0] pmd wd x count 2" in ended.out


def test_an_operation_that_is_not_modelled_is_no_agreement(mmtui_, changed):
    ended = mmtui_("replay", changed(another_op))
    assert ended.code == 5
    assert "not modelled at step 3, A fly r 0 1" in ended.out


def test_json_has_the_outcome_and_the_differences(mmtui_, changed):
    (line,) = mmtui_("replay", changed(count_of_a_page), "--json").lines
    found = json.loads(line)
    assert (found["schema"], found["outcome"], found["n"], found["op"]) == (1, "differs", 2, "A write r")
    assert found["differences"][0]["field"] == "kpagecount"
    assert found["differences"][0]["where"] == ["A", "r", 0]
    assert (found["differences"][0]["recorded"], found["differences"][0]["ours"]) == (2, 1)


def test_a_folder_is_all_traces_in_it(mmtui_, tmp_path):
    (tmp_path / "6.1").mkdir()
    (tmp_path / "6.1" / TRACE.name).write_bytes(TRACE.read_bytes())
    assert mmtui_("replay", tmp_path).code == 0
    (tmp_path / "none").mkdir()
    ended = mmtui_("replay", tmp_path / "none")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no *.jsonl" in ended.err


STEP = '{"t":"step","n":0,"op":"proc A","rc":0}\n'
FOLIO = '{"t":"folio","f":"L0","order":2,"ref":1,"flags":"","mapping":null,"index":0'


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("", "", "this is no trace"),
        ("{}\n", ":1", "there is no record of type None"),
        ('{"t":"stop"}\n', ":1", "there is no record of type 'stop'"),
        ("{\n", ":1", "this is no JSON"),
        ("proc A\n", ":1", "`mmtui run` reads a script"),
        ("[]\n", ":1", "a record is an object"),
        ('{"t":"begin"}\n{"t":"begin"}\n', ":2", "a second script begins"),
        ('{"t":"step","n":"x","op":"proc A"}\n', ":1", 'a step record has "n" as int'),
        (STEP + '{"t":"map","p":"A"}\n', ":2", 'has "r" as str'),
        (STEP + STEP.replace("0", "2"), ":2", "step 1 is missing"),
        (STEP + f'{FOLIO},"sub":[[0,3,0,""],[2,2,1,""]]}}\n', ":2", "page 2 is said twice"),
        (STEP + f'{FOLIO},"sub":[3]}}\n', ":2", "not a run of a folio"),
        (STEP + f'{FOLIO},"sub":[],"kind":"anon"}}\n', ":2", 'whether "kind" of a folio record is compared'),
        (STEP + f'{FOLIO},"sub":[],"_mm_id":[1]}}\n', ":2", '"_mm_id" as two int'),
        (STEP + 2 * f'{FOLIO},"sub":[]}}\n', ":3", "what this folio record says is said twice"),
        (STEP + '{"t":"map","p":"A","r":"r","runs":[[1]]}\n', ":2", "not a run of a map"),
        (STEP + '{"t":"small","runs":[["s",1,0,1,"","",null]]}\n', ":2", "not a run of a small"),
        (STEP + '{"t":"gone","f":"s0"}\n', ":2", 'has "n", at least 1'),
        (STEP + '{"t":"gone","f":"s0","n":2}\n{"t":"gone","f":"s1","n":1}\n', ":3", "is said twice"),
        (STEP + '{"t":"gone","f":"x"}\n', ":2", "is not the label of a folio"),
    ],
)
def test_what_is_no_trace_is_said_with_its_line(mmtui_, tmp_path, text, place, problem):
    path = tmp_path / "6.1.jsonl"
    path.write_text(text)
    ended = mmtui_("replay", path)
    assert ended.code == 3
    assert f"{path}{place}: " in ended.err
    assert problem in ended.err


def test_a_kernel_that_is_not_modelled_names_the_known_ones(mmtui_, changed):
    def other(records):
        for record in records:
            if record["t"] == "begin":
                record["kernel"] = "2.6.32"

    ended = mmtui_("replay", changed(other))
    assert ended.code == 2
    assert "2.6.32" in ended.err
    assert "6.1" in ended.err


def test_a_file_that_is_no_trace_does_not_end_the_others(mmtui_, tmp_path):
    (tmp_path / "a.jsonl").write_text("{\n")
    (tmp_path / "b.jsonl.gz").write_bytes(TRACE.read_bytes())
    ended = mmtui_("replay", tmp_path)
    assert ended.code == 3
    assert ": agrees, 10 steps" in ended.out
    assert f"{tmp_path / 'a.jsonl'}:1: this is no JSON" in ended.err
    assert "2 traces: 1 agrees, 1 refused; 10 steps agree" in ended.err


def test_a_file_that_is_no_trace_is_worse_than_one_that_differs(mmtui_, changed, tmp_path):
    changed(count_of_a_page)
    (tmp_path / "a.jsonl").write_text("{\n")
    ended = mmtui_("replay", tmp_path)
    assert (ended.code, "1 refused, " in ended.err) == (3, False)
    assert "2 traces: 1 differs, 1 refused; " in ended.err


def test_the_last_line_says_what_is_not_compared(mmtui_):
    last = mmtui_("replay", TRACE).err.splitlines()[-1]
    assert last.startswith("not compared (mmtui replay --help says why): all of kernel, ")
    assert all(field in last for kind, field in NOT_COMPARED if field != "*")


def test_the_help_says_why_it_is_not_compared(mmtui_):
    text = " ".join(mmtui_("replay", "--help").out.split())
    assert all(" ".join(reason.split()) in text for reason in NOT_COMPARED.values())


def test_which_trace_is_compared_is_said_only_on_a_terminal(mmtui_, monkeypatch):
    assert "comparing" not in mmtui_("replay", TRACE).err
    monkeypatch.setattr(output, "is_watched", lambda: True)
    assert f"comparing 1 of 1: {TRACE}" in mmtui_("replay", TRACE).err


def test_an_interrupt_leaves_the_totals(mmtui_, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(replay, "write_compared", interrupted)
    ended = mmtui_("replay", TRACE, TRACE)
    assert ended.code == 130
    assert "1 trace: 1 agrees; 10 steps agree" in ended.err
