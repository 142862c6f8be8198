"""What a boot says is split into traces; two recordings are compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.recorder import show
from tools.recorder.__main__ import main
from tools.recorder.compare import differences, first_divergence
from tools.recorder.errors import RecorderError
from tools.recorder.traces import read_records, split, write_traces

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
FORK = RECORDED / "6.12" / "03-doublemap-two-pmd-mappers.jsonl.gz"
KERNEL = '{"t":"kernel","release":"6.12.1"}'
BOOT = [
    KERNEL,
    '{"t":"warn","msg":"before any script"}',
    '{"t":"begin","script":"a"}',
    '{"t":"step","n":0}',
    '{"t":"end","script":"a"}',
    '{"t":"begin","script":"b"}',
    '{"t":"end","script":"b"}',
    '{"t":"bye"}',
]


def test_each_script_becomes_a_trace_that_begins_with_the_kernel():
    assert split(BOOT) == {"a": [KERNEL, *BOOT[2:5]], "b": [KERNEL, *BOOT[5:7]]}


def test_traces_are_written_by_release_and_script(tmp_path):
    paths = write_traces(split(BOOT), tmp_path)
    assert paths == [tmp_path / "6.12.1" / "a.jsonl", tmp_path / "6.12.1" / "b.jsonl"]
    assert paths[0].read_text().splitlines() == [KERNEL, *BOOT[2:5]]


def test_a_broken_line_is_told_by_its_number():
    with pytest.raises(RecorderError, match="line 4 of the records is no record"):
        split([*BOOT[:3], '{"t":"st'])


def test_a_script_without_an_end_is_told():
    with pytest.raises(RecorderError, match="the records of a have no end"):
        split(BOOT[:4])


def write(path, records):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def changed(tmp_path, change):
    """A recording, and the same with all its records changed."""
    records = read_records(FORK)
    left = write(tmp_path / "left" / "03.jsonl", records)
    return left, write(tmp_path / "right" / "03.jsonl", [change(dict(record)) for record in records])


def test_page_frames_and_the_workers_own_memory_are_not_compared(tmp_path):
    def another_machine(record):
        if "pfn" in record:
            record["pfn"] += 512
        return record

    left, right = changed(tmp_path, another_machine)
    with right.open("a") as file:
        file.write('{"t":"proc","p":"A","RssAnon":12}\n')
    assert differences(left, right) == []
    assert main(["compare", str(left.parent), str(right.parent)]) == 0


@pytest.mark.parametrize(
    ("op", "same"), [("A fork B", True), ("A exit", True), ("proc C", True), ("A read r", False)]
)
def test_own_pages_are_left_out_where_processes_come_and_go(tmp_path, op, same):
    start = [{"t": "kernel"}, {"t": "step", "op": "A write r"}, {"t": "step", "op": op}]
    left = write(tmp_path / "a.jsonl", [*start, {"t": "sys", "d": {"AnonPages": 316, "nr_anon_pages": 79}}])
    right = write(tmp_path / "b.jsonl", [*start, {"t": "sys", "d": {"AnonPages": 240, "nr_anon_pages": 60}}])
    assert (differences(left, right) == []) is same


def test_every_other_record_is_compared(tmp_path, capsys):
    def more_references(record):
        if record["t"] == "folio":
            record["ref"] += 1
        return record

    left, right = changed(tmp_path, more_references)
    folios = [record for record in read_records(FORK) if record["t"] == "folio"]
    assert len(differences(left, right)) == len(folios)
    assert main(["compare", str(left.parent), str(right.parent)]) == 1
    assert "03 (A write r)" in capsys.readouterr().out


def test_a_record_too_many_is_a_difference(tmp_path):
    left, right = changed(tmp_path, lambda record: record)
    with right.open("a") as file:
        file.write('{"t":"gone","f":"L7"}\n')
    assert [difference.left for difference in differences(left, right)] == ["nothing"]


def test_two_kernels_part_at_the_first_step_in_which_a_user_could_see_it(tmp_path):
    def split_early(record):
        if record["t"] == "map" and record["p"] == "B":
            record["runs"] = [[*run[:4], "pte", *run[5:]] for run in record["runs"]]
        return record

    left, right = changed(tmp_path, split_early)
    (parted,) = first_divergence(left, right)
    assert parted == (
        "A fork B",
        "B.r [[0, 512, 'pmd', 2, 9]]",
        "B.r [[0, 512, 'pte', 2, 9]]",
    )


def test_counters_that_only_one_kernel_has_are_nothing_a_user_could_see(tmp_path):
    script = "03-doublemap-two-pmd-mappers.jsonl.gz"
    assert list(first_divergence(RECORDED / "6.1" / script, RECORDED / "6.12" / script)) == []
    assert differences(RECORDED / "6.1" / script, RECORDED / "6.12" / script) != []


def test_another_result_of_an_operation_can_be_seen():
    script = "36-mthp-mixed.jsonl.gz"
    parted = list(first_divergence(RECORDED / "6.1" / script, RECORDED / "6.12" / script))
    assert ("set mthp:16 always", "rc -1 ENOENT", "rc 0") in parted


def test_folders_without_a_common_script_are_wrong_usage(tmp_path, capsys):
    left = write(tmp_path / "l" / "a.jsonl", [])
    right = write(tmp_path / "r" / "b.jsonl", [])
    assert main(["compare", str(left.parent), str(right.parent)]) == 2
    assert "no script in common" in capsys.readouterr().err


def test_a_trace_is_shown_with_each_step_and_its_counters():
    text = list(show.lines(read_records(FORK)))
    at = text.index("\n[2] A write r")
    assert text[at + 1].startswith("   A.r  0+512=L0@0:pmd,wd!x/c1")
    assert " | ent=0 large=0 npm=0x800000 " in text[at + 2]
