"""A scheme that misbehaves is a finding with the run that shows it, never a crash and never a hang."""

from __future__ import annotations

from functools import partial
from multiprocessing import active_children
from threading import enumerate as enumerate_threads
from time import monotonic, process_time, sleep
from typing import ClassVar

import pytest

from mmtui import NOTHING, Checker, Claim, Counter, Counting, Folio, Moment, Question, Reading, Scheme, Vma
from mmtui.explore import expand, step
from mmtui.explore.machines import machines
from mmtui.explore.search import search
from mmtui.explore.step import MISBEHAVED
from mmtui.explore.subject import Subject
from mmtui.explore.verdict import Counterexample, Outcome
from mmtui.explore.workers import Workers, workers
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_op, parse_script


class Entries(Scheme):
    """Right: how many entries map the folio."""

    name = "entries"
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.LAST_OF_FOLIO})
    _sum = Counter()

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        yield self._sum.add(folio, len(pages))
        return NOTHING

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        return Claim(last=(yield self._sum.add(folio, -len(pages))) == 0)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield self._sum.inc(folio)
        return NOTHING

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return Claim(last=(yield self._sum.dec(folio)) == 0)

    def folio_mapcount(self, folio: Folio) -> Reading:
        return (yield self._sum.read(folio))


class Raises(Entries):
    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield self._sum.inc(folio)
        raise ZeroDivisionError("a fork")


class LoopsWithSteps(Entries):
    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        while True:
            yield self._sum.read(folio)


class LoopsWithout(Entries):
    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        while True:
            pass
        yield


class Slow(Entries):
    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        begun = process_time()
        while process_time() - begun < 0.2:
            pass
        return (yield from super().dup_pmd(folio, vma))


class Sleeps(Entries):
    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        sleep(1)
        return (yield from super().dup_pmd(folio, vma))


class YieldsNonsense(Entries):
    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield "one more"
        return NOTHING


class ReturnsNonsense(Entries):
    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield self._sum.inc(folio)
        return True


class AnswersNothing(Entries):
    def folio_mapcount(self, folio: Folio) -> Reading:
        if (yield self._sum.read(folio)) > 1:
            raise KeyError("entries")
        return (yield self._sum.read(folio))


class CountsCalls(Entries):
    """Keeps in a list what belongs into a counter, and so what another run has left there."""

    calls: ClassVar[list[int]] = []
    _other = Counter()

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        self.calls.append(1)
        yield self._other.set(folio, len(self.calls) % 7)
        yield self._sum.inc(folio)
        return NOTHING

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield self._other.set(folio, 0)
        return (yield from super().unmap_pmd(folio, vma))

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        yield self._other.set(folio, 0)
        return (yield from super().unmap_ptes(folio, pages, vma))


class FailsOnce(Entries):
    """Wrong the first time, and right whenever somebody looks again."""

    calls: ClassVar[list[int]] = []

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        self.calls.append(1)
        yield self._sum.add(folio, 2 if len(self.calls) == 1 else 1)
        return NOTHING


class Sums(Checker):
    name = "sums"

    def check(self, moment: Moment) -> list[str]:
        wrong = [
            folio for folio in moment.world.folios() if moment.world.entries(folio) != _sum(moment, folio)
        ]
        return [f"{folio} is counted wrong" for folio in wrong]


def _sum(moment: Moment, folio: Folio) -> int | None:
    return moment.ask(Question.FOLIO_MAPCOUNT, folio)


def subject(cls: type[Scheme]) -> Subject:
    return Subject(cls(), profile_of("7.3"), (Sums(),))


def found(cls: type[Scheme]) -> Counterexample:
    (machine,) = (
        each for each in machines(profile_of("7.3"), pages=4, mms=2, depth=3) if each.name == "anon-huge"
    )
    verdict = search(partial(subject, cls), [machine], Workers())
    assert verdict.outcome is Outcome.BROKEN
    assert verdict.counterexample is not None
    return verdict.counterexample


