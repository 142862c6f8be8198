"""The model says what two real kernels did, after every operation of every script here.

Compared strictly: result of the operation, every page of every region (folio, page of it, level, bits,
what pagemap and kpagecount print), and every counter of every large folio that the kernel's scheme keeps.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.kernel.profile import profile_of
from mmtui.model.folio import folio_of
from mmtui.model.ops import parse_op
from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.report.records import counter_fields, map_records, step_record

FOLDER = Path(__file__).parents[1] / "data" / "recorded"
FILES = sorted(FOLDER.glob("*/*.jsonl.gz"))
assert len(FILES) > 30, "the recordings are missing"
NOT_OURS = ("fclose",)
"""Operations of the recorder that change no mapping: closing its own descriptor of a memfd."""
SETTINGS_ALREADY_SO = ("set zeropage 1",)


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(Sources(bundled("plugins")))


def steps_of(path: Path) -> list[tuple[dict, list[dict]]]:
    steps: list[tuple[dict, list[dict]]] = []
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        record = json.loads(line)
        if record["t"] == "step":
            steps.append((record, []))
        elif steps:
            steps[-1][1].append(record)
    return steps


def by_page(runs: list[list]) -> dict[int, tuple]:
    """Spread runs out: page -> (folio label, page of the folio, level, bits, pagemap, kpagecount)."""
    pages = {}
    for page, length, label, index, level, bits, pagemap, count, kpageflags in runs:
        one_folio = label.startswith("L") or "zero" in kpageflags
        for at in range(length):
            name = label if one_folio else f"s{int(label[1:]) + at}"
            pages[page + at] = (name, index + at if label.startswith("L") else 0, level, bits, pagemap, count)
    return pages


class Labels:
    """Labels are free, as long as one folio keeps one: recorded label <-> ours."""

    def __init__(self) -> None:
        self.ours: dict[str, str] = {}

    def same(self, recorded: str, ours: str) -> bool:
        return self.ours.setdefault(recorded, ours) == ours and len(set(self.ours.values())) == len(self.ours)


def compare_pages(recorded: dict, ours: dict, labels: Labels) -> list[str]:
    problems = []
    for page in sorted(recorded.keys() | ours.keys()):
        theirs, mine = recorded.get(page), ours.get(page)
        if theirs is None or mine is None or theirs[1:] != mine[1:] or not labels.same(theirs[0], mine[0]):
            problems.append(f"page {page}: recorded {theirs}, ours {mine}")
    return problems


def compare(path: Path, catalog) -> list[str]:
    """Return every difference between a recording and the model; an empty list is agreement."""
    profile = profile_of(path.parent.name)
    moment = Moment.first(catalog.scheme(profile.scheme), profile)
    labels, problems = Labels(), []
    for step, records in steps_of(path):
        if step["op"].startswith(NOT_OURS) or step["op"] in SETTINGS_ALREADY_SO:
            continue
        moment = moment.after(parse_op(step["op"]))
        mine = step_record(moment)
        if (mine["rc"], mine["err"] or None, mine.get("at")) != (step["rc"], step.get("err"), step.get("at")):
            problems.append(f"{step['n']} {step['op']}: recorded {step}, ours {mine}")
        problems += [f"{step['n']} {step['op']}: {text}" for text in compare_step(moment, records, labels)]
        if problems:
            break
    return problems


def compare_step(moment: Moment, records: list[dict], labels: Labels) -> list[str]:
    ours = {(r["p"], r["r"]): by_page(r["runs"]) for r in our_maps(moment)}
    problems = []
    for record in (record for record in records if record["t"] == "map"):
        key = record["p"], record["r"]
        problems += [f"{key} {p}" for p in compare_pages(by_page(record["runs"]), ours.get(key, {}), labels)]
    for record in (record for record in records if record["t"] == "folio" and record["mapping"]):
        problems += compare_counters(moment, record, labels)
    return problems


def our_maps(moment: Moment) -> list[dict]:
    """Our records, with the one of the kpageflags that ``by_page`` needs."""
    zero_page = moment.world.serials.zero_page
    label = None if zero_page is None else folio_of(zero_page).label
    records = list(map_records(moment, truths(moment.world)))
    for run in (run for record in records for run in record["runs"]):
        run.append("zero" if run[2] == label else "")
    return records


def compare_counters(moment: Moment, record: dict, labels: Labels) -> list[str]:
    folio = next((f for f in moment.world.folios() if f.label == labels.ours.get(record["f"])), None)
    if folio is None:
        return [] if record.get("unmapped") else [f"{record['f']} is missing"]
    problems = []
    for name, ours in counter_fields(moment, folio).items():
        theirs = record[name]
        if name == "sub":
            ours, theirs = spread(ours), spread(theirs)
        if ours != theirs:
            problems.append(f"{record['f']} {name}: recorded {theirs}, ours {ours}")
    return problems


def spread(runs: list[list]) -> list[int]:
    return [value for _, length, value, *_ in runs for _ in range(length)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name.split('.')[0]}")
def test_model_and_recorded_kernel_agree_after_every_operation(path, catalog):
    assert compare(path, catalog) == []


def corrupted(path: Path, tmp_path: Path, change) -> Path:
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    records = [json.loads(line) for line in lines]
    change(records)
    copy = tmp_path / path.parent.name / path.name
    copy.parent.mkdir()
    copy.write_bytes(gzip.compress("\n".join(json.dumps(record) for record in records).encode()))
    return copy


def first(records: list[dict], kind: str, step: int) -> dict:
    return next(r for r in records[[r.get("n") for r in records].index(step) :] if r["t"] == kind)


CORRUPTIONS = {
    "compound_mapcount": lambda rs: first(rs, "folio", 4).update(compound_mapcount=1),
    "double_map": lambda rs: first(rs, "folio", 4).update(double_map=0),
    "one page's _mapcount": lambda rs: first(rs, "folio", 7)["sub"][2].__setitem__(2, 1),
    "kpagecount": lambda rs: first(rs, "map", 6)["runs"][0].__setitem__(7, 2),
    "the level": lambda rs: first(rs, "map", 4)["runs"][0].__setitem__(4, "pte"),
    "a writable bit": lambda rs: first(rs, "map", 2)["runs"][0].__setitem__(5, "d"),
    "pagemap": lambda rs: first(rs, "map", 3)["runs"][0].__setitem__(6, "x"),
    "the page of the folio": lambda rs: first(rs, "map", 4)["runs"][0].__setitem__(3, 1),
    "a missing run": lambda rs: first(rs, "map", 5)["runs"].pop(),
    "the result": lambda rs: next(r for r in rs if r.get("n") == 4).update(rc=-1, err="EINVAL"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_single_corrupted_field_is_a_difference(name, catalog, tmp_path):
    copy = corrupted(FOLDER / "6.1" / "03-doublemap-two-pmd-mappers.jsonl.gz", tmp_path, CORRUPTIONS[name])
    assert compare(copy, catalog)
