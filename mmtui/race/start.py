"""Where a race begins: the moment after its setup, and what is asked in it."""

from __future__ import annotations

from mmtui.errors import ScriptError, UsageError
from mmtui.guarded import after
from mmtui.kernel.profile import Profile
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.race.asking import Asked, Whole
from mmtui.race.battery import Race
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
    words = [op.split() for task in tasks for op in task.ops]
    asked = [each for each in words if each[0] == "ask" or each[1:2] == ["reuse"]]
    if len(asked) > 1:
        raise UsageError("only one question can be asked in a race")
    return _asked(asked[0]) if asked else None


def _asked(words: list[str]) -> tuple[Asked, int]:
    if words[0] != "ask":
        return Whole.MAY_REUSE, 0
    page = words[2] if len(words) > 2 and words[2].isdigit() else "0"
    return QUESTIONS[words[1]], int(page)