def last_op(example: Counterexample) -> str:
    assert len(example.ops) == len(example.machine.setup) + 1, "the shortest run is one operation longer"
    return str(example.ops[-1])


@pytest.mark.parametrize(
    ("cls", "op", "words"),
    [
        (Raises, "A fork B", "raised ZeroDivisionError: a fork at dup_pmd"),
        (LoopsWithSteps, "A munmap r 2 4", "took more than 100,000 steps for one event"),
        (YieldsNonsense, "A fork B", "yielded 'one more'"),
        (ReturnsNonsense, "A fork B", "returned True; a handler returns a Claim"),
    ],
)
def test_what_a_scheme_does_wrong_is_found(cls: type[Scheme], op: str, words: str) -> None:
    example = found(cls)
    assert example.found.checker == MISBEHAVED
    assert words in example.found.text
    assert last_op(example) == op


def test_a_question_that_raises_is_found() -> None:
    example = found(AnswersNothing)
    assert "raised KeyError" in example.found.text
    assert not example.found.broken


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_checker_that_would_end_the_program_is_a_finding(error: type[BaseException]) -> None:
    class Ends(Checker):
        name = "ends"

        def check(self, moment: Moment) -> list[str]:
            raise error

    (machine, *_) = machines(profile_of("7.3"), pages=4, mms=2, depth=2)
    verdict = search(lambda: Subject(Entries(), profile_of("7.3"), (Ends(),)), [machine], Workers())
    assert verdict.counterexample is not None
    assert verdict.counterexample.found.broken
    assert f"raised {error.__name__}" in verdict.counterexample.found.text


def test_workers_are_gone_when_nobody_waits_for_them_any_more() -> None:
    """Else the pool's thread and the end of Python close one pipe at the same time, now and then."""
    threads, begun = set(enumerate_threads()), monotonic()
    with workers(2) as pool:
        results = pool.in_order(sleep, (0.0, 60.0, 60.0))
        assert next(results) is None
    assert (active_children(), set(enumerate_threads()) - threads) == ([], set())
    assert monotonic() - begun < 30


def test_a_loop_without_a_step_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expand, "PATIENCE", 0.3)
    monkeypatch.setattr(step, "WAITS", (0.3, 0.6))
    monkeypatch.setattr(step, "CARE", 0.05)
    example = found(LoopsWithout)
    assert "still running after" in example.found.text
    assert example.found.checker == MISBEHAVED


def test_a_step_that_waits_for_the_processor_is_not_taken_to_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "WAITS", (0.1, 30.0))
    monkeypatch.setattr(step, "CARE", 20.0)
    first = Moment.first(Slow(), profile_of("7.3"), 4).after(
        *parse_script("proc A\nA mmap r anon 4\nA write r")
    )
    assert step.stepped_with_care(first, parse_op("A fork B"), ()).found is None
    monkeypatch.setattr(step, "WAITS", (0.1,))
    assert "still running after" in step.stepped_with_care(first, parse_op("A fork B"), ()).found.text


def test_who_sleeps_is_not_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "WAITS", (0.3, 30.0))
    first = Moment.first(Sleeps(), profile_of("7.3"), 4).after(
        *parse_script("proc A\nA mmap r anon 4\nA write r")
    )
    assert "still running after 0.3 s" in step.stepped_with_care(first, parse_op("A fork B"), ()).found.text


@pytest.mark.parametrize("cls", [CountsCalls, FailsOnce])
def test_what_is_kept_outside_the_counters_is_found(cls: type[CountsCalls]) -> None:
    cls.calls.clear()
    assert found(cls).found.text == expand.AGAIN


def test_the_same_scheme_without_a_mistake_holds() -> None:
    (machine,) = (
        each for each in machines(profile_of("7.3"), pages=4, mms=2, depth=2) if each.name == "anon-huge"
    )
    assert search(partial(subject, Entries), [machine], Workers()).outcome is Outcome.HOLDS
