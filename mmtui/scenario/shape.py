"""Which table of the schema a place in a file belongs to."""

from __future__ import annotations

from typing import TypeAlias

from pydantic.fields import FieldInfo

from mmtui.scenario.ask_schema import FIND_ASKS, PREDICT_ASKS
from mmtui.scenario.challenge_schema import GuessTable
from mmtui.scenario.fields import Table, Variants, fields
from mmtui.scenario.goal_schema import CLAUSES, Reading
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.schema import STEPS, DebriefTable, MachineTable, ScenarioTable, SolutionTable, UseTable
from mmtui.scenario.step_schema import WrongTable

# What pydantic calls a place: as in the file, but behind a choice of tables stands the one that was meant.
Loc: TypeAlias = tuple[str | int, ...]
_Names: TypeAlias = tuple[str, ...]

_VARIANTS: dict[_Names, Variants] = {
    ("step",): STEPS,
    ("step", "PredictTable", "ask"): PREDICT_ASKS,
    ("step", "FindTable", "ask"): FIND_ASKS,
    ("step", "ActTable", "goal"): CLAUSES,
}
_TABLES: dict[_Names, type[Table]] = {
    (): ScenarioTable,
    ("machine",): MachineTable,
    ("workload",): UseTable,
    ("setup",): UseTable,
    ("debrief",): DebriefTable,
    ("solution",): SolutionTable,
    ("step", "PredictTable", "wrong"): WrongTable,
    ("step", "FindTable", "wrong"): WrongTable,
    ("step", "NameTable", "wrong"): WrongTable,
    ("step", "NameTable", "readings"): Reading,
    ("step", "BuildTable", "guesses"): GuessTable,
    **{(*names, table.__name__): table for names, variants in _VARIANTS.items() for table in variants.tables},
}


def path_of(loc: Loc) -> KeyPath:
    """The place as it is in the file."""
    path: KeyPath = ()
    names: _Names = ()
    for part in loc:
        if isinstance(part, int) or names not in _VARIANTS:
            path = (*path, part)
        names = names if isinstance(part, int) else (*names, part)
    return path


def table_at(loc: Loc) -> type[Table]:
    """The table that is at the place."""
    return _TABLES[_names(loc)]


def is_section(loc: Loc) -> bool:
    """True for a table, or a list of tables, at the top of the file."""
    return len(loc) == 1 and (_names(loc) in _TABLES or _names(loc) in _VARIANTS)


def variants_at(loc: Loc) -> Variants:
    """The tables of which one must be chosen at the place."""
    return _VARIANTS[_names(loc)]


def siblings_of(loc: Loc) -> Variants | None:
    """The tables that could have been chosen instead of the one at the place."""
    return _VARIANTS.get(_names(loc)[:-1])


def field_at(loc: Loc) -> FieldInfo:
    """The key the place belongs to: of an item of a list, that of the list."""
    names = _names(loc)
    inner = next(end for end in range(len(names) - 1, -1, -1) if names[:end] in _TABLES)
    return fields(_TABLES[names[:inner]])[names[inner]]


def _names(loc: Loc) -> _Names:
    return tuple(part for part in loc if isinstance(part, str))
