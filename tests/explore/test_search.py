"""The search: the shortest run first, the same whoever does the work, and nothing lost by merging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import fields
from typing import Any

import pytest

from mmtui.books import Books
from mmtui.catalog import Sources, bundled
from mmtui.catalog.subject import FromCatalog
from mmtui.explore.key import key_of
from mmtui.explore.machine import Machine
from mmtui.explore.machines import machines, more
from mmtui.explore.naming import RAW, Naming, naming_of
from mmtui.explore.search import Limits, Progress, search
from mmtui.explore.verdict import INTERRUPTED, Outcome, Verdict
from mmtui.explore.workers import Workers, workers
from mmtui.kernel.profile import kernel_with, profile_of
from mmtui.model.mm import Mm
from mmtui.model.ops import parse_script
from mmtui.model.vma import Vma
from mmtui.model.world import File, World
from mmtui.moment import Moment

SCHEMES = (
    *("per-page", "double-map", "nr-pages-mapped", "large-mapcount", "mm-owners", "no-page-mapcount"),
    *("vma-count", "vma-count-partial", "vma-table-count", "zero-one-two-many", "rmap-ids"),
    "total-mapped-pages",
)


def maker(scheme: str) -> FromCatalog:
    return FromCatalog(Sources(bundled("plugins")), scheme, kernel_with(scheme))


def machines_of(scheme: str, *names: str, **bounds: int) -> list[Machine]:
    every = machines(profile_of(kernel_with(scheme)), **{"pages": 4, "mms": 2, **bounds})
    return [machine for machine in every if machine.name in names or not names]


def migrating(depth: int = 3) -> list[Machine]:
    return [more(machine, ["migrate"]) for machine in machines_of("double-map", "anon-huge", depth=depth)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_correct_scheme_holds(scheme: str) -> None:
    verdict = search(maker(scheme), machines_of(scheme, depth=2), Workers())
    assert verdict.outcome is Outcome.HOLDS
    assert all(each.depth == 2 and each.states > 1 for each in verdict.covered)


def test_what_the_kernel_does_by_itself_breaks_double_map() -> None:
    verdict = search(maker("double-map"), migrating(), Workers())
    assert verdict.outcome is Outcome.BROKEN
    assert [str(op) for op in verdict.counterexample.ops] == [
        "proc A",
        "A mmap r anon 4",
        "A write r",
        "A fork B",
        "A write r 0 1",
        "B migrate r",
    ]
    assert verdict.counterexample.found.checker == "last-unmap"
    assert search(maker("double-map"), migrating(depth=2), Workers()).outcome is Outcome.HOLDS


class Backwards(Executor):
    """Does what was submitted last first, when somebody waits for a result."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, do: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.result = lambda timeout=None: self._result(future)  # type: ignore[method-assign]
        self._waiting.append((future, lambda: do(*args)))
        return future

    def _result(self, future: Future[Any]) -> Any:
        while self._waiting:
            each, do = self._waiting.pop()
            each.set_result(do())
        return Future.result(future)


def test_the_order_of_the_work_changes_nothing(edited: type) -> None:
    subject = edited(
        "vma_count",
        "if (yield scan(low)) and (yield scan(high)):\n            yield self._mapcount.inc(folio)",
        "yield scan(low)",
    )
    every = machines_of("vma-count", depth=3)
    assert search(subject, every, Workers(Backwards(), 3)) == search(subject, every, Workers())


def test_worker_processes_come_to_the_same() -> None:
    with workers(2) as two:
        verdict = search(maker("double-map"), migrating(), two)
    assert verdict == search(maker("double-map"), migrating(), Workers())


def test_a_cluster_comes_to_the_same() -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.Client(processes=False, dashboard_address=None) as client:
        verdict = search(maker("double-map"), migrating(), Workers(client.get_executor(), 2))
    assert verdict == search(maker("double-map"), migrating(), Workers())


def test_a_limit_leaves_it_unfinished() -> None:
    verdict = search(maker("per-page"), machines_of("per-page", depth=4), Workers(), Limits(states=100))
    assert verdict.outcome is Outcome.UNFINISHED
    assert verdict.why.endswith(" states found; the limit is 100")
    assert any(0 < each.depth < 4 for each in verdict.covered)
    late = search(maker("per-page"), machines_of("per-page", depth=4), Workers(), Limits(seconds=0.001))
    assert (late.outcome, late.why) == (Outcome.UNFINISHED, "0.001 s are over")


