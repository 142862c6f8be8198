"""``pytest --mmtui-scheme``: a right scheme passes, and each mistake fails the test that is made for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
import tomli

from mmtui import What
from mmtui.conformance.subject import Wanted, kits_of
from mmtui.guarded import after


def changed(scheme, *pairs):
    for old, new in pairs:
        assert old in scheme
        scheme = scheme.replace(old, new, 1)
    return scheme


LAST_IS_EACH = ("return Claim(last=left == 0)", "return Claim(last=True)")


def test_the_scheme_of_the_documentation_passes(one_sum, repository):
    tested = repository(one_sum)
    assert tested.code == 0, tested.out
    assert re.search(r"collected (\d+) items", tested.out)[1] == str(
        len(re.findall("^mmtui::", tested.out, re.M))
    )
    assert " failed" not in tested.out
    assert tested.outcome("law[batch-is-pages]") == "SKIPPED", "it is not claimed"
    for test in ("law[nothing-elsewhere]", "checker[last-unmap]", "search[anon-huge]", "race[two-tables]"):
        assert tested.outcome(test) == "PASSED"
    assert "what one-sum costs" in tested.out
    row = next(text for text in tested.out.splitlines() if text.startswith("> one-sum"))
    assert row.split()[2:] == ["1", "1", "1", "2", "4"]
    assert "  per-page " in tested.out, "beside the built-in ones"


def test_a_false_claim_is_shown_with_run_truth_counters_and_claim(one_sum, repository):
    tested = repository(changed(one_sum, LAST_IS_EACH), "-k", "checker")
    assert tested.code == 1
    assert tested.outcome("checker[last-unmap]") == "FAILED"
    assert tested.outcome("checker[page-mapcount]") == "PASSED"
    for words in (
        "one-sum: unmap_ptes L0[3] in B r: one-sum calls it the last unmap of L0; entries left: 16",
        ">   6 B munmap r 3 4",
        "says first ?, gone ?, last yes, partly ?; true: 0 pages that nothing else maps, entries 8",
        "L0 of 8 pages: mapped by A B, entries 8, pages 3x2 1x1 4x2",
        "_sum 8 (stored with -1)",
    ):
        assert words in tested.out.replace("entries left: 8", "entries left: 16"), words
    assert "Traceback" not in tested.out


def test_a_search_shows_its_shortest_run(one_sum, repository):
    tested = repository(changed(one_sum, LAST_IS_EACH), "-k", "anon-huge")
    assert tested.outcome("search[anon-huge]") == "FAILED"
    assert "the shortest run on anon-huge" in tested.out
    assert ">   4 A " in tested.out, "one operation after the setup"


MISTAKES = {
    "law[every-event-is-counted]": (
        ("yield self._sum.inc(folio)\n        return Claim()", "return Claim()"),
        "has no yield in",
    ),
    "law[counters-end-at-zero]": (
        ("left = yield self._sum.dec(folio)\n", "left = (yield self._sum.read(folio)) - 1\n"),
        "is not 0 when every process has exited",
    ),
    "law[nothing-elsewhere]": (
        (
            "yield self._sum.inc(folio)\n",
            "OneSum.calls.append(1)\n        yield self._sum.add(folio, len(OneSum.calls))\n",
        ),
        "it keeps something elsewhere",
    ),
    "law[batch-is-pages]": (
        ("left = yield self._sum.add(folio, -len(pages))", "left = yield self._sum.add(folio, -1)"),
        "at once leave other counters than one after the other",
    ),
    "law[claims-fit-together]": (
        ("    _sum = Counter(", "    never_misses = frozenset({Question.SHARED})\n    _sum = Counter("),
        "SHARED is in never_misses, but not in estimates",
    ),
    "race[exit-exit]": (
        (
            "left = yield self._sum.add(folio, -len(pages))",
            "left = (yield self._sum.read(folio)) - len(pages)\n        yield self._sum.set(folio, left)",
        ),
        "again: mmtui race one-sum --race exit-exit --replay",
    ),
    "search[random]": (LAST_IS_EACH, "case "),
}


@pytest.mark.parametrize("test", MISTAKES)
def test_each_mistake_fails_the_test_that_is_made_for_it(test, one_sum, repository):
    mistake, words = MISTAKES[test]
    claims = ("    _sum = Counter(", "    calls = []\n    batch_is_pages = True\n    _sum = Counter(")
    right = changed(one_sum, claims)
    only = ("-k", test.partition("[")[2].rstrip("]"))
    assert repository(right, *only).outcome(test) == "PASSED"
    tested = repository(changed(right, mistake), *only)
    assert tested.code == 1
    assert tested.outcome(test) == "FAILED"
    assert words in tested.out


def test_what_is_known_to_fail_must_fail(one_sum, repository):
    known = "--mmtui-xfail=checker[last-unmap]"
    tested = repository(changed(one_sum, LAST_IS_EACH), known, "-k", "last-unmap")
    assert (tested.code, tested.outcome("checker[last-unmap]")) == (0, "XFAIL")
    tested = repository(one_sum, known, "-k", "last-unmap")
    assert tested.code == 1
    assert "XPASS(strict)" in tested.out
    tested = repository(one_sum, "--mmtui-xfail=no-such")
    assert tested.code == 4
    assert "there is no test 'no-such'" in tested.out


@pytest.fixture
def recorded(tmp_path):
    from mmtui import errors

    source = os.path.join(os.path.dirname(errors.__file__), "..", "tests", "data", "recorded", "6.12")
    folder = tmp_path / "recorded" / "6.12"
    folder.mkdir(parents=True)
    shutil.copy(os.path.join(source, "03-doublemap-two-pmd-mappers.jsonl.gz"), folder)
    return folder.parent


def test_a_scheme_that_says_it_is_a_kernels_is_held_to_recordings(one_sum, repository, recorded):
    claims = changed(one_sum, ("    _sum = Counter(", '    recorded = ("6.12",)\n    _sum = Counter('))
    tested = repository(claims, "-k", "recorded", "-rs")
    assert tested.outcome("recorded[6.12]") == "SKIPPED"
    assert "--mmtui-recorded DIR says where the recordings are" in tested.out
    given = f"--mmtui-recorded={recorded}"
    tested = repository(claims, "-k", "recorded", given)
    assert tested.outcome("recorded[6.12-03-doublemap-two-pmd-mappers]") == "FAILED"
    assert "one-sum beside a recording:" in tested.out
    assert "_large_mapcount: recorded" in tested.out
    right = repository(one_sum, "-k", "recorded", given, named="large-mapcount")
    assert (right.code, right.outcome("recorded[6.12-03-doublemap-two-pmd-mappers]")) == (0, "PASSED")


def test_a_kernel_without_recordings_is_told(one_sum, repository, recorded):
    claims = changed(one_sum, ("    _sum = Counter(", '    recorded = ("6.1",)\n    _sum = Counter('))
    tested = repository(claims, f"--mmtui-recorded={recorded}")
    assert tested.code == 4
    assert "there are no recordings in this folder" in tested.out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--mmtui-scheme=one-summ",), "there is no scheme 'one-summ'; did you mean 'one-sum'?"),
        (("--mmtui-kernel=2.4",), "no kernel '2.4' is modelled"),
        (("--mmtui-recorded=nowhere",), "there is no such folder"),
    ],
)
def test_what_is_not_there_is_a_usage_error(args, words, one_sum, repository):
    tested = repository(one_sum, *args)
    assert tested.code == 4
    assert words in tested.out


def test_the_kernel_is_the_one_asked_for(one_sum, repository):
    tested = repository(changed(one_sum, LAST_IS_EACH), "--mmtui-kernel=6.1", "-k", "last-unmap")
    assert "(kernel 6.1, 8 pages in a PMD)" in tested.out


def test_without_a_scheme_it_adds_nothing(one_sum, repository, tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "test_own.py").write_text("def test_own():\n    pass\n")
    tested = repository(one_sum, named="")
    assert tested.code == 0
    assert "1 passed" in tested.out
    assert "costs" not in tested.out
    listed = repository(one_sum, "--collect-only")
    assert "<SchemeTest race[two-tables]>" in listed.out
    assert "collected 1 item" not in listed.out
    assert "costs" not in listed.out
    both = repository(one_sum, "-k", "own or claims-fit")
    assert (both.code, "2 passed" in both.out) == (0, True)


def test_the_plugin_itself_imports_nothing_that_costs():
    code = "import sys, mmtui.conformance.plugin; print(*(m for m in sys.modules if m.startswith('mmtui')), *"
    code += "({'textual', 'pydantic', 'pytest'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {
        "mmtui",
        "mmtui.lazily",
        "mmtui.conformance",
        "mmtui.conformance.plugin",
    }


def test_pytest_finds_the_plugin_by_its_entry_point():
    from mmtui import errors
    from mmtui.conformance import plugin

    path = os.path.join(os.path.dirname(errors.__file__), "..", "pyproject.toml")
    with open(path, "rb") as file:
        points = tomli.load(file)["project"]["entry-points"]["pytest11"]
    assert points == {plugin.__name__: plugin.__name__}


def test_the_scripts_reach_every_event_and_make_sense_under_every_kernel():
    for kernel in ("6.1", "7.3"):
        (kit,) = kits_of(Wanted(("per-page",), kernel=kernel))
        seen = set()
        for run in kit.runs:
            moment = kit.first(run)
            for op in run.ops:
                moment = after(moment, op)
                assert not moment.result.nonsense, f"{run.name}: {op}: {moment.result.err}"
                seen |= {said.event.what for said in moment.said}
            assert not moment.world.mms, f"{run.name}: somebody has not exited"
        assert seen == set(What)
