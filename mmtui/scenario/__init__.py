"""Scenario files: TOML in, frozen Scenario values out, and every mistake with its line and its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmtui.lazily import lazily

if TYPE_CHECKING:
    from mmtui.scenario.challenges import ActAsk as ActAsk
    from mmtui.scenario.challenges import BuildAsk as BuildAsk
    from mmtui.scenario.challenges import CheckerAsk as CheckerAsk
    from mmtui.scenario.challenges import Clause as Clause
    from mmtui.scenario.challenges import GuessLimit as GuessLimit
    from mmtui.scenario.challenges import NameAsk as NameAsk
    from mmtui.scenario.challenges import RaceAsk as RaceAsk
    from mmtui.scenario.course import Course as Course
    from mmtui.scenario.course import course_of as course_of
    from mmtui.scenario.course import heads_of as heads_of
    from mmtui.scenario.course import scenario_files as scenario_files
    from mmtui.scenario.loading import Head as Head
    from mmtui.scenario.loading import glance as glance
    from mmtui.scenario.loading import load as load
    from mmtui.scenario.loading import peek as peek
    from mmtui.scenario.misconceptions import MISCONCEPTIONS as MISCONCEPTIONS
    from mmtui.scenario.misconceptions import answered as answered
    from mmtui.scenario.outline import Plan as Plan
    from mmtui.scenario.outline import plan_in as plan_in
    from mmtui.scenario.outline import plan_of as plan_of
    from mmtui.scenario.problems import Code as Code
    from mmtui.scenario.problems import Finding as Finding
    from mmtui.scenario.problems import Problem as Problem
    from mmtui.scenario.problems import ScenarioInvalid as ScenarioInvalid
    from mmtui.scenario.problems import placed as placed
    from mmtui.scenario.values import Answer as Answer
    from mmtui.scenario.values import FindAsk as FindAsk
    from mmtui.scenario.values import Machine as Machine
    from mmtui.scenario.values import PredictAsk as PredictAsk
    from mmtui.scenario.values import Reject as Reject
    from mmtui.scenario.values import Scenario as Scenario
    from mmtui.scenario.values import Solution as Solution
    from mmtui.scenario.values import Step as Step
    from mmtui.scenario.values import Use as Use
    from mmtui.scenario.values import Wrong as Wrong
    from mmtui.scenario.words import listed as listed
    from mmtui.scenario.words import nearest as nearest

__getattr__, __all__ = lazily(
    "mmtui.scenario",
    {
        "challenges": (
            "ActAsk",
            "BuildAsk",
            "CheckerAsk",
            "Clause",
            "GuessLimit",
            "NameAsk",
            "RaceAsk",
        ),
        "course": (
            "Course",
            "course_of",
            "heads_of",
            "scenario_files",
        ),
        "loading": (
            "Head",
            "glance",
            "load",
            "peek",
        ),
        "misconceptions": (
            "answered",
            "MISCONCEPTIONS",
        ),
        "outline": (
            "Plan",
            "plan_in",
            "plan_of",
        ),
        "problems": (
            "Code",
            "Finding",
            "placed",
            "Problem",
            "ScenarioInvalid",
        ),
        "values": (
            "Answer",
            "FindAsk",
            "Machine",
            "PredictAsk",
            "Reject",
            "Scenario",
            "Solution",
            "Step",
            "Use",
            "Wrong",
        ),
        "words": (
            "listed",
            "nearest",
        ),
    },
)
