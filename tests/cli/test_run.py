"""``mmtui run``: every state of a script, for people and for programs."""

from __future__ import annotations

import json

import pytest

from mmtui.kernel.profile import NEWEST, profile_of


def records(ended):
    return [json.loads(line) for line in ended.lines]


def test_json_has_the_records_of_the_recordings(mmtui_, script):
    ended = mmtui_("run", script, "--json", "--pages-per-pmd", "8", "--kernel", "6.1")
    assert (ended.code, ended.err) == (0, "")
    begin, *rest = records(ended)
    assert begin["t"] == "begin"
    assert begin["schema"] == 1
    assert (begin["script"], begin["kernel"], begin["scheme"]) == ("shared", "6.1", "double-map")
    steps = [record for record in rest if record["t"] == "step"]
    assert [step["op"] for step in steps][:2] == ["proc A", "A mmap r anon 8"]
    assert [step["n"] for step in steps] == [0, 1, 2, 3, 4]
    assert all((step["rc"], step["err"]) == (0, 0) for step in steps)


def test_json_has_counters_truth_claims_and_cost_of_each_folio(mmtui_, script):
    ended = mmtui_("run", script, "--json", "--pages-per-pmd", "8", "--scheme", "double-map")
    last = [record for record in records(ended) if record["t"] == "folio"][-1]
    assert {
        "f",
        "order",
        "kind",
        "compound_mapcount",
        "double_map",
        "sub",
        "truth",
        "says",
        "cost",
    } <= last.keys()
    assert last["truth"] == {"pages": [[0, 3, 2], [3, 1, 1], [4, 4, 2]], "entries": 8, "mms": 2, "vmas": 3}
    assert last["cost"].keys() == {"atomic", "read"}


def test_json_has_the_entries_of_each_region(mmtui_, script):
    maps = [r for r in records(mmtui_("run", script, "--json", "--pages-per-pmd", "8")) if r["t"] == "map"]
    page, length, folio, index, level, *_ = maps[-1]["runs"][0]
    assert (page, length, folio, index, level) == (0, 3, "L0", 0, "pte")


def test_text_says_operation_folios_and_cost(mmtui_, script):
    ended = mmtui_("run", script, "--pages-per-pmd", "8")
    assert ended.code == 0
    assert "5 B munmap r 3 4" in ended.out
    assert "L0" in ended.out
    assert "mapped by" in ended.out
    assert "cost now" in ended.out


def test_a_folio_that_did_not_change_is_one_line(mmtui_, tmp_path):
    (tmp_path / "x.ops").write_text("proc A\nA mmap r anon 8\nA write r\nproc B\n")
    assert mmtui_("run", tmp_path / "x.ops", "--pages-per-pmd", "8").out.count("as before") == 1


def test_small_folios_are_said_in_runs(mmtui_, tmp_path):
    (tmp_path / "x.ops").write_text(
        "set thp never\nproc A\nA mmap r anon 4\nA write r\nproc B\nA munmap r 0 2\n"
    )
    out = mmtui_("run", tmp_path / "x.ops", "--pages-per-pmd", "8").out
    assert "+ s0 to s3" in out
    assert "4 small folios   as before" in out
    assert "- s0 to s1 gone" in out


def test_an_error_of_the_kernel_is_a_result(mmtui_, tmp_path):
    (tmp_path / "x.ops").write_text("proc A\nA mmap r anon 8\nA mprotect r 0 8 none\nA read r\n")
    ended = mmtui_("run", tmp_path / "x.ops", "--pages-per-pmd", "8")
    assert ended.code == 0
    assert "SIGSEGV" in ended.out


def test_the_default_is_the_newest_kernel_with_its_scheme(mmtui_, script):
    begin = records(mmtui_("run", script, "--json"))[0]
    assert (begin["kernel"], begin["scheme"]) == (NEWEST, profile_of(NEWEST).scheme)
    assert begin["pages_per_pmd"] == 512


