"""The recount finds nothing in a good recording, and every counter that is changed in it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from tools.recorder.__main__ import main
from tools.recorder.check import check_trace
from tools.recorder.traces import Step, Trace, read_records, read_trace

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
TRACES = sorted(RECORDED.glob("6.12/*.gz"))
FORK = RECORDED / "6.12" / "03-doublemap-two-pmd-mappers.jsonl.gz"
DOUBLE_MAP = RECORDED / "6.1" / "03-doublemap-two-pmd-mappers.jsonl.gz"
SMALL = RECORDED / "6.12" / "38-small-fork-cow.jsonl.gz"
assert len(TRACES) > 15, "the recordings are missing"


def trace_of(records):
    steps = []
    for record in records:
        if record["t"] == "step":
            steps.append(Step(record))
        elif steps:
            steps[-1].add(record)
    return Trace("made/here", records[0]["kernel"], tuple(steps))


def kinds(trace):
    return {finding.kind for _, finding in check_trace(trace).findings}


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.name.partition(".")[0])
def test_a_recording_of_6_12_agrees_with_its_recount(path):
    checked = check_trace(read_trace(path))
    assert checked.findings == []
    assert checked.steps > 3


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (FORK, "_large_mapcount"),
        (FORK, "_entire_mapcount"),
        (FORK, "_nr_pages_mapped"),
        (DOUBLE_MAP, "compound_mapcount"),
    ],
)
def test_a_corrupted_counter_of_a_large_folio_is_found(path, field):
    records = read_records(path)
    before = kinds(trace_of(records))
    next(record for record in records if record["t"] == "folio")[field] += 1
    assert kinds(trace_of(records)) - before == {field}


def test_a_corrupted_mapcount_of_a_subpage_is_found():
    records = read_records(FORK)
    folios = [record for record in records if record["t"] == "folio"]
    folios[-1]["sub"][-1][2] += 1
    assert kinds(trace_of(records)) == {"sub"}


def test_a_corrupted_double_map_is_found():
    records = read_records(DOUBLE_MAP)
    assert kinds(trace_of(records)) <= {"pagemap bit56 != (kpagecount==1)"}
    folio = next(record for record in records if record.get("double_map"))
    folio["double_map"] = 0
    assert {"double_map != (pmd and pte maps exist)", "sub61"} <= kinds(trace_of(records))


@pytest.mark.parametrize(("place", "kind"), [(2, "small _mapcount"), (0, "small label without record")])
def test_a_corrupted_record_of_small_folios_is_found(place, kind):
    records = read_records(SMALL)
    run = next(record for record in records if record["t"] == "small")["runs"][0]
    run[place] = {2: run[2] + 1, 0: "s900"}[place]
    assert kinds(trace_of(records)) == {kind}


def test_a_corrupted_kpagecount_is_found_twice():
    records = read_records(FORK)
    run = next(record for record in records if record["t"] == "map" and record["runs"])["runs"][0]
    run[7] += 1
    assert {"kpagecount", "pagemap bit56 != (kpagecount==1)"} <= kinds(trace_of(records))


BEGIN = {"t": "begin", "script": "made", "kernel": "6.16.1-amd64"}
VMA = {"t": "vma", "p": "A", "r": "r", "s": 0, "e": 512, "Rss": 2048, "Pss": 1024}
FOLIO = {
    **{
        "t": "folio",
        "f": "L0",
        "order": 9,
        "mapping": "anon:M0",
        "_entire_mapcount": 1,
        "_large_mapcount": 1,
    },
    **{
        "_nr_pages_mapped": 0x800000,
        "_mm_id": [7, 8 | 1 << 31],
        "_mm_id_mapcount": [0, 0],
        "mm_owner": ["A", "B"],
    },
    "sub": [[0, 512, -1, ""]],
}


def shared_huge_page():
    """Two processes map one huge page: everything a step of a full recording holds."""
    run = [0, 512, "L0", 0, "pmd", "", "", 2, "anon,thp"]
    state = [{"t": "map", "p": name, "r": "r", "runs": [list(run)]} for name in "AB"]
    vma = VMA | {"Private_Clean": 0, "Private_Dirty": 0}
    processes = [{"t": "proc", "p": "A", "mm_id": 7}, {"t": "proc", "p": "B", "mm_id": 8}]
    steps = [{"t": "step", "n": n, "op": op, "rc": 0} for n, op in enumerate(["A fork B", "A read r"])]
    records = [BEGIN]
    for step in steps:
        records += [step, *state, FOLIO, vma, *processes, {"t": "sys", "d": {}}]
    return copy.deepcopy(records)


def test_a_full_step_agrees_with_its_recount():
    assert kinds(trace_of(shared_huge_page())) == set()


@pytest.mark.parametrize(
    ("record", "change", "kind"),
    [
        ("vma", {"Rss": 2044}, "Rss"),
        ("vma", {"Pss": 1030}, "Pss"),
        ("vma", {"Private_Dirty": 4}, "Private"),
        ("sys", {"d": {"AnonPages": 4}}, "AnonPages delta"),
        ("sys", {"d": {"AnonHugePages": 2048}}, "AnonHugePages delta"),
        ("sys", {"d": {"Mapped": 4}}, "Mapped delta"),
        ("sys", {"d": {"ShmemPmdMapped": 2048}}, "ShmemPmdMapped delta"),
        ("folio", {"_mm_id_mapcount": [1, 0]}, "_mm_id_mapcount"),
        ("folio", {"_mm_id": [7, 8]}, "mm shared flag vs #mms"),
        ("folio", {"_mm_id": [7, 1 << 31]}, "mm without slot"),
        ("map", {"bad": 1}, "pagemap/pt disagree"),
    ],
)
def test_a_corrupted_field_of_a_full_step_is_found(record, change, kind):
    records = shared_huge_page()
    [found for found in records if found["t"] == record][-1].update(change)
    assert kinds(trace_of(records)) == {kind}


def test_pages_count_as_a_whole_folio_without_page_mapcounts():
    records = shared_huge_page()
    records[0]["kernel"] += "-nopmc"
    for record in records:
        if record["t"] == "folio":
            record["_nr_pages_mapped"] = 0xDEAD0000  # never initialised there
            record["sub"] = [[0, 512, -1, ""]]
    assert kinds(trace_of(records)) == set()


def test_the_command_says_where_a_recording_is_wrong(tmp_path, capsys):
    records = shared_huge_page()
    path = tmp_path / "6.16" / "made.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert main(["check", str(path)]) == 0
    assert "traces: 1, steps with a state: 2; differences: none" in capsys.readouterr().out
    records[-5]["_large_mapcount"] += 1
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert main(["check", str(path)]) == 1
    assert "6.16/made step 1 (A read r): _large_mapcount: L0 raw 2 want 1" in capsys.readouterr().out
