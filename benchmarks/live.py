"""How many scripts come out alike in the model and in the kernel under us; as root.

    python benchmarks/live.py --recorded          every script of tests/data/recorded
    python benchmarks/live.py --random 200        what tools/recorder/random_script.py draws
    python benchmarks/live.py --any-order 200     what tools/recorder/any_order.py draws

``--random`` and ``--any-order`` begin with ``--seed``; lines that this machine cannot do are left out, and
``cold`` is ``pageout`` in every second script.  Settings are changed by ``set`` lines, and put back.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from mmtui.catalog import bundled, load_catalog  # noqa: E402  (the project is found by the line above)
from mmtui.catalog.sources import Sources  # noqa: E402
from mmtui.errors import ScriptError  # noqa: E402
from mmtui.live.ability import check_able, unable  # noqa: E402
from mmtui.live.machine import build, check_right  # noqa: E402
from mmtui.live.script import read_ops  # noqa: E402
from mmtui.live.versus import compared_twice, nearest  # noqa: E402
from mmtui.model.ops import Op  # noqa: E402
from mmtui.moment import Moment  # noqa: E402
from mmtui.recording.compare import Outcome  # noqa: E402
from mmtui.recording.shown import shown  # noqa: E402
from mmtui.recording.trace import read_trace  # noqa: E402
from mmtui.report.records import records  # noqa: E402
from tools.recorder.any_order import any_order_script  # noqa: E402
from tools.recorder.random_script import random_script  # noqa: E402


def recorded() -> Iterator[tuple[str, str]]:
    """Yield the name and text of every script that was recorded."""
    paths = {path.name.split(".")[0]: path for path in (ROOT / "tests/data/recorded").glob("*/*.jsonl.gz")}
    for name in sorted(paths):
        yield name, "\n".join(step.op for step in read_trace(paths[name]).steps)


def drawn(draw: Callable[[int], str], seeds: range) -> Iterator[tuple[str, str]]:
    """Yield the script of each seed."""
    for seed in seeds:
        text = draw(seed)
        yield f"seed {seed}", text.replace(" cold ", " pageout ") if seed % 2 else text


def asked(text: str, skips: bool) -> tuple[Op, ...]:
    """Return what can be asked of a script; raise ``ScriptError`` where all of it must be and cannot."""
    ops = read_ops(text)
    if skips:
        return tuple(op for op in ops if not unable(op))
    check_able(ops)
    return ops


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The model beside the kernel under us.")
    parser.add_argument("--recorded", action="store_true")
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--any-order", type=int, default=0)
    parser.add_argument("--seed", type=int, default=90_000)
    options = parser.parse_args(words)
    check_right()
    profile = nearest(build())
    first = Moment.first(load_catalog(Sources(bundled("plugins"))).scheme(profile.scheme), profile)
    of_seeds = (
        *drawn(random_script, range(options.seed, options.seed + options.random)),
        *drawn(any_order_script, range(options.seed, options.seed + options.any_order)),
    )
    scripts = [(False, *script) for script in recorded() if options.recorded]
    scripts += [(True, *script) for script in of_seeds]
    outcomes, steps = Counter[str](), 0
    for skips, name, text in scripts:
        try:
            ops = asked(text, skips)
        except ScriptError as error:
            outcomes["not asked"] += 1
            print(f"{name}: not asked: {error.problem}")
            continue
        trace, found = compared_twice(name, ops, first, records, skips=skips)
        outcomes[found.outcome.value] += 1
        steps += found.steps
        if found.outcome is not Outcome.AGREES:
            print(*shown(trace, found), sep="\n")
    print(f"{dict(outcomes)}; {steps:,} steps agree; Linux {build().release}, the model of {profile.name}")


if __name__ == "__main__":
    main()
