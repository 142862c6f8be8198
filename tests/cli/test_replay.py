"""``mmtui replay``: what is said of recordings that agree, differ, or cannot be followed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

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
    assert "1 traces: 1 agrees; " in ended.err


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


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("{}\n", "", "this is no trace"),
        ("{\n", ":1", "this is no JSON"),
        ("[]\n", ":1", "a record is an object"),
        ('{"t":"step","n":"x","op":"proc A"}\n', ":1", 'a step record has "n" and "op"'),
        ('{"t":"step","n":0,"op":"proc A"}\n{"t":"map","p":"A"}\n', ":2", 'has "r" as str'),
        (
            '{"t":"step","n":0,"op":"proc A"}\n{"t":"step","n":2,"op":"proc B"}\n',
            ":2",
            "step 1 is missing",
        ),
        (
            '{"t":"step","n":0,"op":"proc A"}\n{"t":"folio","f":"L0","order":2,"sub":[[0,3,0],[2,2,1]]}\n',
            ":2",
            "page 2 is said twice",
        ),
        (
            '{"t":"step","n":0,"op":"proc A"}\n{"t":"map","p":"A","r":"r","runs":[[1]]}\n',
            ":2",
            "not a run of a map",
        ),
        (
            '{"t":"step","n":0,"op":"proc A"}\n{"t":"small","runs":[["s",1,0,1]]}\n',
            ":2",
            "not a run of a small",
        ),
        (
            '{"t":"step","n":0,"op":"proc A"}\n{"t":"folio","f":"L0","order":9,"sub":[3]}\n',
            ":2",
            "not a run of a folio",
        ),
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
            if record["t"] in ("begin", "kernel"):
                record["kernel"] = record["release"] = "2.6.32"

    ended = mmtui_("replay", changed(other))
    assert ended.code == 2
    assert "2.6.32" in ended.err
    assert "6.1" in ended.err
