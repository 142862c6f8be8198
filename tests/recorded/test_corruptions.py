"""Every field of every record is compared, or it is in the list of what is not, with its reason.

Each field of a recording is changed, left out and said twice, one at a time.  What is not in ``NOT_COMPARED``
must be refused or differ, and what is there must make no difference.
"""

from __future__ import annotations

import functools

import pytest

from mmtui.errors import ScriptError, UsageError
from mmtui.kernel.profile import profile_of
from mmtui.live.versus import seen
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.recording.compare import Outcome
from mmtui.recording.fields import COMPARED, NOT_COMPARED
from mmtui.report.records import records

from .conftest import compared, lines_of, written
from .corrupting import Corruption, corruptions

RECORDINGS = (
    *(("6.18", "60-"), ("6.12", "38-"), ("6.18", "56-"), ("6.16", "34-"), ("6.1", "57-"), ("6.18", "03-")),
    *(("6.1", "03-"), ("7.3-nopmc", "03-"), ("6.18", "66-"), ("6.1", "66-"), ("6.18", "13-")),
    *(("6.18", "19-"), ("6.12", "15-"), ("6.12", "28-"), ("6.12", "33-")),
)
"""Together they have every field that any recording of a modelled script has."""
INPUT = {("begin", "kernel"), ("step", "op")}
"""What both sides go by: with another one it is another comparison."""


def is_reported(lines: list[dict], corruption: Corruption, folder, catalog) -> bool:
    changed = [*lines[: corruption.at], *corruption.records, *lines[corruption.at + 1 :]]
    try:
        return compared(written(changed, folder), catalog).outcome is Outcome.DIFFERS
    except (ScriptError, UsageError):
        return True


def is_left_out(corruption: Corruption) -> bool:
    return not NOT_COMPARED.keys().isdisjoint(((corruption.kind, corruption.field), (corruption.kind, "*")))


@functools.cache
def planned() -> dict[tuple[str, str], list[Corruption]]:
    """Each kind of corruption of each field once, in the first recording that has it."""
    seen, plan = set(), {}
    for key in RECORDINGS:
        mine = plan[key] = []
        for each in corruptions(lines_of(*key)):
            name = (each.kind, each.field, each.how)
            if name not in seen and (each.kind, each.field) not in INPUT:
                mine.append(each)
        seen |= {(each.kind, each.field, each.how) for each in mine}
    return plan


@pytest.mark.parametrize("key", RECORDINGS, ids="".join)
def test_each_corruption_of_a_field_is_reported_unless_the_field_is_in_the_list(key, catalog, tmp_path):
    lines = lines_of(*key)
    assert compared(written(lines, tmp_path), catalog).outcome is Outcome.AGREES
    silent, loud = [], []
    for each in planned()[key]:
        said, place = is_reported(lines, each, tmp_path, catalog), f"{each.at + 1}: {each.kind} {each.field}"
        if not said and not is_left_out(each):
            silent.append(f"{place}: {each.how}")
        if said and is_left_out(each) and each.how != "left out":  # a trace needs some of these fields
            loud.append(f"{place}: {each.how}")
    assert (silent, loud) == ([], [])


def test_every_field_in_the_lists_was_corrupted():
    tried = {(each.kind, each.field) for plan in planned().values() for each in plan} | INPUT
    listed = {(kind, field) for kind, fields in COMPARED.items() for field in fields} | NOT_COMPARED.keys()
    assert {(kind, field) for kind, field in listed - tried if field != "*"} == set()


def made_by_a_process(catalog) -> list[dict]:
    """What ``mmtui live run --json`` would print if the kernel did as the model does."""
    script = (
        "memfd m 4\nproc A\nA mmap r anon 512 thp=on\nA write r\nA mmap f memfd:m 4\nA read f\nA fork B\n"
    )
    script += "B munmap r 0 8\nA munmap f\nB munmap f\nA munmap r"
    profile = profile_of("6.18")
    moment = Moment.first(catalog.scheme(profile.scheme), profile)
    lines = [{"t": "begin", "schema": 1, "script": "made", "kernel": "6.18.1", "advised": False}]
    for op in parse_script(script):
        before, moment = moment, moment.after(op)
        lines += seen(records, moment, before)
    return lines


def test_what_a_process_recorded_is_compared_as_far_as_it_sees(catalog, tmp_path):
    lines = made_by_a_process(catalog)
    assert compared(written(lines, tmp_path), catalog).outcome is Outcome.AGREES
    at = max(n for n, line in enumerate(lines) if line["t"] == "folio")
    for change in ({"kind": "file"}, {"order": 8}, {"f": "L5"}):
        assert is_reported(
            lines, Corruption(at, "folio", "", "", ({**lines[at], **change},)), tmp_path, catalog
        )
    at = max(n for n, line in enumerate(lines) if line["t"] == "map" and line["runs"])
    for column, value in enumerate((0, 511, None, 1, "pmd", "n", "x", 9)):
        run = list(lines[at]["runs"][0])
        run[column] = value
        changed = {**lines[at], "runs": [run, *lines[at]["runs"][1:]]}
        assert run == lines[at]["runs"][0] or is_reported(
            lines, Corruption(at, "map", "", "", (changed,)), tmp_path, catalog
        )


def test_a_folio_of_a_file_that_nobody_maps_is_not_gone_for_certain(catalog, tmp_path):
    lines = made_by_a_process(catalog)
    after = next(n for n, line in enumerate(lines) if line.get("op") == "B munmap f") + 1
    label = next(run[2] for line in lines if line["t"] == "map" and line["r"] == "f" for run in line["runs"])
    for kind, outcome in (("file", Outcome.AGREES), ("anon", Outcome.DIFFERS)):
        gone = {"t": "gone", "f": label, "kind": kind}
        changed = [*lines[:after], gone, *lines[after:]]
        assert compared(written(changed, tmp_path), catalog).outcome is outcome


def with_a_dump(lines: list[dict]) -> list[dict]:
    """The recording with the state after its fourth step said once more, by ``dump``."""
    begin, end = (next(at for at, line in enumerate(lines) if line.get("n") == n) for n in (4, 5))
    state = [line for line in lines[begin + 1 : end] if line["t"] != "gone"]
    rest = [{**line, "n": line["n"] + 1} if line["t"] == "step" else line for line in lines[end:]]
    return [*lines[:end], {"t": "step", "n": 5, "op": "dump", "rc": 0}, *state, *rest]


def test_the_state_that_a_dump_shows_is_compared_too(catalog, tmp_path):
    lines = with_a_dump(lines_of("6.12", "38-"))
    assert compared(written(lines, tmp_path), catalog).outcome is Outcome.AGREES
    begin = next(at for at, line in enumerate(lines) if line.get("op") == "dump")
    at = next(at for at, line in enumerate(lines) if at > begin and line["t"] == "vma")
    for change in ({"Rss": lines[at]["Rss"] + 4}, {"perm": "---p"}):
        changed = Corruption(at, "vma", "", "", ({**lines[at], **change},))
        assert is_reported(lines, changed, tmp_path, catalog)