def test_a_scheme_alone_runs_on_the_kernel_that_has_it(mmtui_, script):
    assert records(mmtui_("run", script, "--json", "--scheme", "double-map"))[0]["kernel"] == "6.1"


def test_a_scheme_that_no_kernel_has_runs_on_the_newest(mmtui_, script):
    assert records(mmtui_("run", script, "--json", "--scheme", "vma-count"))[0]["kernel"] == NEWEST


def test_several_schemes_come_one_after_the_other(mmtui_, script):
    args = ("--scheme", "vma-count", "--scheme", "double-map", "--kernel", "6.12")
    found = records(mmtui_("run", script, "--json", *args))
    begins = [record for record in found if record["t"] == "begin"]
    assert [(begin["scheme"], begin["kernel"]) for begin in begins] == [
        ("vma-count", "6.12"),
        ("double-map", "6.12"),
    ]
    assert len(found) > 20


def test_a_script_can_come_from_stdin(process):
    ended = process("run", "-", "--json", stdin="proc A\n")
    assert ended.code == 0
    assert json.loads(ended.lines[0])["script"] == "stdin"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("proc A\nA mapp r anon 8\n", "2:3", "did you mean 'mmap'?"),
        ("proc A\n\n# x\n  B write r\n", "4:3", "there is no process B; there is A"),
        ("proc A\nA fork B\nA exit\nA fork C\n", "4:1", "there is no process A any more; there is B"),
        ("A exit\n", "1:1", "there is no process A; begin with 'proc A'"),
        ("proc A\nproc A\n", "2:6", "there was a process A already; a name is used once"),
        ("proc A\nA  fork A # itself\n", "2:9", "there was a process A already"),
        ("proc A\nA fork B\nA fork B\n", "3:8", "there was a process B already"),
        ("proc A\nA mmap r anon 8\nA write q\n", "3:9", "A has no region q"),
    ],
)
def test_a_wrong_line_ends_with_3_and_its_place(mmtui_, tmp_path, text, place, problem):
    path = tmp_path / "wrong.ops"
    path.write_text(text)
    ended = mmtui_("run", path)
    assert ended.code == 3
    assert ended.err.startswith(f"{path}:{place}: ")
    assert problem in ended.err


def test_a_process_that_is_not_there_is_told_before_the_run_begins(mmtui_, tmp_path):
    (tmp_path / "x.ops").write_text("proc A\nB exit\n")
    assert mmtui_("run", tmp_path / "x.ops").out == ""


def test_a_line_that_cannot_be_read_stops_the_run_before_it_begins(mmtui_, tmp_path):
    (tmp_path / "x.ops").write_text("proc A\nA fly\n")
    assert mmtui_("run", tmp_path / "x.ops", "--json").out == ""


def test_a_wrong_line_of_stdin_has_a_place_too(process):
    assert process("run", "-", stdin="fly\n").err.startswith("<stdin>:1:1: ")


def test_a_script_that_is_not_text_says_where(mmtui_, tmp_path):
    (tmp_path / "x.ops").write_bytes(b"proc A\n\xff\n")
    ended = mmtui_("run", tmp_path / "x.ops")
    assert ended.code == 3
    assert "x.ops:2: this is not UTF-8" in ended.err


@pytest.mark.parametrize("name", ["missing.ops", "."])
def test_a_script_that_is_not_there_is_wrong_usage(mmtui_, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    ended = mmtui_("run", name)
    assert ended.code == 2
    assert f"cannot read {name}" in ended.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--scheme", "doublemap"], "did you mean 'double-map'?"),
        (["--kernel", "2.4"], "known are 6.1"),
        (["--pages-per-pmd", "7"], "'8', '16', '512'"),
    ],
)
def test_an_unknown_name_is_wrong_usage_and_says_the_known_ones(mmtui_, script, args, said):
    ended = mmtui_("run", script, *args)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_scheme_that_breaks_ends_with_4_and_is_a_finding(mmtui_, script, plugins_dir, form):
    ended = mmtui_(
        "--plugins-dir", plugins_dir, "run", script, "--scheme", "breaks", "--pages-per-pmd", "8", *form
    )
    assert ended.code == 4
    assert "cannot count" in ended.out
    assert "breaks.py:8" in ended.err
    assert "B munmap r 3 4" in ended.out
    assert "Traceback" not in ended.err


