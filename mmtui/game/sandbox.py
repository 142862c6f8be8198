"""A machine to do anything on: no question, no goal, every operation there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mmtui.catalog import Catalog
from mmtui.errors import UsageError
from mmtui.game.acting import MOST_OPS
from mmtui.game.attempt import Attempt
from mmtui.game.session import Session
from mmtui.game.trial import Trial
from mmtui.kernel.profile import OWN_RULES, Rules, kernel_with, profile_of
from mmtui.model.ops import VERBS, Op
from mmtui.scenario import ActAsk, Machine, Scenario, Solution, Step, Use

ID = "sandbox"
SIZES = (4, 8, 16, 512)
"""How many pages a PMD can map."""


def sandbox(
    catalog: Catalog,
    *,
    scheme: str = "",
    kernel: str = "",
    pages_per_pmd: int = 8,
    rules: Rules = OWN_RULES,
    ops: Sequence[Op] = (),
) -> Session:
    """Return a session in which everything can be done, after some operations that can be undone.

    Without a scheme it is the kernel's, and without a kernel the newest that has the scheme.  Raises
    ``UsageError`` for a scheme, a kernel or a size that there is not, and for too many operations.
    """
    if len(ops) > MOST_OPS:
        remedy = "`mmtui run` prints every state of a longer run"
        raise UsageError(f"a sandbox holds {MOST_OPS} operations, and these are {len(ops)}; {remedy}")
    if pages_per_pmd not in SIZES:
        raise UsageError(f"a PMD maps {', '.join(map(str, SIZES))} pages here, not {pages_per_pmd}")
    profile = profile_of(kernel or kernel_with(scheme))
    name = scheme or profile.scheme
    catalog.scheme(name)
    trial = Trial(
        _scenario(Machine(scheme=name, kernel=profile.name, pages_per_pmd=pages_per_pmd, rules=rules)),
        (),
        0,
        catalog,
    )
    session = Session.begin(trial)
    if not ops:
        return session
    done = tuple(replace(op, line=0) for op in ops)
    attempt = Attempt(0, done, tuple(done[:n] for n in range(len(done))))
    return replace(session, attempt=attempt, cursor=attempt.end, reached=attempt.end)


def sandbox_after(session: Session) -> Session:
    """Return a sandbox with the machine and the run of a session; every operation can be undone."""
    machine = session.trial.scenario.machine
    return sandbox(
        session.trial.catalog,
        scheme=machine.scheme,
        kernel=machine.kernel,
        pages_per_pmd=machine.pages_per_pmd,
        rules=machine.rules,
        ops=session.ops,
    )


def is_sandbox(session: Session) -> bool:
    """Return whether there is nothing to be reached."""
    return session.acting is not None and not session.acting.goal


def _scenario(machine: Machine) -> Scenario:
    ask = ActAsk(goal=(), ops=(), verbs=VERBS, par=0)
    step = Step(kind="act", ask=ask, prompt="Do what you like.", at=None, hints=())
    return Scenario(
        format=1,
        id=ID,
        title="Sandbox",
        chapter=0,
        difficulty=1,
        minutes=1,
        requires=(),
        teaches="What you find out.",
        brief=_BRIEF.format(machine=machine),
        cites=(),
        machine=machine,
        workload=Use("script", {"ops": ""}),
        setup=None,
        steps=(step,),
        debrief="",
        solution=Solution((), ()),
        path=Path(f"{ID}.mmtui.toml"),
        source=f"{ID} {machine.scheme} {machine.kernel} {machine.pages_per_pmd}",
    )


_BRIEF = """\
A machine of your own. The kernel is Linux {machine.kernel}, a PMD maps {machine.pages_per_pmd} pages, and
{machine.scheme} counts.

Type operations or pick them. Go back and do something else; undo brings back what there was. What you did is
there again when you come back. Save it as a scenario, or test the scheme on it."""
