"""The model says what six real kernels did, after every operation of every script here.

Compared strictly, by ``mmtui.recording.compare``: result of the operation, every page of every region
(folio, page of it, level, bits, PG_anon_exclusive, what pagemap and kpagecount print), every VMA with its
sums in smaps, every counter of every large folio that the kernel keeps, and ``_mapcount`` of every small one.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.kernel.profile import KERNELS, profile_of
from mmtui.moment import Moment
from mmtui.recording.compare import Compared, Outcome, compare
from mmtui.recording.facts import NOT_COMPARED
from mmtui.recording.trace import read_trace
from mmtui.report.records import records

FOLDER = Path(__file__).parents[1] / "data" / "recorded"
FILES = sorted(FOLDER.glob("*/*.jsonl.gz"))
NOT_MODELLED = {
    "40-ksm": "mergeable",
    "41-hugetlb": "hugetlb",
    "55-compact-migrate": "compact",
}
"""Scripts that are compared up to an operation that the model refuses by name."""
assert {path.parent.name for path in FILES} == set(KERNELS), "recordings of a kernel are missing"
FOUND_AT_RANDOM = 6
"""Scripts 61 to 66, made from differences that random ones found; 7.3-nopmc has no recording of them."""
assert len(FILES) == (59 + FOUND_AT_RANDOM) * len(KERNELS) - FOUND_AT_RANDOM, "recordings are missing"


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(Sources(bundled("plugins")))


def compared(path: Path, catalog) -> Compared:
    profile = profile_of(path.parent.name)
    return compare(read_trace(path), Moment.first(catalog.scheme(profile.scheme), profile), records)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name.split('.')[0]}")
def test_model_and_recorded_kernel_agree_after_every_operation(path, catalog):
    found = compared(path, catalog)
    assert found.differences == ()
    refused = NOT_MODELLED.get(path.name.split(".")[0])
    assert found.outcome is (Outcome.NOT_MODELLED if refused else Outcome.AGREES), found.reason
    if refused:
        assert refused in found.reason


def corrupted(path: Path, tmp_path: Path, change) -> Path:
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    kept = [json.loads(line) for line in lines]
    change(kept)
    copy = tmp_path / path.parent.name / path.name
    copy.parent.mkdir()
    copy.write_bytes(gzip.compress("\n".join(json.dumps(record) for record in kept).encode()))
    return copy


def first(records: list[dict], kind: str, step: int) -> dict:
    return next(r for r in records[[r.get("n") for r in records].index(step) :] if r["t"] == kind)


CORRUPTIONS = {
    "compound_mapcount": lambda rs: first(rs, "folio", 4).update(compound_mapcount=1),
    "double_map": lambda rs: first(rs, "folio", 4).update(double_map=0),
    "deferred": lambda rs: first(rs, "folio", 4).update(deferred=1),
    "_mapcount": lambda rs: first(rs, "folio", 7)["sub"][2].__setitem__(2, 1),
    "exclusive": lambda rs: first(rs, "folio", 2)["sub"][0].__setitem__(3, ""),
    "kpagecount": lambda rs: first(rs, "map", 6)["runs"][0].__setitem__(7, 2),
    "level": lambda rs: first(rs, "map", 4)["runs"][0].__setitem__(4, "pte"),
    "pte": lambda rs: first(rs, "map", 2)["runs"][0].__setitem__(5, "d"),
    "pagemap": lambda rs: first(rs, "map", 3)["runs"][0].__setitem__(6, "x"),
    "folio": lambda rs: first(rs, "map", 4)["runs"][0].__setitem__(3, 1),
    "a missing run": lambda rs: first(rs, "map", 5)["runs"].pop(),
    "e": lambda rs: first(rs, "vma", 4).update(e=63),
    "perm": lambda rs: first(rs, "vma", 4).update(perm="r--p"),
    "vf": lambda rs: first(rs, "vma", 4).update(vf=""),
    "a missing VMA": lambda rs: rs.remove(first(rs, "vma", 4)),
    "Pss": lambda rs: first(rs, "vma", 4).update(Pss=4),
    "AnonHugePages": lambda rs: first(rs, "vma", 3).update(AnonHugePages=0),
    "rc": lambda rs: next(r for r in rs if r.get("n") == 4).update(rc=-1, err="EINVAL"),
}
"""By the field in which the difference must show, or what was taken out."""


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_single_corrupted_field_is_a_difference(name, catalog, tmp_path):
    copy = corrupted(FOLDER / "6.1" / "03-doublemap-two-pmd-mappers.jsonl.gz", tmp_path, CORRUPTIONS[name])
    found = compared(copy, catalog)
    assert found.outcome is Outcome.DIFFERS
    assert name.startswith("a ") or name in {difference.fact.field for difference in found.differences}


OWNERS = {
    "mm_owner": lambda rs: first(rs, "folio", 4).update(mm_owner=["A", ""]),
    "_mm_id_mapcount": lambda rs: first(rs, "folio", 4).update(_mm_id_mapcount=[0, 1]),
    "shared": lambda rs: first(rs, "folio", 4).update(_mm_id=[3, 4]),
    "_large_mapcount": lambda rs: first(rs, "folio", 4).update(_large_mapcount=7),
    "_nr_pages_mapped": lambda rs: first(rs, "folio", 4).update(_nr_pages_mapped=7),
    "_entire_mapcount": lambda rs: first(rs, "folio", 4).update(_entire_mapcount=7),
    "partially_mapped": lambda rs: first(rs, "folio", 4).update(partially_mapped=1),
    "freed": lambda rs: rs.insert(rs.index(first(rs, "folio", 4)), {"t": "gone", "f": "L0"}),
}


@pytest.mark.parametrize("name", OWNERS)
def test_a_corrupted_field_of_a_later_kernel_is_a_difference(name, catalog, tmp_path):
    copy = corrupted(FOLDER / "6.18" / "03-doublemap-two-pmd-mappers.jsonl.gz", tmp_path, OWNERS[name])
    assert name in {difference.fact.field for difference in compared(copy, catalog).differences}


def test_a_corrupted_mapcount_of_a_small_page_is_a_difference(catalog, tmp_path):
    def change(records):
        first(records, "small", 3)["runs"][0][2] += 1

    copy = corrupted(FOLDER / "6.12" / "38-small-fork-cow.jsonl.gz", tmp_path, change)
    (difference,) = {d.fact.field for d in compared(copy, catalog).differences}
    assert difference == "_mapcount"


def test_a_guard_that_is_not_there_is_a_difference(catalog, tmp_path):
    def change(records):
        runs = first(records, "map", 3)["runs"]
        runs.remove(next(run for run in runs if run[2] is None))

    copy = corrupted(FOLDER / "6.18" / "60-guard-regions.jsonl.gz", tmp_path, change)
    assert {d.fact.field for d in compared(copy, catalog).differences} == {"guard"}


def test_how_many_pages_were_moved_is_compared(catalog, tmp_path):
    def change(records):
        next(record for record in records if record.get("moved"))["moved"] += 1

    copy = corrupted(FOLDER / "6.1" / "57-migrate.jsonl.gz", tmp_path, change)
    assert {d.fact.field for d in compared(copy, catalog).differences} == {"moved"}


def test_what_is_not_compared_stands_in_one_list_with_its_reason():
    assert all(NOT_COMPARED.values())
    assert not {"deferred", "partially_mapped", "_mapcount", "_entire_mapcount"} & NOT_COMPARED.keys()