FORGETS = """\
from mmtui import Checker, Claim, Counter, Per, Question, Scheme, hookimpl

class Forgets(Scheme):
    name = "forgets"
    exact = frozenset({Question.LAST_OF_PAGE})
    count = Counter(Per.PAGE)

    def map_ptes(self, folio, pages, vma):
        first = 0
        for page in pages:
            first += (yield self.count.inc(folio, page)) == 1
        return Claim(first=first)

    def unmap_ptes(self, folio, pages, vma):
        yield self.count.dec(folio, pages[0])
        return Claim(gone=0)

class Stumbles(Checker):
    name = "stumbles"

    def check(self, moment):
        if moment.n == 3:
            raise ValueError("no")
        return iter(())

@hookimpl
def register_schemes():
    return [Forgets]

@hookimpl
def register_checkers():
    return CHECKERS
"""


def with_plugin(tmp_path, checkers):
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "forgets.py").write_text(FORGETS.replace("CHECKERS", checkers))
    return folder


def test_a_false_claim_is_said_at_its_step_and_is_no_failure(mmtui_, script, tmp_path):
    (tmp_path / "last.ops").write_text(script.read_text() + "A munmap r 3 4\n")
    folder = with_plugin(tmp_path, "[]")
    args = (
        "--plugins-dir",
        folder,
        "run",
        tmp_path / "last.ops",
        "--scheme",
        "forgets",
        "--pages-per-pmd",
        "8",
    )
    sentence = "unmap_ptes L0[3] in A r: the last unmap of 1 page, but forgets says 0 pages"
    text, as_json = mmtui_(*args), mmtui_(*args, "--json")
    assert (text.code, as_json.code) == (0, 0)
    assert [line for line in text.lines if "!" in line and "last-unmap" in line] == [
        f"  ! last-unmap: {sentence}"
    ]
    (wrong,) = [record for record in records(as_json) if record["t"] == "wrong"]
    assert wrong == {"t": "wrong", "checker": "last-unmap", "text": sentence, "broken": False, "fault": False}


def test_a_checker_that_breaks_ends_with_4_and_the_run_goes_on(mmtui_, script, tmp_path):
    folder = with_plugin(tmp_path, "[Stumbles]")
    ended = mmtui_("--plugins-dir", folder, "run", script, "--pages-per-pmd", "8")
    assert ended.code == 4
    assert "  ! stumbles: raised ValueError: no" in ended.lines
    assert "stumbles raised ValueError: no" in ended.err
    assert "5 B munmap r 3 4" in ended.out


SHARE = """\
set shmem always
set faultaround 4096
memfd f 8
proc A
A mmap r memfd:f 8 skew=1
A write r 2
"""


def test_a_fault_maps_all_of_its_folio_when_asked_to(mmtui_, tmp_path):
    path = tmp_path / "share.ops"
    path.write_text(SHARE)
    told = ("run", str(path), "--json", "--kernel", "6.1", "--scheme", "vma-count", "--pages-per-pmd", "8")
    for rule, mapped in (("kernel", [2]), ("folio", list(range(7)))):
        begin, *rest = records(mmtui_(*told, "--fault-around", rule))
        assert begin["fault_around"] == rule
        *_, last = [record for record in rest if record["t"] == "map"]
        assert [page for start, length, *_ in last["runs"] for page in range(start, start + length)] == mapped


GUP_AFTER_FORK = """\
proc A
A mmap r anon 1
A write r
A fork B
B vmsplice r
B munmap r
A write r
"""


