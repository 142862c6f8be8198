"""What holds for every scheme, whatever it claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from mmtui.conformance.broken import shown
from mmtui.conformance.checks import Broken, Undecided
from mmtui.conformance.subject import Kit, Run
from mmtui.guarded import after
from mmtui.model.ops import Op, parse_op, parse_script
from mmtui.moment import Moment
from mmtui.scheme import Question


class Law(NamedTuple):
    """A law, and how it is tested."""

    name: str
    about: str
    run: Callable[[Kit], None]


def every_event_is_counted(kit: Kit) -> None:
    """Run everything: a handler must be a generator, yield only steps, end, and return a claim."""
    for run in kit.runs:
        for moment in _moments(kit, run):
            if moment.fault is not None:
                raise Broken(shown(str(moment.fault), run.name, run.ops, moment))


def counters_end_at_zero(kit: Kit) -> None:
    """When every process has exited, no counter of a folio that is left may be anything but 0.

    A flag may stay until the folio goes, as PG_double_map does on a folio of a file in Linux 6.1.
    """
    if not kit.scheme.exact:
        raise Undecided(f"{kit.scheme.name} claims nothing exactly, so it may leave behind what it likes")
    for run in kit.runs:
        moment = after(kit.first(run), *run.ops)
        for counter, cells in moment.books.cells.items():
            left = [number for number, value in cells.items() if any(_values(value))]
            if left and counter.bits > 1:
                problem = f"{counter} is not 0 when every process has exited: {cells[left[0]]}"
                raise Broken(shown(problem, run.name, run.ops, moment))


def _values(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else value


def nothing_is_kept_elsewhere(kit: Kit) -> None:
    """The same operations come to the same, in one go, one by one, and with another run between them."""
    for run, other in zip(kit.runs, (*kit.runs[1:], kit.runs[0]), strict=True):
        alone = after(kit.first(run), *run.ops)
        for way, moment in (
            ("one by one", _one_by_one(kit, run)),
            ("between another run", _between(kit, run, other)),
        ):
            if (alone.books.cells, alone.books.cost) != (moment.books.cells, moment.books.cost):
                problem = (
                    f"other counters or costs when the operations are run {way}: it keeps something elsewhere"
                )
                raise Broken(shown(problem, run.name, run.ops, moment))


def _one_by_one(kit: Kit, run: Run) -> Moment:
    *_, last = _moments(kit, run)
    return last


def _between(kit: Kit, run: Run, other: Run) -> Moment:
    moment, apart = kit.first(run), kit.first(other)
    for at in range(max(len(run.ops), len(other.ops))):
        apart = after(apart, *other.ops[at : at + 1])
        moment = after(moment, *run.ops[at : at + 1])
    return moment


def _moments(kit: Kit, run: Run) -> Iterator[Moment]:
    moment = kit.first(run)
    for op in run.ops:
        moment = after(moment, op)
        yield moment


def a_batch_is_page_by_page(kit: Kit) -> None:
    """Give up pages at once, and one after the other: the counters must come out the same."""
    if not kit.scheme.batch_is_pages:
        raise Undecided(f"{kit.scheme.name} does not claim it: batch_is_pages is False")
    for setup in _SHARED:
        for start, end in ((0, 8), (2, 5), (4, 8)):
            before = parse_script(setup)
            batch = (*before, parse_op(f"B dontneed r {start} {end}"))
            pages = (*before, *(parse_op(f"B dontneed r {page} {page + 1}") for page in range(start, end)))
            at_once, after_another = _ended(kit, batch), _ended(kit, pages)
            if at_once.books.cells != after_another.books.cells:
                problem = f"pages {start}-{end - 1} at once leave other counters than one after the other"
                one = shown(problem, "one after the other", pages, after_another)
                raise Broken(f"{one}\n\n{shown('the same at once', 'at once', batch, at_once)}")


_SHARED = (
    "proc A\nA mmap r anon 8\nA write r\nA mprotect r 0 1 ro\nA mprotect r 0 1 rw\nA fork B",
    "proc B\nB mmap r anon 8\nB write r\nB mprotect r 0 1 ro\nB mprotect r 0 1 rw",
)
"""B maps a folio by PTEs in one VMA, beside A and alone."""


def _ended(kit: Kit, ops: tuple[Op, ...]) -> Moment:
    moment = Moment.first(kit.scheme, kit.profile, 8)
    for op in ops:
        moment = after(moment, op)
    return moment


def claims_fit_together(kit: Kit) -> None:
    """A question is exact or an estimate, and what a scheme promises of its errors is of estimates."""
    scheme = kit.scheme
    if both := scheme.exact & scheme.estimates:
        raise Broken(f"{scheme.name}: {_names(both)} is in exact and in estimates")
    for name in ("never_misses", "never_invents", "exact_for_two"):
        if strange := getattr(scheme, name) - scheme.estimates:
            raise Broken(f"{scheme.name}: {_names(strange)} is in {name}, but not in estimates")


def _names(questions: frozenset[Question]) -> str:
    return ", ".join(sorted(question.name for question in questions))


LAWS = (
    Law("every-event-is-counted", "handlers yield steps, end, and return a claim", every_event_is_counted),
    Law("counters-end-at-zero", "no counter is left when all have exited", counters_end_at_zero),
    Law("nothing-elsewhere", "nothing is kept outside the counters", nothing_is_kept_elsewhere),
    Law("batch-is-pages", "a batch comes to the same as page by page", a_batch_is_page_by_page),
    Law("claims-fit-together", "exact, estimates and promises fit together", claims_fit_together),
)