def test_who_interrupts_is_told_what_was_covered() -> None:
    def interrupt(progress: Progress) -> None:
        if progress.length == 5:
            raise KeyboardInterrupt

    verdict = search(maker("per-page"), machines_of("per-page"), Workers(), tell=interrupt)
    assert (verdict.outcome, verdict.why) == (Outcome.UNFINISHED, INTERRUPTED)
    assert verdict.covered[0].depth == 1
    assert verdict.covered[0].states > 1


def test_a_mistake_in_a_setup_is_found_there(edited: type) -> None:
    verdict = search(
        edited(
            "large_mapcount",
            "yield self._entire_mapcount.set(folio, 1)",
            "yield self._entire_mapcount.set(folio, 2)",
        ),
        machines_of("large-mapcount"),
        Workers(),
    )
    assert [str(op) for op in verdict.counterexample.ops] == ["proc A", "A mmap r anon 4", "A write r"]


# -- merging


def moments(machine: Machine, scheme: str, depth: int) -> Iterator[Moment]:
    """Every run, nothing merged."""
    subject = maker(scheme)()
    layer = [Moment.first(subject.scheme, subject.profile, machine.pages_per_pmd).after(*machine.setup)]
    for _ in range(depth):
        yield from layer
        layer = [new for moment in layer for _, new in successors(machine, moment)]
    yield from layer


def successors(machine: Machine, moment: Moment) -> Iterable[tuple[int, Moment]]:
    for number, op in machine.choices(moment.world):
        new = moment.after(op)
        if not new.result.nonsense:
            yield number, new


@pytest.mark.parametrize(
    ("scheme", "name"), [("double-map", "anon-huge"), ("mm-owners", "anon-many"), ("vma-count", "file-apart")]
)
def test_what_is_merged_has_one_future(scheme: str, name: str) -> None:
    (machine,) = machines_of(scheme, name)
    naming = naming_of(maker(scheme)().scheme)
    alike: dict[bytes, list[Moment]] = defaultdict(list)
    for moment in moments(machine, scheme, 2):
        alike[key_of(moment, naming)].append(moment)
    several = [group for group in alike.values() if len(group) > 1]
    assert several
    for first, *others in several:
        expected = [(number, key_of(new, naming)) for number, new in successors(machine, first)]
        for other in others[:2] + others[-1:]:
            assert [(number, key_of(new, naming)) for number, new in successors(machine, other)] == expected


def test_merging_loses_no_state() -> None:
    (machine,) = machines_of("double-map", "anon-huge", depth=2)
    naming = naming_of(maker("double-map")().scheme)
    keys = {key_of(moment, naming) for moment in moments(machine, "double-map", 2)}
    (covered,) = search(maker("double-map"), [machine._replace(depth=3)], Workers()).covered
    assert covered.states == len(keys)


def after(scheme: str, text: str) -> Moment:
    subject = maker(scheme)()
    return Moment.first(subject.scheme, subject.profile, 4).after(
        *parse_script("proc A\nA mmap r anon 4\nA write r\n" + text)
    )


def test_names_are_merged_where_the_scheme_cannot_see_them() -> None:
    early, late = "A fork B", "A fork B\nB exit\nA fork C"
    for scheme, same in (("double-map", True), ("mm-owners", False)):
        naming = naming_of(after(scheme, "").scheme)
        assert (key_of(after(scheme, early), naming) == key_of(after(scheme, late), naming)) is same
    assert key_of(after("double-map", early), RAW) != key_of(after("double-map", late), RAW)