@pytest.mark.parametrize(("rule", "folios"), [("kernel", ["s0", "s1"]), ("mapcount", ["s0"])])
def test_a_write_goes_by_the_mapcount_when_asked_to(mmtui_, tmp_path, rule, folios):
    path = tmp_path / "gup.ops"
    path.write_text(GUP_AFTER_FORK)
    told = ("run", str(path), "--kernel", "6.18", "--pages-per-pmd", "8", "--reuse", rule)
    begin, *rest = records(mmtui_(*told, "--json"))
    assert begin["reuse"] == rule
    *_, last = [record for record in rest if record["t"] == "small"]
    assert [run[0] for run in last["runs"]] == folios
    head, *lines = mmtui_(*told).lines
    assert ("a write reuses what is mapped once" in head) == (rule == "mapcount")
    held = [text for text in lines if "held by B's pipe" in text][-1]
    assert ("1 of 2 references" in held) == (rule == "mapcount")


@pytest.mark.parametrize("command", ["replay", "live run", "live compare"])
@pytest.mark.parametrize("rule", [("--fault-around", "folio"), ("--reuse", "mapcount")])
def test_no_kernel_follows_that_rule_so_nothing_is_compared_under_it(mmtui_, script, command, rule):
    ended = mmtui_(*command.split(), script, *rule)
    assert ended.code == 2
    assert rule[0] in ended.err


def test_a_guard_is_called_one(mmtui_, tmp_path):
    path = tmp_path / "guard.ops"
    path.write_text("proc A\nA mmap r anon 8\nA write r\nA guard r 2 4\nA unguard r\n")
    told = ("run", str(path), "--kernel", "6.18", "--pages-per-pmd", "8")
    *_, before, _ = [record for record in records(mmtui_(*told, "--json")) if record["t"] == "map"]
    assert [2, 2, None, 0, "pte", "s", "sg", 0] in [run[:8] for run in before["runs"]]
    lines = mmtui_(*told).lines
    assert any("PTE 2-3      guard" in line for line in lines)
    assert any("was guard" in line or "- PTE 2-3      guard" in line for line in lines)


def test_migrate_says_how_many_pages_lie_there(mmtui_, tmp_path):
    path = tmp_path / "migrate.ops"
    path.write_text("proc A\nA mmap r anon 8\nA write r\nA migrate r node=1\n")
    told = ("run", str(path), "--kernel", "6.18", "--pages-per-pmd", "8")
    *_, step = [record for record in records(mmtui_(*told, "--json")) if record["t"] == "step"]
    assert step["moved"] == 7
    assert "A migrate r node=1: 7 pages lie there now, 2 rmap events" in mmtui_(*told).out


def test_a_region_can_be_mapped_again_with_another_size_or_elsewhere(mmtui_, tmp_path):
    script = tmp_path / "again.ops"
    script.write_text("proc A\nA mmap r anon 4\nA write r\nA mmap r anon 8\nA mmap r anon 6 skew=2\n")
    ended = mmtui_("run", str(script))
    assert (ended.code, ended.err) == (0, "")
    assert "- PTE 0-3      s0-s3 w  gone" in ended.out


def test_the_part_of_a_pmd_that_goes_is_not_called_a_pmd_of_its_own(mmtui_, tmp_path):
    script = tmp_path / "part.ops"
    script.write_text("proc A\nA mmap r anon 8\nA write r\nA munmap r 0 2\nA munmap r\n")
    out = mmtui_("run", str(script), "--pages-per-pmd", "8").out
    assert "- PMD 0-1      L0[0-1] w  gone, part of a PMD" in out
    script.write_text("proc A\nA mmap r anon 8\nA write r\nA munmap r\n")
    out = mmtui_("run", str(script), "--pages-per-pmd", "8").out
    assert [row.strip() for row in out.split("\n") if "- PMD" in row] == ["- PMD 0-7      L0[0-7] w  gone"]
