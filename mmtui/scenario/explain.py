"""What pydantic finds wrong, in the words of the file's author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Code, Finding
from mmtui.scenario.schema import ScenarioTable
from mmtui.scenario.shape import Loc, path_of, siblings_of, table_at, variants_at
from mmtui.scenario.suggest import listed, nearest
from mmtui.scenario.variants import fields
from mmtui.scenario.words import label, shown, table_name
from mmtui.scenario.wrong_values import cannot_be, wrong_type, wrong_value

Raw = Mapping[str, Any]

MOST = 100  # a file with more mistakes than this is not a scenario with mistakes


def explained(invalid: ValidationError, raw: Raw) -> list[Finding]:
    """Every error as a finding; a key that is missing because it is misspelt is one mistake, not two."""
    errors = invalid.errors(include_url=False)
    found = dict.fromkeys(finding for error in errors[:MOST] for finding in _findings(error, raw))
    if len(errors) > MOST:
        found[_and_more(len(errors) - MOST)] = None
    meant = {_meant(finding) for finding in found if finding.code is Code.UNKNOWN_KEY}
    return [finding for finding in found if finding.code is not Code.MISSING_KEY or finding.path not in meant]


def _findings(error: ErrorDetails, raw: Raw) -> Iterator[Finding]:
    loc = error["loc"]
    match error["type"]:
        case _ if loc[0] == "format":
            return  # checked before all else, in format.py
        case "missing":
            yield _missing(loc)
        case "extra_forbidden":
            yield _unknown_key(loc, raw)
        case "union_tag_not_found":
            yield from _not_chosen(loc, error["input"])
        case "too_short" if len(error["input"]) >= error["ctx"]["min_length"]:
            return  # its items are wrong, and have been reported
        case _:
            yield wrong_value(error)