def test_every_part_of_a_state_is_in_its_key_or_left_out_for_a_reason() -> None:
    # who adds a field has to decide: it goes into _Canon, or it is one of those that nothing goes on from
    known = {
        World: {
            *("pages_per_pmd", "settings"),  # the same in all states of a machine
            *("mms", "files", "slots", "owners", "dirty", "unqueued", "partly", "blank", "nodes", "pins"),
            "piped",
            *("lazy", "mlocked"),
            *("names", "serials"),  # only where the scheme sees them
            "mapped",  # what a walk of the page tables comes to
            "locks",  # only saves looking for locked VMAs
            "held_at",  # of what is in pins or piped; where it lies is only printed
        },
        File: {"name", "nr_pages", "cache", "orders", "huge", "held"},
        Mm: {"name", "mm_id", "pages_per_pmd", "vmas", "pmds", "regions"},
        Vma: {
            *("start", "end", "region", "prot", "pgoff", "anon_vma", "chain"),
            *("file", "opened", "shared", "thp", "account", "locked", "lazily", "unforked", "wiped"),  # flags
            *("mm", "mm_id", "ident"),  # those of the process; only where the scheme sees them
        },
        Books: {"cells", "spoken", "cost"},  # cost: nothing goes on from it
    }
    assert {kind: {field.name for field in fields(kind)} for kind in known} == known


def test_a_pin_is_part_of_a_state() -> None:
    assert key_of(after("mm-owners", "A pin r 0 1")) != key_of(after("mm-owners", ""))


def test_what_a_pipe_has_is_part_of_a_state_and_who_has_it() -> None:
    fork, keys = "A fork B\n", set[bytes]()
    for line in ("", "A vmsplice r 0 1", "B vmsplice r 0 1", "A pin r 0 1"):
        keys.add(key_of(after("mm-owners", f"{fork}{line}")))
    assert len(keys) == 4


def test_what_was_said_and_what_it_cost_is_forgotten() -> None:
    naming = Naming()
    assert key_of(after("per-page", "A fork B\nB exit"), naming) == key_of(
        after("per-page", "A fork B\nB read r\nB exit"), naming
    )
    assert key_of(after("per-page", "A fork B"), naming) != key_of(after("per-page", ""), naming)


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("gone = 0", "gone = vma.mm_id * 0", Naming(mms=True)),
        ("gone = 0", "gone = vma.ident * 0", Naming(vmas=True)),
        ("gone = 0", "gone = folio.serial * 0", Naming(folios=True)),
        ("gone = 0", "gone = getattr(vma, 'mm' + '_id') * 0", RAW),
        ("gone = 0", "gone = len(f'{folio}') * 0", RAW),
        ("gone = 0", "gone = [vma.mm_id for _ in pages][0] * 0", Naming(mms=True)),
        (
            "class PerPage",
            "def f(vma):\n    match vma:\n        case Vma(mm_id=1):\n            pass\n\n\nclass PerPage",
            Naming(mms=True),
        ),
        ("from mmtui import", "import pluggy\nfrom mmtui import", RAW),
        ("from mmtui import", "from collections import deque\nfrom mmtui import", Naming()),
        ("", "", Naming()),
    ],
)
def test_which_names_a_scheme_can_see(old: str, new: str, seen: Naming, edited: type) -> None:
    assert naming_of(edited("per_page", old, new)().scheme) == seen


def test_the_verdict_says_what_it_stands_on() -> None:
    verdict: Verdict = search(maker("per-page"), machines_of("per-page", "anon-huge", depth=1), Workers())
    (covered,) = verdict.covered
    assert (covered.depth, covered.states, covered.whole) == (1, 1, True)
    assert covered.transitions == len([line for line in covered.machine.menu if not line.endswith(" s")])


def test_an_operation_that_is_nobodys_is_tried_once() -> None:
    (machine,) = machines_of("per-page", "file-huge")
    moment = Moment.first(maker("per-page")().scheme, profile_of("7.3"), 4).after(*machine.setup)
    assert len(moment.world.mms) == 2
    tried = [str(op) for _, op in machine.choices(moment.world)]
    assert tried.count("ftrunc m 0") == 1
    assert tried.count("A read r") == tried.count("B read r") == 1
    for number, op in machine.choices(moment.world):
        assert machine.op(moment.world, number) == op


FORGETS = (
    "vma_count_partial",
    "vmas = yield from self._changed(folio, (before,), (before + len(pages),))",
    "vmas = yield from self._changed(folio, (before,), (len(pages),))",
)


def test_what_is_left_behind_in_a_folio_of_a_file_is_seen_when_the_file_goes(edited: type) -> None:
    (machine,) = machines_of("vma-count-partial", "file-apart", depth=2)
    found = search(edited(*FORGETS), [machine], Workers()).counterexample
    assert found is not None
    assert [str(op) for op in found.ops[-2:]] == ["A read r", "ftrunc m 0"]
    assert found.found.checker == "never-negative"
