from __future__ import annotations

from collections.abc import Callable

from mmtui.catalog import Catalog
from mmtui.game.grading import grade
from mmtui.game.since import since
from mmtui.game.trial import prepare
from mmtui.scenario import PredictAsk
from mmtui.timeline import Timeline


def test_the_operation_that_made_it_so_is_named(run: Callable[..., Timeline]) -> None:
    timeline = run("last-unmap-doublemap")
    mapped = PredictAsk("truth", "mapped-by", folio="L0", page=3)
    found = since(timeline, mapped, 8)
    assert found is not None
    assert (str(found.value), found.at) == ("2", 7)
    first = since(timeline, mapped, 4)
    assert first is not None
    assert (str(first.value), first.at) == ("1", 3)


def test_what_was_not_there_was_made_by_nobody(run: Callable[..., Timeline]) -> None:
    assert since(run("last-unmap-doublemap"), PredictAsk("truth", "entries", folio="L0"), 3) is None
    assert since(run("last-unmap-doublemap"), PredictAsk("cost", "atomics"), 8) is None


def test_a_wrong_answer_points_at_it(shipped, catalog: Catalog) -> None:
    trial = prepare(shipped["last-unmap-doublemap"], catalog)
    verdict = grade(trial, 1, "9")
    assert verdict.at == 7
    assert "since operation 7, B munmap r 3 4." in verdict.lines[-1]


def test_a_wrong_operation_points_at_itself(shipped, catalog: Catalog) -> None:
    trial = prepare(shipped["last-unmap-doublemap"], catalog)
    number = next(n for n, step in enumerate(trial.scenario.steps) if step.kind == "find")
    assert grade(trial, number, "3").at == 3
