"""``mmtui compare``: schemes side by side, for people and for programs."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path

import pytest

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
WRONG = '''
from mmtui import Claim, Counter, Question, Scheme, hookimpl


class Wrong(Scheme):
    """Calls every unmap the last one."""

    name = "wrong"
    exact = frozenset({Question.LAST_OF_FOLIO})
    entries = Counter()

    def map_ptes(self, folio, pages, vma):
        yield self.entries.add(folio, len(pages))
        return Claim()

    def unmap_ptes(self, folio, pages, vma):
        yield self.entries.add(folio, -len(pages))
        return Claim(last=True)


@hookimpl
def register_schemes():
    return [Wrong]
'''


@pytest.fixture
def wrong_dir(tmp_path):
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "wrong.py").write_text(WRONG)
    return folder


def objects(ended):
    return [json.loads(line) for line in ended.lines]


def test_all_schemes_are_compared_and_the_first_divergence_comes_first(mmtui_, script):
    ended = mmtui_("compare", script, "--pages-per-pmd", "8")
    assert (ended.code, ended.err) == (0, "")
    head = next(
        at for at, text in enumerate(ended.lines) if text.startswith("first divergence: 5 B munmap r 3 4")
    )
    step = next(at for at, text in enumerate(ended.lines) if text.startswith("5 B munmap r 3 4"))
    assert head < step
    assert "L0[3] mapped by: 1, but no-page-mapcount says 2" in ended.lines[head]
    assert sum(text.startswith(("per-page ", "rmap-ids ", "vma-count ")) for text in ended.lines) == 3


def test_the_truth_stands_before_the_schemes(mmtui_, script):
    two = ("--scheme", "double-map", "--scheme", "no-page-mapcount")
    ended = mmtui_("compare", script, "--pages-per-pmd", "8", *two)
    head = next(text for text in ended.lines if text.startswith("5 B munmap"))
    assert head.split()[-3:] == ["truth", "double-map", "no-page-mapcount"]
    row = next(text for text in ended.lines if text.startswith("  L0[3] mapped by"))
    assert row.split()[-3:] == ["1", "1", "~2"]
    assert not any(text.startswith("4 A fork B") for text in ended.lines)
    every = mmtui_("compare", script, "--pages-per-pmd", "8", "--all", *two)
    assert any(text.startswith("4 A fork B") for text in every.lines)


@pytest.mark.parametrize("cells", [80, 108, 120])
def test_lines_fit_into_the_terminal_with_all_schemes(mmtui_, script, monkeypatch, cells):
    monkeypatch.setenv("COLUMNS", str(cells))
    ended = mmtui_("compare", script, "--pages-per-pmd", "8", "--all")
    assert max(map(len, ended.lines)) <= cells
    legend = " ".join(ended.lines).replace(",", " ").split()
    letters = [word.partition("=")[0] for word in legend if word[1:2] == "="]
    assert letters == list("ABCDEFGHIJKL"), "each scheme has one letter, and stands in one table"
    heads = [text for text in ended.lines if text.startswith("5 B munmap")]
    assert "".join("".join(text.split()[7:]) for text in heads) == "ABCDEFGHIJKL"


def test_a_long_label_does_not_move_the_columns(mmtui_, tmp_path):
    path = tmp_path / "long.ops"
    path.write_text("proc Grandmother\nGrandmother mmap heirlooms anon 8\nGrandmother write heirlooms\n")
    ended = mmtui_("compare", path, "--pages-per-pmd", "8", "--all", "--scheme", "per-page")
    at = next(at for at, text in enumerate(ended.lines) if text.startswith("3 Grandmother write"))
    head, first = ended.lines[at], ended.lines[at + 1]
    assert head.endswith("truth  per-page")
    assert first.startswith("  L0[0-7] first map of pages (Grandmother")
    assert len(ended.lines[at + 2]) == len(head), "the values stand below the heads"


def test_faults_can_follow_the_rule_of_the_mail(mmtui_, tmp_path):
    path = tmp_path / "one.ops"
    path.write_text(
        "set shmem always\nmemfd m 512\nproc A\nA mmap w memfd:m 512 shared\nA write w\nA munmap w\n"
        "A mmap r memfd:m 512 shared thp=off\nA read r 100 101\n"
    )
    entries = {}
    for rule in ("kernel", "folio"):
        ended = mmtui_(
            "compare", path, "--all", "--scheme", "per-page", "--kernel", "6.12", "--fault-around", rule
        )
        entries[rule] = [text for text in ended.lines if text.startswith("  L0 entries")][-1].split()[-1]
        assert ("a fault maps all of its folio" in ended.lines[0]) == (rule == "folio")
    assert entries == {"kernel": "16", "folio": "512"}


def test_copies_can_follow_the_rule_of_old_kernels(mmtui_, tmp_path):
    path = tmp_path / "gup.ops"
    path.write_text("proc A\nA mmap r anon 8\nA write r\nA fork B\nB vmsplice r\nB munmap r\nA write r\n")
    entries = {}
    for rule in ("kernel", "mapcount"):
        ended = mmtui_(
            "compare", path, "--all", "--scheme", "mm-owners", "--pages-per-pmd", "8", "--reuse", rule
        )
        last = [text for text in ended.lines if text.startswith("  L0 entries")][-1]
        entries[rule] = last.split()[-1]
        assert ("a write reuses what is mapped once" in ended.lines[0]) == (rule == "mapcount")
    assert entries == {"kernel": "0", "mapcount": "1"}


def test_a_false_claim_ends_with_1_and_says_so_first(mmtui_, script, wrong_dir):
    ended = mmtui_("--plugins-dir", wrong_dir, "compare", script, "--pages-per-pmd", "8", "--scheme", "wrong")
    assert ended.code == 1
    assert "first divergence: 5 B munmap r 3 4: L0[3] last unmap: no, but wrong says yes" in ended.out
    assert "!yes" in ended.out


def test_a_scheme_that_breaks_is_a_column_and_ends_with_4(mmtui_, script, plugins_dir):
    two = ("--scheme", "breaks", "--scheme", "per-page")
    ended = mmtui_("--plugins-dir", plugins_dir, "compare", script, "--pages-per-pmd", "8", *two)
    assert ended.code == 4
    assert "breaks raised RuntimeError: cannot count" in ended.err
    row = next(text for text in ended.lines if text.startswith("  L0[3] mapped by"))
    assert row.split()[-3:] == ["1", "x", "1"]


def test_json_has_steps_and_totals(mmtui_, script):
    ended = mmtui_(
        "compare", script, "--pages-per-pmd", "8", "--json", "--scheme", "per-page", "--scheme", "vma-count"
    )
    begin, *steps = objects(ended)
    assert (begin["t"], begin["schema"], begin["schemes"]) == ("begin", 1, ["per-page", "vma-count"])
    scores = [each for each in steps if each["t"] == "score"]
    steps = [each for each in steps if each["t"] == "step"]
    assert [step["op"] for step in steps][-1] == "B munmap r 3 4"
    assert scores[0]["scheme"] == "per-page"
    assert scores[0]["cost"]["atomic"] == sum(step["cost"]["per-page"]["atomic"] for step in steps)
    assert scores[1]["bytes"] < scores[0]["bytes"]
    every = objects(
        mmtui_("compare", script, "--pages-per-pmd", "8", "--json", "--all", "--scheme", "per-page")
    )
    fork = next(each for each in every if each.get("op") == "A fork B")
    shared = next(row for row in fork["rows"] if row["question"] == "shared")
    assert (shared["where"], shared["truth"], shared["says"], shared["off"]) == ("L0", 1, {"per-page": 1}, {})


def test_csv_is_one_answer_a_line(mmtui_, script):
    ended = mmtui_("compare", script, "--pages-per-pmd", "8", "--csv", "--scheme", "no-page-mapcount")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    (off,) = (row for row in rows if row["mark"])
    assert (off["op"], off["where"], off["question"]) == ("B munmap r 3 4", "L0[3]", "page-mapcount")
    assert (off["truth"], off["answer"], off["mark"]) == ("1", "2", "~")
    atomics = sum(int(row["answer"]) for row in rows if row["question"] == "atomics")
    (total,) = (row["answer"] for row in rows if row["question"] == "total atomics")
    assert atomics == int(total) > 0


def test_a_recording_is_compared_under_its_kernel(mmtui_):
    path = RECORDED / "6.12" / "03-doublemap-two-pmd-mappers.jsonl.gz"
    begin = objects(mmtui_("compare", path, "--json", "--scheme", "large-mapcount"))[0]
    assert begin["kernel"] == "6.12"


def test_a_recording_may_be_packed_with_xz(mmtui_, tmp_path):
    import lzma

    path = RECORDED / "6.12" / "03-doublemap-two-pmd-mappers.jsonl.gz"
    packed = tmp_path / "03.jsonl.xz"
    packed.write_bytes(lzma.compress(gzip.decompress(path.read_bytes())))
    ended = mmtui_("compare", packed, "--csv", "--scheme", "large-mapcount")
    assert ended.code == 0
    assert ended.out == mmtui_("compare", path, "--csv", "--scheme", "large-mapcount").out
    packed.write_bytes(packed.read_bytes()[:-20])
    assert mmtui_("compare", packed).code == 3


def test_what_is_not_modelled_ends_a_recording_with_5(mmtui_):
    ended = mmtui_("compare", RECORDED / "7.3" / "40-ksm.jsonl.gz", "--scheme", "mm-owners")
    assert ended.code == 5
    assert "'mergeable' is not modelled" in ended.err


def test_a_workload_with_parameters(mmtui_):
    ask = ("compare", "workload:random-ops,seed=7,length=5", "--pages-per-pmd", "8", "--scheme", "per-page")
    begin, *rest = objects(mmtui_(*ask, "--json"))
    assert begin["script"] == "random-ops"
    assert sum(each["t"] == "step" for each in rest) > 5
    wrong = mmtui_("compare", "workload:random-ops,sed=7")
    assert wrong.code == 2
    assert "did you mean 'seed'?" in wrong.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "name a script"),
        (("workload:no-such",), "there is no workload"),
        (("workload:random-ops,seed",), "NAME=VALUE"),
        (("no.ops",), "cannot read no.ops"),
        (("--plot", "folio-size", "x.ops"), "a plot has runs of its own"),
        (("x.ops", "--svg", "x.svg"), "belong to a --plot"),
        (("x.ops", "--json", "--csv"), "not both"),
        (("x.ops", "--scheme", "no-such"), "there is no scheme"),
        (("--plot", "folio-size", "--event", "explode"), "there are map, unmap, fork, split"),
    ],
)
def test_wrong_usage_ends_with_2(args, words, mmtui_):
    ended = mmtui_("compare", *args)
    assert ended.code == 2
    assert words in ended.err


def test_an_operation_that_makes_no_sense_ends_with_3_and_its_line(mmtui_, tmp_path):
    path = tmp_path / "no.ops"
    path.write_text("proc A\nB exit\n")
    ended = mmtui_("compare", path, "--scheme", "per-page")
    assert ended.code == 3
    assert f"{path}:2:" in ended.err


def test_a_plot_by_folio_size(mmtui_, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    svg = tmp_path / "plot.svg"
    two = ("--scheme", "per-page", "--scheme", "vma-count", "--event", "fork")
    ended = mmtui_("compare", "--plot", "folio-size", "--svg", svg, *two)
    assert ended.code == 0
    assert max(map(len, ended.lines)) <= 80
    values = next(text for text in ended.lines if text.startswith("  A per-page"))
    assert values.split()[2:] == ["1", "2", "4", "8", "16", "32", "64", "128", "256", "512"]
    assert next(t for t in ended.lines if t.startswith("  B vma-count")).split()[2:] == ["1"] * 10
    assert svg.read_text().startswith("<svg ")
    assert "B vma-count" in svg.read_text()


def test_a_plot_by_processes_as_csv(mmtui_):
    ended = mmtui_("compare", "--plot", "processes", "--csv", "--pages-per-pmd", "8", "--scheme", "per-page")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    forks = [int(row["atomics"]) for row in rows if row["event"] == "forks, PTEs"]
    assert forks == [8 * children for children in range(1, 9)]
    assert (
        json.loads(mmtui_("compare", "--plot", "processes", "--json", "--scheme", "per-page").lines[0])["x"]
        == 1
    )


def test_an_svg_that_cannot_be_written_ends_with_2(mmtui_, tmp_path):
    ended = mmtui_("compare", "--plot", "processes", "--svg", tmp_path, "--scheme", "per-page")
    assert ended.code == 2
    assert "cannot write" in ended.err


def test_a_copied_recording_needs_its_kernel_only_if_it_has_none(mmtui_, tmp_path):
    path = shutil.copy(RECORDED / "6.1" / "03-doublemap-two-pmd-mappers.jsonl.gz", tmp_path)
    begin = objects(mmtui_("compare", path, "--json", "--kernel", "7.3", "--scheme", "per-page"))[0]
    assert begin["kernel"] == "7.3"
