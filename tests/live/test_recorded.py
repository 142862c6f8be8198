"""The scripts that were recorded, asked again of the kernel under us, beside its model."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_live import why_not

from mmtui.catalog import bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.errors import ScriptError
from mmtui.live.ability import unable
from mmtui.live.machine import build
from mmtui.live.script import read_ops
from mmtui.live.versus import compared_twice, nearest
from mmtui.moment import Moment
from mmtui.recording.compare import Outcome
from mmtui.recording.shown import shown
from mmtui.recording.trace import read_trace
from mmtui.report.records import records

TRACES = sorted((Path(__file__).parents[1] / "data" / "recorded" / "6.18").glob("*.jsonl.gz"))


def askable(path):
    """Return the operations of a recording, None if they set something or cannot be asked of this machine."""
    try:
        ops = read_ops("\n".join(step.op for step in read_trace(path).steps))
    except ScriptError:
        return None
    return None if any(op.verb == "set" or unable(op) for op in ops) else ops


SCRIPTS = {path.name.split(".")[0]: ops for path in TRACES if (ops := askable(path))}


def test_most_of_what_was_recorded_can_be_asked():
    assert len(SCRIPTS) >= 30


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "runs")
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_kernel_does_today_what_its_model_does(name):
    profile = nearest(build())
    scheme = load_catalog(Sources(bundled("plugins"))).scheme(profile.scheme)
    trace, compared = compared_twice(name, SCRIPTS[name], Moment.first(scheme, profile), records)
    assert compared.outcome is Outcome.AGREES, "\n".join(shown(trace, compared))
