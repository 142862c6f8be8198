"""Where a race begins: the moment after its setup, and what is asked in it."""

from __future__ import annotations

from mmtui.errors import ScriptError, UsageError
from mmtui.guarded import after
from mmtui.kernel.profile import Profile
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.race.battery import Race
from mmtui.race.steps import Asked
from mmtui.race.tasks import QUESTIONS, Task
from mmtui.scheme import Scheme


def moment_before(race: Race, scheme: Scheme, profile: Profile) -> Moment:
    """Return the moment at which a race begins; raise ``ScriptError`` where its setup cannot be done."""
    moment, source = Moment.first(scheme, profile, race.pages_per_pmd), race.source or race.name
    for op in parse_script(race.setup, source):
        moment = after(moment, op)
        if moment.result.err:
            raise ScriptError(f"{op}: {moment.result.err}", source=source, line=op.line)
    return moment


def asked_in(tasks: tuple[Task, ...]) -> tuple[Asked, int] | None:
    """Return the question that a CPU asks, and of which page; None if none asks."""
    asked = [op.split() for task in tasks for op in task.ops if op.startswith("ask ")]
    if len(asked) > 1:
        raise UsageError("only one question can be asked in a race")
    for words in asked:
        page = words[2] if len(words) > 2 and words[2].isdigit() else "0"
        return QUESTIONS[words[1]], int(page)
    return None
