"""What the totals of several comparisons say, and which exit code they come to."""

from __future__ import annotations

import pytest

from mmtui.cli.compared import CANNOT_BE_ASKED, NO_TRACE, Tally
from mmtui.errors import ScriptError
from mmtui.recording.compare import Compared, Outcome

AGREES, DIFFERS, NOT_MODELLED = (Compared(outcome, 1) for outcome in Outcome)
CODES = [
    (NO_TRACE, [AGREES], 0, 0),
    (NO_TRACE, [AGREES, NOT_MODELLED], 0, 5),
    (NO_TRACE, [NOT_MODELLED, DIFFERS], 0, 1),
    (NO_TRACE, [DIFFERS], 1, 3),
    (CANNOT_BE_ASKED, [AGREES], 1, 5),
    (CANNOT_BE_ASKED, [DIFFERS, NOT_MODELLED], 1, 1),
    (CANNOT_BE_ASKED, [], 2, 5),
]


@pytest.mark.parametrize(("refused", "compared", "wrong", "code"), CODES)
def test_the_worst_of_several_is_the_exit_code(refused, compared, wrong, code, capsys):
    tally = Tally("script", refused)
    for each in compared:
        tally.add(each)
    for line in range(wrong):
        tally.refuse(ScriptError("no", source="x.ops", line=line + 1))
    assert tally.ended() == code
    said = capsys.readouterr().err
    assert ("x.ops:1: no\n" in said) is bool(wrong)


def test_what_is_one_is_said_as_one(capsys):
    tally = Tally("script", CANNOT_BE_ASKED)
    tally.add(AGREES)
    tally.ended()
    assert capsys.readouterr().err == "1 script: 1 agrees; 1 step agrees\n"
    tally.add(AGREES)
    tally.refuse(ScriptError("no"))
    tally.ended()
    assert capsys.readouterr().err.endswith("3 scripts: 2 agree, 1 cannot be asked; 2 steps agree\n")


def test_an_interrupt_says_what_was_done_and_goes_on_up(capsys):
    tally = Tally("script", CANNOT_BE_ASKED)

    def compared():
        with tally.told_when_interrupted():
            tally.add(DIFFERS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compared()
    assert "1 script: 1 differs; 1 step agrees" in capsys.readouterr().err
