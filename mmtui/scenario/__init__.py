"""Scenario files: TOML in, frozen Scenario values out, and every mistake with its line and its remedy."""

from mmtui.scenario.head import Head, peek
from mmtui.scenario.load import load
from mmtui.scenario.misconceptions import MISCONCEPTIONS, answered
from mmtui.scenario.problems import Code, Problem, ScenarioInvalid
from mmtui.scenario.values import (
    Answer,
    FindAsk,
    Machine,
    PredictAsk,
    Reject,
    Scenario,
    Solution,
    Step,
    Use,
    Wrong,
)

__all__ = [
    "MISCONCEPTIONS",
    "Answer",
    "Code",
    "FindAsk",
    "Head",
    "Machine",
    "PredictAsk",
    "Problem",
    "Reject",
    "Scenario",
    "ScenarioInvalid",
    "Solution",
    "Step",
    "Use",
    "Wrong",
    "answered",
    "load",
    "peek",
]
